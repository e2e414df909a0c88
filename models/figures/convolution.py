"""A step of a layer as a picture: input with its window, kernel, output so far, arithmetic."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace
from models.convolution.transposed import Transposed
from models.figures import palette
from models.figures.drawing import Box, Cells, Drawing, Text, text_width
from models.figures.scene import Plane, Scene, outputs_so_far, scene_of
from models.written import shown

Numbers = NDArray[np.float64]
Range = tuple[float, float]

MARGIN, HEAD, BETWEEN, OPERATOR = 20, 24, 12, 44
"""Pixels: around all, for the name of a plane, below it, and for "*" and "="."""
ROOM, HEIGHT, KERNEL = 800, 640, 132
"""Pixels for the cells of all planes together, of a stack, and of a side of the kernel."""
LARGEST, NUMBERED = 36, 22
"""Side of a cell: at most, and from which a number may stand in it."""
NARROWEST = 460
LINE, LINE_SIZE = 24, 15
BREAKS = re.compile(r" (?=[+=≈] )|(?<=,) ")


@dataclass(frozen=True)
class Layout:
    """What stays where it is through all steps. Sides of a cell in pixels; ranges of colours."""

    side: int
    kernel_side: int
    width: int
    stage: int  # height of the figures
    inputs: Range
    kernels: Range
    outputs: Range

    @classmethod
    def of(cls, trace: ConvolutionTrace, scene: Scene) -> "Layout":
        """scene: any of its steps."""
        output = trace.output if trace.activated is None else trace.activated
        rows, columns = _shape(scene.inputs[0])
        below, beside = _shape(scene.outputs[0])
        kernel_side = kernel_width = 0
        if scene.kernels:
            kernel = _shape(scene.kernels[0])
            kernel_side = min(LARGEST, max(2, KERNEL // max(kernel)))
            kernel_width = kernel[1] * kernel_side + OPERATOR
        tallest = max(rows * len(scene.inputs), below * len(scene.outputs))
        side = min(LARGEST, (ROOM - kernel_width) // (columns + beside), HEIGHT // tallest)
        side = max(1, side)
        width = 2 * MARGIN + (columns + beside) * side + OPERATOR + kernel_width
        layer = trace.layer
        weights = np.zeros(1) if isinstance(layer, Pooling) else layer.kernel
        return cls(
            side,
            kernel_side,
            max(width, NARROWEST),
            max(
                _stack_height(scene.inputs, side),
                _stack_height(scene.kernels, kernel_side),
                _stack_height(scene.outputs, side),
            ),
            _range(trace.padded_input),
            _range(weights),
            _range(output),
        )

    def height(self, lines: int) -> int:
        """Of a picture with so many lines of text."""
        return MARGIN + self.stage + MARGIN + LINE * lines + MARGIN // 2

    def wrapped(self, lines: Sequence[str]) -> list[str]:
        """Lines of text that fit the width."""
        found = []
        for line in lines:
            now, *words = BREAKS.split(line)
            for word in words:
                if text_width(f"{now} {word}", LINE_SIZE) > self.width - 2 * MARGIN:
                    found.append(now)
                    now = f"    {word}"
                else:
                    now += f" {word}"
            found.append(now)
        return found


def step_figure(trace: ConvolutionTrace, index: int) -> Drawing:
    """A step, counted from 0."""
    so_far = next(outputs_so_far(trace, range(index, index + 1)))
    scene = scene_of(trace, index, so_far)
    return drawing_of(trace, index, scene, Layout.of(trace, scene))


def drawing_of(trace: ConvolutionTrace, index: int, scene: Scene, layout: Layout) -> Drawing:
    """A scene drawn where the layout says."""
    lines = layout.wrapped(scene.lines)
    top = MARGIN + layout.stage + MARGIN
    text = [
        Text(MARGIN, top + LINE * at + LINE // 2, line, LINE_SIZE) for at, line in enumerate(lines)
    ]
    count = Text(
        layout.width - MARGIN, MARGIN // 2, f"{index + 1} / {trace.frame_count}", 12,
        palette.INK_SOFT, "end",
    )  # fmt: skip
    shapes = (*_figures(trace, scene, layout), *text, count)
    return Drawing(layout.width, layout.height(len(lines)), shapes)


def _figures(trace: ConvolutionTrace, scene: Scene, layout: Layout) -> Iterator[Cells | Box | Text]:
    x, middle = MARGIN, MARGIN + layout.stage // 2

    def operator(text: str) -> Text:
        size = 26 if len(text) == 1 else 13
        return Text(x + OPERATOR / 2, middle, text, size, palette.INK_SOFT, "middle")

    yield from _stack(scene.inputs, x, layout, layout.side, layout.inputs)
    if not isinstance(trace.layer, Transposed):
        yield from _outlines(trace, scene.inputs, x, layout)
    x += _shape(scene.inputs[0])[1] * layout.side
    yield operator(scene.operator)
    x += OPERATOR
    if scene.kernels:
        yield from _stack(scene.kernels, x, layout, layout.kernel_side, layout.kernels)
        x += _shape(scene.kernels[0])[1] * layout.kernel_side
        yield operator("=")
        x += OPERATOR
    yield from _stack(scene.outputs, x, layout, layout.side, layout.outputs)


def _stack(
    planes: Sequence[Plane], x: int, layout: Layout, side: int, ends: Range
) -> Iterator[Cells | Box | Text]:
    """Planes below each other, in the middle of the height."""
    for plane, y in _tops(planes, layout, side):
        rows, columns = _shape(plane)
        size = f"{plane.name}   {rows} x {columns}" if columns * side > 90 else plane.name
        yield Text(x, y - HEAD / 2, size, 13, palette.INK_SOFT)
        colours = palette.colours(plane.values, *ends)
        yield Cells(x, y, side, colours)
        if side >= NUMBERED:
            yield from _numbers(plane.values, colours, x, y, side)
        if plane.window is not None:
            top, left, bottom, right = plane.window
            bottom, right = min(bottom, rows), min(right, columns)
            line = 2 if side >= NUMBERED // 2 else 1
            yield _frame(x, y, side, (top, left, bottom, right), line)
        if plane.taps and not _filled(plane):
            for row, column in plane.taps:
                yield _frame(x, y, side, (row, column, row + 1, column + 1), 1)


def _tops(planes: Sequence[Plane], layout: Layout, side: int) -> Iterator[tuple[Plane, int]]:
    y = MARGIN + (layout.stage - _stack_height(planes, side)) // 2
    for plane in planes:
        yield plane, y + HEAD
        y += HEAD + _shape(plane)[0] * side + BETWEEN


def _outlines(
    trace: ConvolutionTrace, planes: Sequence[Plane], x: int, layout: Layout
) -> Iterator[Box]:
    """Where padding ends and the input begins."""
    padding = trace.geometry.padding
    if not any(padding):
        return
    for plane, y in _tops(planes, layout, layout.side):
        rows, columns = _shape(plane)
        inside = (padding.top, padding.left, rows - padding.bottom, columns - padding.right)
        yield _frame(x, y, layout.side, inside, 1, palette.INK)


def _frame(
    x: int,
    y: int,
    side: int,
    cells: tuple[int, int, int, int],
    line: int,
    edge: str = palette.ACCENT,
) -> Box:
    top, left, bottom, right = cells
    return Box(
        x + left * side,
        y + top * side,
        (right - left) * side - 1,
        (bottom - top) * side - 1,
        edge=edge,
        line=line,
    )


def _filled(plane: Plane) -> bool:
    """All of the window takes part."""
    if plane.window is None:
        return False
    top, left, bottom, right = plane.window
    return len(plane.taps) == (bottom - top) * (right - left)


def _numbers(
    values: Numbers, colours: NDArray[np.uint8], x: int, y: int, side: int
) -> Iterator[Text]:
    for row, column in np.argwhere(~np.isnan(values)).tolist():
        text, size = shown(float(values[row, column]), 3)[0], 14
        while size > 8 and text_width(text, size) > side - 4:
            size -= 1
        if text_width(text, size) <= side - 2:
            middle = (x + (column + 0.5) * side, y + (row + 0.5) * side)
            ink = palette.ink_on(colours[row, column])
            yield Text(*middle, text, size, ink, "middle")


def _stack_height(planes: Sequence[Plane], side: int) -> int:
    if not planes:
        return 0
    return len(planes) * (HEAD + _shape(planes[0])[0] * side + BETWEEN) - BETWEEN


def _shape(plane: Plane) -> tuple[int, int]:
    rows, columns = plane.values.shape
    return rows, columns


def _range(values: Numbers) -> Range:
    return float(np.nanmin(values)), float(np.nanmax(values))
