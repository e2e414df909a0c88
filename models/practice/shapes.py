"""Exercises that ask for a shape, or for the padding that keeps one."""

from collections.abc import Callable

import numpy as np

from models.convolution.geometry import Axis, Padding, extent, same_padding, transposed_side
from models.practice.exercise import Drawn, Given, Line, Mistake, Pair

Draw = np.random.Generator
OnAxis = Callable[[Axis], int]


def shape(draw: Draw, level: int, classic: bool) -> Drawn:
    """Without padding: stride 1; a stride; a stride for each axis."""
    if classic and level == 1:
        return _sliding(Given((3, 4), (2, 2)))
    stride = {1: (1, 1), 2: (2, 2)}.get(level) or _two(draw, 2, 4)
    return _sliding(Given(_two(draw, 6, 12), _kernel(draw, level), stride))


def padding(draw: Draw, level: int, classic: bool) -> Drawn:
    """The same on all sides; with a stride; different on all four sides."""
    del classic
    if level < 3:
        rows, columns = _two(draw, 1, 3)
        around = Padding(rows, rows, columns, columns)
    else:
        around = Padding(*(int(cells) for cells in draw.permutation(4)))
    stride = (1, 1) if level == 1 else (int(draw.integers(2, 4)),) * 2
    return _sliding(Given(_two(draw, 5, 10), _kernel(draw, level), stride, around))


def dilation(draw: Draw, level: int, classic: bool) -> Drawn:
    """Alone; with padding; with padding and a stride, and another one for each axis."""
    del classic
    apart = _two(draw, 2, 4) if level == 3 else (int(draw.integers(2, 4)),) * 2
    cells = 0 if level == 1 else int(draw.integers(1, 3))
    stride = (2, 2) if level == 3 else (1, 1)
    side = _two(draw, 12, 17)
    return _sliding(Given(side, _kernel(draw, level), stride, Padding(*(cells,) * 4), apart))


