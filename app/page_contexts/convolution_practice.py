"""What /convolution/practice shows before, and without, JavaScript: a question, its verdict."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.written_numbers import parse_whole
from app.practice_texts import titles
from app.problems import of_loupe_error
from app.schemas.practice import PracticeQuestion, PracticeVerdict
from app.templating import as_script_data
from models.errors import LoupeError
from models.practice.arithmetic import written
from models.practice.exercises import LEVELS, TEXTBOOK, Exercise, check, exercise

OWN = "own"
"""A seed of this name is drawn for each visitor."""
OWN_SEEDS = 9999
"""Short enough to be read out in class."""
FIRST = {"exercise": 1, "seed": TEXTBOOK, "level": 1}
SHOW = 3
"""Hints taken, the answer being the last."""


@dataclass(frozen=True)
class PracticeCell:
    """A cell of a table: what stands in it, and what it is ("", "window", "current", "pending")."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class PracticeTable:
    caption: str
    rows: Sequence[Sequence[PracticeCell]]


@dataclass(frozen=True)
class PracticePage:
    """verdict: of the answer in the address, or of one that is only shown. hints: 0 to SHOW.

    typed: the answer as it was written. message: what is wrong with it; address_message: with the
    rest of the address.
    """

    asked: PracticeQuestion
    titles: Sequence[str]
    levels: Sequence[int]
    verdict: PracticeVerdict | None
    hints: int
    typed: str
    message: str
    address_message: str
    tables: Sequence[PracticeTable]
    language_query: str
    data: Markup


def build(query: QueryParams, _state: State, language: Language) -> PracticePage:
    """The page for an address. What is wrong in it becomes a message; the question stays."""
    drawn, address_message = _exercise(query, language)
    typed = query.get("answer", "")[:200]
    hints = min(max(parse_whole(query.get("hints", "")[:20]) or 0, 0), SHOW)
    verdict, message = None, ""
    try:
        if hints == SHOW:
            verdict = PracticeVerdict.of(drawn, None, language)
        elif typed.strip():
            verdict = PracticeVerdict.of(drawn, check(drawn, typed), language)
    except LoupeError as error:
        message = of_loupe_error(error, language).detail
    asked = PracticeQuestion.of(drawn, language)
    return PracticePage(
        asked=asked,
        titles=titles(language),
        levels=range(1, LEVELS + 1),
        verdict=verdict,
        hints=hints,
        typed=typed,
        message=message,
        address_message=address_message,
        tables=_tables(asked, verdict, hints > 0, language),
        language_query=query.get("lang", "")[:20],
        data=as_script_data({"question": asked.model_dump(), "titles": titles(language)}),
    )


def _exercise(query: QueryParams, language: Language) -> tuple[Exercise, str]:
    """What the address asks for; a message where part of it does not exist and the first stands."""
    written_seed = query.get("seed", "")[:20]
    seed = (
        secrets.randbelow(OWN_SEEDS) + 1
        if written_seed == OWN
        else parse_whole(written_seed or str(TEXTBOOK))
    )
    number = parse_whole(query.get("exercise", "")[:20] or "1")
    level = parse_whole(query.get("level", "")[:20] or "1")
    asked: dict[str, object] = {"exercise": number, "seed": seed, "level": level}
    message = ""
    while True:
        try:
            return exercise(*asked.values()), message
        except LoupeError as error:
            message = texts().text("practice.bad_exercise", language)
            asked |= {name: FIRST[name] for name in asked if name == error.field}


def _tables(
    asked: PracticeQuestion, verdict: PracticeVerdict | None, hinted: bool, language: Language
) -> Sequence[PracticeTable]:
    """Input, kernel and output, where the exercise has numbers."""
    layer = asked.layer
    if layer.input is None or asked.cell is None or asked.output_size is None:
        return ()
    solution = verdict.solution if verdict else None
    found = []
    for kind, planes in (("input", layer.input), ("kernel", layer.kernel or [])):
        for number, plane in enumerate(planes):
            many = len(planes) > 1
            key = f"practice.{kind}_of" if many else f"practice.{kind}"
            caption = texts().text(key, language, **({"number": number} if many else {}))
            marked = kind == "input" and (hinted or solution is not None)
            found.append(PracticeTable(caption, _cells(plane, asked, marked)))
    rows, columns = asked.output_size
    at = asked.cell[0] * columns + asked.cell[1]
    known = [written(value) for value in asked.known]
    if solution and solution.output:
        known = [written(value) for row in solution.output for value in row]
    unknown = texts().text("practice.unknown", language)
    flat = [
        PracticeCell(
            known[place] if place < len(known) else unknown if place == at else "",
            "current" if place == at else "" if place < len(known) else "pending",
        )
        for place in range(rows * columns)
    ]
    output = [flat[row * columns : (row + 1) * columns] for row in range(rows)]
    return [*found, PracticeTable(texts().text("practice.output", language), output)]


def _cells(
    plane: Sequence[Sequence[float]], asked: PracticeQuestion, marked: bool
) -> list[list[PracticeCell]]:
    """marked: whether the window of the cell in question is to be seen."""
    layer, cell = asked.layer, asked.cell or (0, 0)
    top = cell[0] * layer.stride[0] - layer.padding.top
    left = cell[1] * layer.stride[1] - layer.padding.left
    rows = range(top, top + layer.kernel_size[0])
    columns = range(left, left + layer.kernel_size[1])
    return [
        [
            PracticeCell(written(value), "window" if marked and r in rows and c in columns else "")
            for c, value in enumerate(row)
        ]
        for r, row in enumerate(plane)
    ]
