"""Translations and convolutions as text: a heatmap in the colours a terminal has."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from app.page_contexts.attention_table import weight_table
from app.registry import Registry
from app.schemas.convolve import ConvolveResponse
from app.schemas.translate import TranslateResponse, response_of
from app.settings import Settings
from models import limits
from models.convolution.grids import kind_of_file, read_grid
from models.convolution.kernel_text import parse_kernel
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.errors import BodyTooLarge, OutOfRange
from models.seq2seq.beam import Search
from models.seq2seq.trace import trace_text
from models.seq2seq.words import View

PAPER, INK = (250, 248, 241), (29, 38, 58)
LARGEST_PRINTED = 40
"""Rows and columns of an output that are printed; the rest is counted."""


def show_translation(
    text: str,
    model: str | None,
    search: Search,
    *,
    prefix: str | None,
    tokens: bool,
    as_json: bool,
) -> None:
    """Print each sentence's translations above its attention; raises what trace_text raises."""
    artefact = Registry.load(Settings().weights).get(model)
    trace = trace_text(artefact, text, search=search, target_prefix=prefix)
    response = response_of(trace, "en")
    console = Console(highlight=False)
    if as_json:
        print_json(response.model_dump_json())
        return
    segments = [response] if isinstance(response, TranslateResponse) else response.segments
    for number, segment in enumerate(segments):
        if number:
            console.print()
        for line in translation_lines(segment, "tokens" if tokens else "words", console.width):
            console.print(line, markup=False, soft_wrap=True)


def translation_lines(response: TranslateResponse, view: View, width: int) -> Iterator[str | Text]:
    """A translation, its attention, and what else the search found with the score of each."""
    yield response.target.text
    for note in response.source.notes:
        yield Text(note, style="dim")
    yield ""
    table = weight_table(response.model_dump(), view)
    labels = [row.label for row in table.rows]
    yield from heatmap(labels, table.columns, [row.weights for row in table.rows], width)
    if len(response.hypotheses) > 1:
        yield ""
        yield from (f"{one.score:8.3f}  {one.text}" for one in response.hypotheses)


def heatmap(
    rows: Sequence[str], columns: Sequence[str], weights: Sequence[Sequence[float]], width: int
) -> list[Text]:
    """Lines with a cell a weight, in whole per cents; a legend where the words have no room.

    weights (rows, columns) in 0 … 1; width in character cells.
    """
    left = max(map(cell_len, rows), default=0) + 1
    sides = [max(cell_len(column), 3) + 1 for column in columns]
    heads = list(columns)
    lines: list[Text] = []
    if left + sum(sides) > width:
        heads = [str(number + 1) for number in range(len(columns))]
        sides = [4] * len(columns)
        lines += [Text(f"{head:>3}  {column}") for head, column in zip(heads, columns, strict=True)]
        lines.append(Text())
    lines.append(Text(" " * left + "".join(map(padded, heads, sides))))
    for label, cells in zip(rows, weights, strict=True):
        line = Text(padded(label, left - 1) + " ")
        for weight, side in zip(cells, sides, strict=True):
            line.append(f"{weight:.0%}"[:-1].rjust(side - 1) + " ", style=shade(weight))
        lines.append(line)
    return lines


def padded(text: str, width: int) -> str:
    """Text at the right of so many character cells."""
    return " " * (width - cell_len(text)) + text


def shade(weight: float) -> str:
    """A style between paper and ink for a weight in 0 … 1."""
    ground = ",".join(str(round(a + (b - a) * weight)) for a, b in zip(PAPER, INK, strict=True))
    text = PAPER if weight > 0.5 else INK
    return f"rgb({','.join(map(str, text))}) on rgb({ground})"


def show_convolution(
    grid: Path,
    kernel: str,
    *,
    bias: float,
    stride: tuple[int, ...],
    padding: tuple[int, ...],
    channel: int | None,
    as_json: bool,
) -> None:
    """Print the output of a kernel on a file's grid, and how its first cell came about.

    channel: which channel of a picture; None is the mean of all. Raises what read_grid,
    parse_kernel and trace_convolution raise.
    """
    if grid.stat().st_size > limits.BODY_BYTES:
        raise BodyTooLarge(limit=limits.BODY_BYTES)
    values = read_grid(grid.read_bytes(), kind_of_file(grid)).values
    if values.ndim == 3 and channel is None:
        values = values.mean(axis=0)
    elif channel is not None:
        planes = values if values.ndim == 3 else values[None]
        if channel >= len(planes):
            raise OutOfRange(name="channel", value=channel, least=0, most=len(planes) - 1)
        values = planes[channel]
    weights = parse_kernel(kernel)
    trace = trace_convolution(
        values, weights, bias=bias or None, stride=_pair(stride), padding=_pair(padding)
    )
    if as_json:
        print_json(ConvolveResponse.from_trace(trace).model_dump_json())
        return
    console = Console(highlight=False)
    for line in [*output_lines(trace), "", *arithmetic(trace, weights)]:
        console.print(line, markup=False, soft_wrap=True)


def output_lines(trace: ConvolutionTrace) -> list[str]:
    """The output as aligned numbers, cut after LARGEST_PRINTED rows and columns."""
    rows, columns = trace.output.shape
    shown = trace.output[:LARGEST_PRINTED, :LARGEST_PRINTED]
    texts = [[f"{value:.6g}" for value in row] for row in shown.tolist()]
    side = max(len(text) for row in texts for text in row)
    lines = ["  ".join(text.rjust(side) for text in row) for row in texts]
    if shown.size < trace.output.size:
        lines.append(f"… {rows} × {columns} in all; --json prints every number")
    return lines


def arithmetic(trace: ConvolutionTrace, kernel: np.ndarray) -> list[str]:
    """Shape, parameters and the sum behind the first cell."""
    frame = trace.frames[0]
    top, left, bottom, right = frame.window
    window = trace.padded_input[top:bottom, left:right].ravel().tolist()
    pairs = list(zip(window, kernel.ravel().tolist(), strict=True))
    terms = " + ".join(f"{a:.6g} × {b:.6g}" for a, b in pairs[:49])
    if len(pairs) > 49:
        terms += " + …"
    bias = f" + bias {frame.bias:.6g}" if trace.biases else ""
    rows, columns = trace.output.shape
    return [
        f"first cell  {terms}{bias} = {frame.value:.6g}",
        f"output      {rows} × {columns}",
        f"parameters  {trace.weights} weights, {trace.biases} biases",
    ]


def print_json(text: str) -> None:
    """For other programs: one line, whatever the terminal."""
    Console(highlight=False).out(text)


def _pair(numbers: tuple[int, ...]) -> tuple[int, int]:
    return numbers[0], numbers[-1]
