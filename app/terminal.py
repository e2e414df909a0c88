"""Translations as text: a heatmap in the colours a terminal has."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from app.page_contexts.attention_table import weight_table
from app.registry import Registry
from app.schemas.translate import TranslateResponse, response_of
from app.settings import Settings
from models.seq2seq.beam import Search
from models.seq2seq.trace import trace_text
from models.seq2seq.words import View

PAPER, INK = (250, 248, 241), (29, 38, 58)


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


def print_json(text: str) -> None:
    """For other programs: one line, whatever the terminal."""
    Console(highlight=False).out(text)
