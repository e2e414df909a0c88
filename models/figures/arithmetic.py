"""The arithmetic of an output cell, in lines."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from models.convolution.frames import Frame
from models.convolution.trace import ConvolutionTrace
from models.written import shown

Numbers = NDArray[np.float64]

STACKED = 4
"""Channels that are drawn below each other; of more, only the first."""
TERMS = 25
"""Of a sum that is written out; of more, only the first."""


def lines_of(
    trace: ConvolutionTrace,
    frame: Frame,
    read: Mapping[int, tuple[Sequence[float], Numbers | None]],
    covered: Sequence[tuple[int, int]],
) -> Iterator[str]:
    """ "Y[0, 0] = 0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19"; of several channels a line each and the sum.

    read: by input channel the values under the window and the weights, none in pooling. covered:
    the elements of the kernel at which the values stand.
    """
    write = _Writer()
    channel = f"{frame.channel}, " if trace.layer.output_shape[0] > 1 else ""
    name = f"Y[{channel}{frame.row}, {frame.column}]"
    if trace.weights:
        sums = frame.channel_sums.tolist()
        terms = []
        for (place, (values, weights)), total in zip(read.items(), sums, strict=True):
            assert weights is not None
            terms = _products(write, values, weights, covered)
            if len(sums) > 1 and place in list(read)[:STACKED]:
                yield f"[{place}] {write.equation(_some(terms), total)}"
        if len(sums) > 1:
            write = _Writer()
            terms = [write(total, 6) for total in sums]
        text = _some(terms) + (f" + bias {write(frame.bias)}" if trace.biases else "")
    else:
        held = [write(value) for value in read[frame.channel][0] if not np.isnan(value)]
        largest = frame.chosen is not None
        text = f"max({_some(held, ', ')})" if largest else f"({_some(held)}) / {frame.divisor}"
    activation = "" if trace.activation == "none" else trace.activation
    yield write.equation(f"{'' if activation else f'{name} = '}{text}", frame.value)
    if frame.activated is not None:
        yield write.equation(f"{name} = {activation}({write(frame.value, 6)})", frame.activated)


class _Writer:
    """Writes numbers, and remembers whether one was rounded."""

    def __init__(self) -> None:
        self.rounded = False

    def __call__(self, value: float, digits: int = 4) -> str:
        text, rounded = shown(value, digits)
        self.rounded |= rounded
        return text

    def equation(self, left: str, value: float) -> str:
        right = self(value, 6)
        sign = "≈" if self.rounded else "="
        self.rounded = False
        return f"{left} {sign} {right}"


def _products(
    write: _Writer, values: Sequence[float], weights: Numbers, covered: Sequence[tuple[int, int]]
) -> list[str]:
    pairs = zip(values, covered, strict=True)
    return [f"{write(value)} x {write(float(weights[at]))}" for value, at in pairs]


def _some(terms: Sequence[str], between: str = " + ") -> str:
    """Terms joined; of many the first."""
    text = between.join(terms[:TERMS]) or "0"
    return text + f"{between}…" * (len(terms) > TERMS)
