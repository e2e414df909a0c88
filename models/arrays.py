"""Arrays as traces hold them: NumPy, floating point, read-only."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32 | np.float64]

Kind = TypeVar("Kind", bound=np.generic)


def frozen(array: NDArray[Kind]) -> NDArray[Kind]:
    """The same numbers, read-only and in row-major order; copied unless it is so already."""
    if array.flags.writeable or not array.flags.c_contiguous:
        array = np.array(array, order="C")
        array.flags.writeable = False
    return array
