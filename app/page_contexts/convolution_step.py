"""One step of a cross-correlation as tables and sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import Language, texts
from app.page_contexts.written_numbers import shown
from models.convolution.geometry import Axis
from models.convolution.trace import ConvolutionTrace, trace_convolution

TABLE_CELLS = 4_096


@dataclass(frozen=True)
class Cell:
    """mark: "" or one of padding, window, unread, current, pending; a cell can have several."""

    text: str
    mark: str = ""


Table = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Step:
    """One position of the window. Rows and columns count from 0; `number` counts from 1."""

    number: int
    count: int
    row: int
    column: int
    padded_input: Table
    kernel: Table
    products: Table
    output: Table
    arithmetic: str
    rounded: bool
    formula_rows: str
    formula_columns: str
    parameters: str
    unread: str


def step_of(given: Mapping[str, Any], language: Language) -> Step:
    """The step that input, kernel, bias, padding, stride and step (from 1) ask for.

    A step beyond the end is the last one. Raises what trace_convolution raises.
    """
    options = {name: given[name] for name in ("bias", "stride", "padding")}
    count = trace_convolution(given["input"], given["kernel"], frames=(0, 0), **options).frame_count
    index = min(max(given["step"], 1), count) - 1
    trace = trace_convolution(given["input"], given["kernel"], frames=(index, 1), **options)
    frame = trace.frames[0]
    arithmetic, rounded = _arithmetic(trace, given)
    rows, columns = trace.geometry.rows, trace.geometry.columns
    return Step(
        number=index + 1,
        count=count,
        row=frame.row,
        column=frame.column,
        padded_input=_input_table(trace),
        kernel=_table(given["kernel"]),
        products=_table(frame.products.tolist()),
        output=_output_table(trace, index),
        arithmetic=arithmetic,
        rounded=rounded,
        formula_rows=_formula(rows, language),
        formula_columns=_formula(columns, language),
        parameters=_parameters(trace),
        unread=_unread(trace, language),
    )


def _table(values: Sequence[Sequence[float]]) -> Table:
    return tuple(tuple(Cell(shown(cell)[0]) for cell in row) for row in values)


def _input_table(trace: ConvolutionTrace) -> Table:
    """The padded input with its padding, its window and what is never read marked."""
    geometry, window = trace.geometry, trace.frames[0].window
    unread_rows, unread_columns = set(geometry.rows.unread), set(geometry.columns.unread)

    def mark(row: int, column: int) -> str:
        marks = []
        if not (_inside(geometry.rows, row) and _inside(geometry.columns, column)):
            marks.append("padding")
        if window.top <= row < window.bottom and window.left <= column < window.right:
            marks.append("window")
        if row in unread_rows or column in unread_columns:
            marks.append("unread")
        return " ".join(marks)

    return tuple(
        tuple(Cell(shown(value)[0], mark(row, column)) for column, value in enumerate(cells))
        for row, cells in enumerate(trace.padded_input.tolist()[: _rows_shown(trace)])
    )


def _rows_shown(trace: ConvolutionTrace) -> int:
    """Whole rows of the padded input, as long as a table of them can be read."""
    return max(1, TABLE_CELLS // int(trace.padded_input.shape[1]))


def _inside(axis: Axis, position: int) -> bool:
    return axis.before <= position < axis.before + axis.side


def _output_table(trace: ConvolutionTrace, index: int) -> Table:
    columns = int(trace.output.shape[1])
    rows = trace.output.tolist()[: max(1, TABLE_CELLS // columns)]
    return tuple(
        tuple(
            Cell("", "pending")
            if (at := row * columns + column) > index
            else Cell(shown(value)[0], "current" if at == index else "")
            for column, value in enumerate(cells)
        )
        for row, cells in enumerate(rows)
    )


def _arithmetic(trace: ConvolutionTrace, given: Mapping[str, Any]) -> tuple[str, bool]:
    """ "0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19", and whether a number in it is rounded."""
    frame = trace.frames[0]
    top, left, bottom, right = frame.window
    window = trace.padded_input[top:bottom, left:right].ravel().tolist()
    weights = [weight for row in given["kernel"] for weight in row]
    parts = [(shown(a), shown(b)) for a, b in zip(window, weights, strict=True)]
    value, rounded = shown(frame.value, 6)
    rounded = rounded or any(a[1] or b[1] for a, b in parts)
    terms = [f"{a[0]} x {b[0]}" for a, b in parts]
    if given["bias"] is not None:
        bias, bias_rounded = shown(given["bias"])
        terms.append(f"bias {bias}")
        rounded = rounded or bias_rounded
    return f"{' + '.join(terms)} {'≈' if rounded else '='} {value}", rounded


def _formula(axis: Axis, language: Language) -> str:
    remainder = texts().text("convolution.remainder", language, count=axis.remainder)
    return (
        f"floor(({axis.side} + {axis.before} + {axis.after} - {axis.kernel}) / {axis.stride})"
        f" + 1 = {axis.output}, {remainder}"
    )


def _unread(trace: ConvolutionTrace, language: Language) -> str:
    """Rows and columns of the input that no window reads, in a sentence."""
    parts = []
    for name, axis in (("rows", trace.geometry.rows), ("columns", trace.geometry.columns)):
        places = [at - axis.before for at in axis.unread if _inside(axis, at)]
        if places:
            key = f"convolution.unread_{name}{'_many' if len(places) > 1 else ''}"
            comma = texts().text("convolution.unread_comma", language)
            parts.append(texts().text(key, language, list=comma.join(map(str, places))))
    if not parts:
        return ""
    joined = texts().text("convolution.unread_join", language).join(parts)
    return texts().text("convolution.unread_sentence", language, list=joined)


def _parameters(trace: ConvolutionTrace) -> str:
    rows, columns = trace.geometry.rows.kernel, trace.geometry.columns.kernel
    bias = f" + {trace.biases}" if trace.biases else ""
    return f"{rows} x {columns}{bias} = {trace.weights + trace.biases}"
