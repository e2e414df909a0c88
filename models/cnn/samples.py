"""Pictures to start from: a handful of Fashion-MNIST's test set, as small PNG files.

A file is named `<number of its class>-<its own name>.png`. Licence: samples/LICENSE.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.arrays import frozen
from models.errors import UnknownSample

FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True, eq=False)
class Sample:
    name: str
    label: int
    """Number of the class that the publisher gives it; two of them are taken for others."""
    image: NDArray[np.uint8]
    """(28, 28) grey values."""


@cache
def samples() -> Mapping[str, Sample]:
    """By name, in the order of their classes."""
    found = {}
    for path in sorted(FOLDER.glob("*.png")):
        label, _, name = path.stem.partition("-")
        with Image.open(path, formats=["PNG"]) as image:
            found[name] = Sample(name, int(label), frozen(np.asarray(image.convert("L"))))
    return found


def sample(name: str) -> Sample:
    """Raises UnknownSample."""
    if name not in samples():
        raise UnknownSample(field="image", value=name, allowed=", ".join(samples()))
    return samples()[name]
