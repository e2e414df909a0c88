"""One step of a layer as tables and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.i18n import Language, texts
from app.page_contexts.convolution_arithmetic import lines_of
from app.page_contexts.convolution_facts import (
    extent_formula,
    multiply_add_sum,
    parameter_sum,
    side_formula,
)
from app.page_contexts.convolution_parts import Part, parts_of, planes_of
from app.page_contexts.written_numbers import shown
from models.convolution.geometry import Axis, Window
from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.convolution.transposed import Transposed

Numbers = NDArray[np.float64]

TABLE_CELLS = 4_096
TABLE_CHANNELS = 8
"""Of more channels, only the first have tables; their sums stand in the arithmetic."""


@dataclass(frozen=True)
class Cell:
    """mark: "" or one of padding, window, unread, current, pending; a cell can have several."""

    text: str
    mark: str = ""


Table = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Step:
    """One position of the window. Rows and columns count from 0; `number` counts from 1.

    place: where it stands, in words. tables: caption and cells of each. facts: label and text.
    """

    number: int
    count: int
    place: str
    tables: tuple[tuple[str, Table], ...]
    arithmetic: str
    rounded: bool
    facts: tuple[tuple[str, str], ...]
    unread: str


def step_of(given: Mapping[str, Any], language: Language) -> Step:
    """The step that input, kernel, options, by and step (from 1) ask for.

    A step beyond the end is the last one. Raises what trace_convolution raises.
    """
    options = dict(given["options"])
    planes, filters = given["input"], given["kernel"]
    pooling = options["operation"] in ("max_pool", "average_pool")
    flat = len(planes) == len(filters) == len(filters[0]) == 1
    if not pooling:
        options["kernel"] = filters[0][0] if flat else filters
    if options["operation"] == "transposed":
        options["frames_by"] = given["by"]
    values = planes[0] if len(planes) == 1 else planes
    count = trace_convolution(values, frames=(0, 0), **options).frame_count
    index = min(max(given["step"], 1), count) - 1
    trace = trace_convolution(values, frames=(index, 1), **options)
    if trace.painted:
        trace = replace(trace, output=_painted_so_far(values, index, options))
    parts = parts_of(trace)
    lines = lines_of(trace, parts, options["activation"], bias=options.get("bias") is not None)
    return Step(
        number=index + 1,
        count=count,
        place=_place(trace, index + 1, language),
        tables=tuple(_tables(trace, parts, language)),
        arithmetic="\n".join(text for text, _ in lines),
        rounded=any(rounded for _, rounded in lines),
        facts=tuple(_facts(trace, language)),
        unread=_unread(trace, language),
    )


def _painted_so_far(values: Any, index: int, options: Mapping[str, Any]) -> Numbers:
    """The output before the activation of all input cells up to one: the others being 0."""
    painted = np.array(values)
    painted.ravel()[index + 1 :] = 0
    none = {"activation": "none", "frames": (0, 0)}
    return trace_convolution(painted.tolist(), **{**options, **none}).output


def _place(trace: ConvolutionTrace, number: int, language: Language) -> str:
    cell = trace.painted[0] if trace.painted else trace.frames[0]
    planes = planes_of(trace.padded_input if trace.painted else trace.output)
    key = "step_place" + "_input" * bool(trace.painted) + "_channel" * (len(planes) > 1)
    place = {"channel": cell.channel, "row": cell.row, "column": cell.column}
    return texts().text(
        f"convolution.{key}", language, step=number, count=trace.frame_count, **place
    )


def _tables(
    trace: ConvolutionTrace, parts: tuple[Part, ...], language: Language
) -> list[tuple[str, Table]]:
    def caption(name: str, channel: int | None) -> str:
        text = texts().text(f"convolution.{name}", language)
        if channel is None:
            return text
        number = texts().text("convolution.channel_number", language, channel=channel)
        return f"{text}, {number}"

    several = len(parts) > 1
    shown_parts = parts[:TABLE_CHANNELS]
    painted = trace.painted[0] if trace.painted else None
    inputs = planes_of(trace.padded_input)
    outputs = planes_of(trace.output if trace.activated is None or painted else trace.activated)
    found = []
    for channel in [painted.channel] if painted else [part.channel for part in shown_parts]:
        many = channel if len(inputs) > 1 else None
        found.append((caption("input", many), _input_table(trace, inputs[channel].tolist())))
    for part in shown_parts:
        many = part.channel if several else None
        if part.weights:
            turned = "kernel_turned" if trace.operation == "convolution" else "kernel"
            found.append((caption(turned, many), _table(part.weights)))
        name = (
            "window" if isinstance(trace.layer, Pooling) else "painted" if painted else "products"
        )
        found.append((caption(name, many), _table(part.products)))
    for channel in [part.channel for part in shown_parts] if painted else [trace.frames[0].channel]:
        many = channel if len(outputs) > 1 else None
        found.append((caption("output", many), _output_table(trace, outputs[channel].tolist())))
    return found


def _table(values: Any) -> Table:
    return tuple(
        tuple(Cell("" if cell is None else shown(cell)[0]) for cell in row) for row in values
    )


def _input_table(trace: ConvolutionTrace, values: list[list[float]]) -> Table:
    """The padded input with its padding, its window and what is never read marked."""
    rows, columns = (set(each) for each in trace.layer.unread)
    window = Window(*_single(trace)) if trace.painted else trace.frames[0].window
    axes = (trace.geometry.rows, trace.geometry.columns)
    padded = not isinstance(trace.layer, Transposed)

    def mark(row: int, column: int) -> str:
        marks = []
        if padded and not (_inside(axes[0], row) and _inside(axes[1], column)):
            marks.append("padding")
        if window.top <= row < window.bottom and window.left <= column < window.right:
            marks.append("window")
        if row in rows or column in columns:
            marks.append("unread")
        return " ".join(marks)

    return tuple(
        tuple(
            Cell("" if np.isnan(value) else shown(value)[0], mark(row, column))
            for column, value in enumerate(cells)
        )
        for row, cells in enumerate(values[: _rows_shown(values)])
    )


def _single(trace: ConvolutionTrace) -> tuple[int, int, int, int]:
    cell = trace.painted[0]
    return cell.row, cell.column, cell.row + 1, cell.column + 1


def _rows_shown(values: list[list[float]]) -> int:
    """Whole rows of a grid, as long as a table of them can be read."""
    return max(1, TABLE_CELLS // len(values[0]))


def _inside(axis: Axis, position: int) -> bool:
    return axis.before <= position < axis.before + axis.side


def _output_table(trace: ConvolutionTrace, values: list[list[float]]) -> Table:
    """Cells after the present one are still empty; by input cell its window is marked."""
    columns = len(values[0])
    if trace.painted:
        axes, window = trace.geometry, trace.painted[0].window
        rows = range(window.top - axes.rows.before, window.bottom - axes.rows.before)
        sides = range(window.left - axes.columns.before, window.right - axes.columns.before)
        index = len(values) * columns
    else:
        frame = trace.frames[0]
        rows, sides = range(frame.row, frame.row + 1), range(frame.column, frame.column + 1)
        index = frame.row * columns + frame.column
    return tuple(
        tuple(
            Cell("", "pending")
            if row * columns + column > index
            else Cell(shown(value)[0], "current" if row in rows and column in sides else "")
            for column, value in enumerate(cells)
        )
        for row, cells in enumerate(values[: _rows_shown(values)])
    )


def _facts(trace: ConvolutionTrace, language: Language) -> list[tuple[str, str]]:
    def text(key: str, **values: Any) -> str:
        return texts().text(f"convolution.{key}", language, **values)

    axes = (trace.geometry.rows, trace.geometry.columns)
    facts = []
    for at, name in enumerate(("rows", "columns")):
        formula = side_formula(trace, at)
        if not isinstance(trace.layer, Transposed):
            over, left = axes[at].overhang, axes[at].remainder
            formula += (
                f", {text('overhang', count=over) if over else text('remainder', count=left)}"
            )
        facts.append((f"{text('shape')}: {text(name)}", formula))
    extents = [extent_formula(axis) for axis in axes]
    if extents != ["1", "1"]:
        same = extents[0] == extents[1]
        facts.append((text("extent"), extents[0] if same else ", ".join(extents)))
    facts.append((text("parameters"), text("parameter_count", sum=parameter_sum(trace))))
    if multiply_add_sum(trace):
        facts.append((text("multiply_adds"), multiply_add_sum(trace)))
    return facts


def _unread(trace: ConvolutionTrace, language: Language) -> str:
    """Rows and columns of the input that no window reads, in a sentence."""
    transposed = isinstance(trace.layer, Transposed)
    axes = (trace.geometry.rows, trace.geometry.columns)
    parts = []
    for name, axis, unread in zip(("rows", "columns"), axes, trace.layer.unread, strict=True):
        before = 0 if transposed else axis.before
        places = [at - before for at in unread if transposed or _inside(axis, at)]
        if places:
            key = f"convolution.unread_{name}{'_many' if len(places) > 1 else ''}"
            comma = texts().text("convolution.unread_comma", language)
            parts.append(texts().text(key, language, list=comma.join(map(str, places))))
    if not parts:
        return ""
    joined = texts().text("convolution.unread_join", language).join(parts)
    return texts().text("convolution.unread_sentence", language, list=joined)