def same(draw: Draw, level: int, classic: bool) -> Drawn:
    """The padding of each side that keeps a shape at stride 1; only odd kernels have it."""
    if classic and level == 1:
        kernel = (3, 3)
    else:
        rows, columns = (2 * int(half) + 1 for half in draw.integers(1, 3 if level == 3 else 4, 2))
        kernel = (rows, rows) if level == 1 else (rows, columns)
    apart = _two(draw, 2, 4) if level == 3 else (1, 1)
    given = Given(_two(draw, 7, 11), kernel, dilation=apart)
    halves = [same_padding(cells, by)[0] for cells, by in zip(kernel, given.dilation, strict=True)]
    expected = (halves[0], halves[1])
    wrong: dict[str, Pair] = {
        "both_sides": (2 * expected[0], 2 * expected[1]),
        "kernel_itself": kernel,
        "no_padding": (0, 0),
    }
    if level == 3:
        wrong["forgot_dilation"] = ((kernel[0] - 1) // 2, (kernel[1] - 1) // 2)
    lines = tuple(
        Line(name, f"({_span(cells, by)} − 1) / 2", half)
        for name, cells, by, half in zip(
            ("rows", "columns"), kernel, given.dilation, expected, strict=True
        )
    )
    return Drawn(given, expected, _mistakes(wrong, expected), lines)


def transposed(draw: Draw, level: int, classic: bool) -> Drawn:
    """A stride alone; with padding; with output padding, and another stride for each axis."""
    del classic
    side, kernel = _two(draw, 4, 8), _two(draw, 3, 5)
    stride = _two(draw, 2, 5) if level == 3 else (int(draw.integers(2, 5)),) * 2
    cells = 0 if level == 1 else int(draw.integers(1, 3))
    extra = (1, 1) if level == 3 else (0, 0)
    around = Padding(cells, cells, cells, cells)
    given = Given(side, kernel, stride, around, output_padding=extra, operation="transposed")
    geometry = given.geometry

    def each(value: Callable[[Axis, int], int]) -> Pair:
        return value(geometry.rows, extra[0]), value(geometry.columns, extra[1])

    expected = each(_unrolled)
    wrong = {
        "forward": each(lambda axis, _: axis.output),
        "no_first": each(lambda axis, more: _unrolled(axis, more) + axis.stride),
        "only_stride": each(lambda axis, _: axis.side * axis.stride),
    }
    if cells:
        wrong["forgot_crop"] = each(lambda axis, more: _unrolled(axis, more) + 2 * cells)
        wrong["cropped_once"] = each(lambda axis, more: _unrolled(axis, more) + cells)
    if any(extra):
        wrong["forgot_output_padding"] = each(lambda axis, more: _unrolled(axis, more) - more)
    lines = tuple(
        Line(name, _unrolled_text(axis, more), value)
        for name, axis, more, value in zip(
            ("rows", "columns"), (geometry.rows, geometry.columns), extra, expected, strict=True
        )
    )
    return Drawn(given, expected, _mistakes(wrong, expected), lines)


def floor_text(axis: Axis) -> str:
    """Output cells of an axis, in numbers."""
    around = f" + {axis.before} + {axis.after}" if axis.before or axis.after else ""
    span = _span(axis.kernel, axis.dilation)
    if axis.stride == 1:
        return f"{axis.side}{around} − {span} + 1"
    return f"floor(({axis.side}{around} − {span}) / {axis.stride}) + 1"


def _sliding(given: Given) -> Drawn:
    """The output's shape, and what comes of leaving out one part of its formula."""
    geometry = given.geometry

    def each(value: OnAxis) -> Pair:
        return value(geometry.rows), value(geometry.columns)

    wrong: dict[str, Pair] = {"kept_shape": each(lambda axis: axis.side)}
    if any(axis.remainder for axis in (geometry.rows, geometry.columns)):
        wrong["rounded_up"] = each(lambda axis: axis.output + (axis.remainder > 0))
    if max(given.stride) > 1:
        wrong["forgot_stride"] = each(lambda axis: _places(axis, stride=1))
    if any(given.padding):
        wrong["forgot_padding"] = each(lambda axis: _places(axis, around=0))
        if given.padding.top == given.padding.bottom:
            wrong["one_side"] = each(lambda axis: _places(axis, around=axis.before))
        else:
            wrong["doubled_first"] = each(lambda axis: _places(axis, around=2 * axis.before))
    if max(given.dilation) > 1:
        wrong["forgot_dilation"] = each(lambda axis: _places(axis, span=axis.kernel))
        wrong["dilated_kernel"] = each(lambda axis: _places(axis, span=axis.kernel * axis.dilation))
    else:
        wrong["forgot_one"] = each(lambda axis: axis.output - 1)
    lines = tuple(
        Line(name, floor_text(axis), axis.output)
        for name, axis in (("rows", geometry.rows), ("columns", geometry.columns))
    )
    return Drawn(given, geometry.output, _mistakes(wrong, geometry.output), lines)


def _mistakes(wrong: dict[str, Pair], expected: Pair) -> tuple[Mistake, ...]:
    swapped = (expected[1], expected[0])
    found = [Mistake(code, answer, each_axis=True) for code, answer in wrong.items()]
    if swapped != expected:
        found.append(Mistake("swapped", swapped))
    return tuple(found)


def _places(
    axis: Axis, *, around: int | None = None, span: int | None = None, stride: int | None = None
) -> int:
    """Output cells of an axis with a part of it replaced."""
    more = axis.before + axis.after if around is None else around
    cells = axis.side + more - (axis.extent if span is None else span)
    return cells // (axis.stride if stride is None else stride) + 1


def _unrolled(axis: Axis, more: int) -> int:
    return transposed_side(
        axis.side, axis.kernel, axis.stride, axis.dilation, axis.before, axis.after, more
    )


def _unrolled_text(axis: Axis, more: int) -> str:
    cropped = f" − {axis.before} − {axis.after}" if axis.before or axis.after else ""
    return f"({axis.side} − 1) × {axis.stride} + {axis.kernel}{cropped}" + (
        f" + {more}" if more else ""
    )


def _span(kernel: int, apart: int) -> str:
    """Cells from a kernel's first element to its last; see geometry.extent."""
    return str(extent(kernel, apart)) if apart == 1 else f"({apart} × ({kernel} − 1) + 1)"


def _two(draw: Draw, least: int, below: int) -> Pair:
    """Two different numbers."""
    first, second = draw.choice(np.arange(least, below), 2, replace=False).tolist()
    return first, second


def _kernel(draw: Draw, level: int) -> Pair:
    """Square for beginners."""
    side = int(draw.integers(2, 5))
    return (side, side) if level == 1 else (int(draw.integers(2, 5)), int(draw.integers(2, 5)))
