"""What an exercise is: a layer, a question, its answer, and the wrong answers one can foresee."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.convolution.geometry import NO_PADDING, Geometry, Padding
from models.convolution.operations import Operation

Numbers = NDArray[np.float64]
Pair = tuple[int, int]
Answer = tuple[float, ...]
"""One number, or two: rows and columns."""

NO_WORDS: Mapping[str, int] = {}


@dataclass(frozen=True, eq=False)
class Given:
    """A layer as far as an exercise tells of it. Pairs are rows and columns."""

    side: Pair = (0, 0)  # of the input; (0, 0) where it does not matter
    kernel: Pair = (1, 1)  # or the window of a pooling
    stride: Pair = (1, 1)
    padding: Padding = NO_PADDING
    dilation: Pair = (1, 1)
    output_padding: Pair = (0, 0)
    inputs: int = 1
    outputs: int = 1
    groups: int = 1
    bias: bool = False
    operation: Operation = "cross_correlation"
    values: Numbers | None = None  # (inputs, rows, columns) of the input
    weights: Numbers | None = None  # (inputs, kernel rows, kernel columns)
    offset: float = 0.0  # the bias as a number, where there are weights

    @property
    def geometry(self) -> Geometry:
        """Of the kernel sliding over the input; what a transposed convolution runs backwards."""
        return Geometry.of(self.side, self.kernel, self.stride, self.padding, self.dilation)


@dataclass(frozen=True)
class Mistake:
    """What somebody answers who goes wrong in one way.

    each_axis: may also be made along one axis alone. words: what its remark has to name.
    """

    code: str
    answer: Answer
    each_axis: bool = False
    words: Mapping[str, int] = field(default_factory=lambda: NO_WORDS)


@dataclass(frozen=True)
class Line:
    """One line of the arithmetic: `text` works out to `value`.

    label names what is worked out, "" where that is the answer itself; number: which one of them.
    last: it puts together what the other lines give, and so is no hint.
    """

    label: str
    text: str
    value: float
    number: int | None = None
    last: bool = False


@dataclass(frozen=True, eq=False)
class Drawn:
    """An exercise as its function draws it.

    words: what question and hint have to name. cell: the output cell (row, column) that is asked
    for, where one is; output: all of them.
    """

    given: Given
    expected: Answer
    mistakes: tuple[Mistake, ...]
    lines: tuple[Line, ...]
    words: Mapping[str, int] = field(default_factory=lambda: NO_WORDS)
    cell: Pair | None = None
    output: Numbers | None = None

    @property
    def clear(self) -> bool:
        """Whether right and wrong answers can all be told apart."""
        answers = [self.expected, *(mistake.answer for mistake in self.mistakes)]
        return len({tuple(round(part, 6) for part in one) for one in answers}) == len(answers)
