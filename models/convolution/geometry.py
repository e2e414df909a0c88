"""Shape algebra of a sliding window, in plain integers.

All positions are those of the padded input: row 0 is the first row of padding where there is any.
"""

from dataclasses import dataclass
from typing import NamedTuple

from models.errors import DilatedKernelExceedsInput, KernelExceedsInput


def extent(kernel: int, dilation: int) -> int:
    """Cells from a kernel's first element to its last along one axis, both included."""
    return dilation * (kernel - 1) + 1


def output_side(
    side: int,
    kernel: int,
    stride: int,
    dilation: int,
    before: int,
    after: int,
    *,
    ceil: bool = False,
) -> int:
    """Cells: floor((side + before + after - dilation * (kernel - 1) - 1) / stride) + 1.

    0 or negative where the kernel does not fit. Dumoulin and Visin 2016, relationship 15.
    ceil rounds up instead: one more place, which overhangs, if it starts before the padding after.
    """
    span = side + before + after - extent(kernel, dilation)
    if not ceil:
        return span // stride + 1
    places = -(-span // stride) + 1
    return places if (places - 1) * stride < side + before else places - 1


def transposed_side(
    side: int,
    kernel: int,
    stride: int,
    dilation: int,
    before: int,
    after: int,
    output_padding: int = 0,
) -> int:
    """Cells: (side - 1) * stride + dilation * (kernel - 1) + 1 + output_padding - before - after.

    The side that output_side would take to this many cells, output_padding being its remainder.
    Dumoulin and Visin 2016, relationship 14.
    """
    return (side - 1) * stride + extent(kernel, dilation) + output_padding - before - after


def same_padding(kernel: int, dilation: int) -> tuple[int, int]:
    """Cells before and after that keep a side as it is at stride 1; an odd one goes after."""
    total = dilation * (kernel - 1)
    return total // 2, total - total // 2


def parameter_counts(
    inputs: int, outputs: int, kernel: tuple[int, int], groups: int = 1, *, bias: bool = True
) -> tuple[int, int]:
    """Weights and biases: 3 channels in, 10 out and a 3 x 3 kernel have 270 and 10."""
    return outputs * (inputs // groups) * kernel[0] * kernel[1], outputs if bias else 0


class Padding(NamedTuple):
    """Cells added on each of the four sides."""

    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0


NO_PADDING = Padding()


class Window(NamedTuple):
    """Cells top..bottom-1 and left..right-1, as padded[top:bottom, left:right] slices them."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Axis:
    """A kernel sliding along one axis."""

    side: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil: bool = False

    @property
    def padded(self) -> int:
        """Cells with the padding."""
        return self.side + self.before + self.after

    @property
    def extent(self) -> int:
        """Cells that the dilated kernel spans."""
        return extent(self.kernel, self.dilation)

    @property
    def output(self) -> int:
        """Places of the kernel, and so cells of the output."""
        return output_side(
            self.side,
            self.kernel,
            self.stride,
            self.dilation,
            self.before,
            self.after,
            ceil=self.ceil,
        )

    @property
    def remainder(self) -> int:
        """Cells that the floor leaves over after the last place; 0..stride-1."""
        return max(0, self.padded - self.span(self.output - 1)[1])

    @property
    def overhang(self) -> int:
        """Cells of the last place beyond the padding; only with ceil, 0..stride-1."""
        return max(0, self.span(self.output - 1)[1] - self.padded)

    def span(self, output: int) -> tuple[int, int]:
        """First position under the kernel at an output cell, and the one after its last."""
        start = output * self.stride
        return start, start + self.extent

    def taps(self, output: int) -> range:
        """Positions that an output cell reads, one a kernel element."""
        start, stop = self.span(output)
        return range(start, stop, self.dilation)

    def readers(self, position: int) -> tuple[int, ...]:
        """Every output cell that reads a position, ascending."""
        first = max(0, -((self.extent - 1 - position) // self.stride))
        last = min(self.output - 1, position // self.stride)
        return tuple(
            output
            for output in range(first, last + 1)
            if (position - output * self.stride) % self.dilation == 0
        )

    @property
    def unread(self) -> tuple[int, ...]:
        """Positions that no output cell reads, padding included, ascending."""
        read = {position for output in range(self.output) for position in self.taps(output)}
        return tuple(position for position in range(self.padded) if position not in read)


@dataclass(frozen=True)
class Geometry:
    """A kernel sliding over rows and columns.

    Raises KernelExceedsInput where not even one place is left for it.
    """

    rows: Axis
    columns: Axis

    def __post_init__(self) -> None:
        if self.rows.output < 1 or self.columns.output < 1:
            covered = {
                "kernel": (self.rows.extent, self.columns.extent),
                "padded_input": (self.rows.padded, self.columns.padded),
            }
            dilation = self.rows.dilation, self.columns.dilation
            if dilation == (1, 1):
                raise KernelExceedsInput(field="kernel", **covered)
            raise DilatedKernelExceedsInput(field="kernel", dilation=dilation, **covered)

    @classmethod
    def of(
        cls,
        side: tuple[int, int],
        kernel: tuple[int, int],
        stride: tuple[int, int] = (1, 1),
        padding: Padding = NO_PADDING,
        dilation: tuple[int, int] = (1, 1),
        *,
        ceil: bool = False,
    ) -> "Geometry":
        """From pairs of (rows, columns)."""
        return cls(
            Axis(side[0], kernel[0], stride[0], dilation[0], padding.top, padding.bottom, ceil),
            Axis(side[1], kernel[1], stride[1], dilation[1], padding.left, padding.right, ceil),
        )

    @property
    def padding(self) -> Padding:
        return Padding(self.rows.before, self.rows.after, self.columns.before, self.columns.after)

    @property
    def padded(self) -> tuple[int, int]:
        return self.rows.padded, self.columns.padded

    @property
    def output(self) -> tuple[int, int]:
        return self.rows.output, self.columns.output

    def window(self, row: int, column: int) -> Window:
        """What the kernel spans at an output cell; with dilation it reads only some of it."""
        top, bottom = self.rows.span(row)
        left, right = self.columns.span(column)
        return Window(top, left, bottom, right)

    def readers(self, row: int, column: int) -> tuple[tuple[int, int], ...]:
        """Every output cell (row, column) that reads a padded input cell, row by row."""
        columns = self.columns.readers(column)
        return tuple((r, c) for r in self.rows.readers(row) for c in columns)

    def multiply_adds(self, inputs: int, outputs: int, groups: int = 1) -> int:
        """Products that are summed in all: those of one window, by output cells and channels."""
        products = inputs // groups * self.rows.kernel * self.columns.kernel
        return outputs * self.rows.output * self.columns.output * products
