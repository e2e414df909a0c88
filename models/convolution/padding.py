"""What is put around an input, and from which of its cells each added one is copied."""

from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from models.convolution.geometry import Axis, Geometry
from models.errors import PaddingExceedsInput

Numbers = NDArray[np.float64]
Sources = tuple[int | None, ...]

PaddingMode = Literal["zeros", "reflect", "replicate", "circular"]
PADDING_MODES: tuple[PaddingMode, ...] = get_args(PaddingMode)

_AS_NUMPY: Mapping[PaddingMode, Literal["reflect", "edge", "wrap"]] = {
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}


def check_fits(geometry: Geometry, mode: PaddingMode) -> None:
    """Raise PaddingExceedsInput where a mode would have to use a cell twice.

    reflect mirrors at the edge cell, which is not repeated: at most side - 1 cells. circular goes
    round once: at most side.
    """
    most = {"reflect": -1, "circular": 0}.get(mode)
    if most is None:
        return
    for axis in (geometry.rows, geometry.columns):
        if max(axis.before, axis.after) > axis.side + most:
            raise PaddingExceedsInput(
                field="padding",
                padding=", ".join(map(str, geometry.padding)),
                mode=mode,
                rows=geometry.rows.side + most,
                columns=geometry.columns.side + most,
                input=(geometry.rows.side, geometry.columns.side),
            )


def sources(axis: Axis, mode: PaddingMode = "zeros") -> Sources:
    """For each padded position the input's that it is copied from; None where it is of no cell."""
    positions, widths = np.arange(axis.side), (axis.before, axis.after)
    if mode == "zeros":
        padded = np.pad(positions, widths, constant_values=-1)
    else:
        padded = np.pad(positions, widths, mode=_AS_NUMPY[mode])
    return tuple(None if position < 0 else position for position in padded.tolist())


def pad(
    planes: Numbers, geometry: Geometry, mode: PaddingMode = "zeros", empty: float = 0.0
) -> Numbers:
    """(channels, rows, columns) -> the same with padding on four sides.

    empty: what stands in padding of the mode "zeros".
    """
    padding = geometry.padding
    widths = ((0, 0), padding[:2], padding[2:])
    if mode == "zeros":
        return np.pad(planes, widths, constant_values=empty)
    return np.pad(planes, widths, mode=_AS_NUMPY[mode])
