"""What the page /attention/lab shows before, and without, JavaScript: every matrix as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.api.attend import answer
from app.i18n import Language, texts
from app.page_contexts.written_numbers import (
    grid_text,
    parse_grid,
    parse_number,
    parse_whole,
    shown,
)
from app.problems import of_loupe_error
from app.schemas.attend import AttendRequest, AttendResponse
from app.templating import as_script_data
from models.attention.examples import EXAMPLES, WORKED, AttentionExample
from models.attention.given import SCORE_FUNCTIONS
from models.errors import LoupeError

MATRICES = ("queries", "keys", "values")
WEIGHTS = {"wq": "query", "wk": "key", "v": "vector"}
FIELDS = (*MATRICES, "valid", "score", *WEIGHTS, "seed")
QUERY_CHARACTERS = 20_000
FIELD_OF = {"valid_lengths": "valid", **{f"weights.{part}": f for f, part in WEIGHTS.items()}}


@dataclass(frozen=True)
class LabTable:
    """letters: what its rows and its columns are called, such as "q" and "k"; "" for numbers."""

    name: str
    letters: tuple[str, str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class LabPage:
    """typed: what stands in each field, as it was typed. messages: what is wrong with it.

    tables: none where something is wrong. data: what the scripts start from.
    language_query: the language as the address asks for it, which the form passes on.
    """

    typed: Mapping[str, str]
    messages: Mapping[str, str]
    tables: Sequence[LabTable]
    data: Markup
    language_query: str = ""
    examples: Sequence[str] = tuple(EXAMPLES)
    scores: Sequence[str] = SCORE_FUNCTIONS


def build(query: QueryParams, _state: State, language: Language) -> LabPage:
    """The page for an address. What is wrong in it becomes a message at its field."""
    typed = _typed(query)
    messages: dict[str, str] = {}
    request = _read(typed, messages, language)
    found = None
    if not messages:
        try:
            found = answer(AttendRequest(**request))
        except LoupeError as error:
            field = error.field or ""
            name = FIELD_OF.get(field, field.partition("[")[0])
            name = FIELD_OF.get(name, name)
            messages[name if name in FIELDS else "queries"] = of_loupe_error(error, language).detail
    tables = () if found is None else _tables(request, found)
    if found is None:
        request = request_of(EXAMPLES[WORKED])
        found = answer(AttendRequest(**request))
    data = {
        "request": request,
        "answer": found.model_dump(),
        "cell": query.get("cell", "")[:40],
        "messages": messages,
        "examples": {name: request_of(example) for name, example in EXAMPLES.items()},
    }
    return LabPage(typed, messages, tables, as_script_data(data), query.get("lang", "")[:20])


def request_of(example: AttentionExample) -> dict[str, Any]:
    """An example as the API takes it."""
    return {name: value for name, value in vars(example).items() if value is not None}


def _typed(query: QueryParams) -> dict[str, str]:
    """The text of each field: what the address says, else what the example has.

    An example is for an address without matrices of its own; the rest is then its own too.
    """
    typed = {name: query.get(name, "")[:QUERY_CHARACTERS] for name in FIELDS}
    own = any(typed[name].strip() for name in MATRICES)
    example = EXAMPLES[WORKED if own else _known(query.get("example", ""))]
    standing = {name: grid_text(getattr(example, name)) for name in MATRICES}
    if not own:
        standing["score"] = example.score
        if example.valid_lengths and not typed["valid"]:
            standing["valid"] = ", ".join(map(str, example.valid_lengths))
        if example.weights and typed["score"] in ("", "additive"):
            weights = {**example.weights, "vector": [example.weights["vector"]]}
            if not any(typed[name] for name in (*WEIGHTS, "seed")):
                standing |= {name: grid_text(weights[part]) for name, part in WEIGHTS.items()}
    standing.setdefault("score", "scaled_dot")
    return {name: text if text.strip() else standing.get(name, "") for name, text in typed.items()}


def _known(name: str) -> str:
    return name if name in EXAMPLES else WORKED


def _read(typed: Mapping[str, str], messages: dict[str, str], language: Language) -> dict[str, Any]:
    """A request from texts; each that cannot be read leaves a message."""

    def say(name: str, key: str) -> None:
        value = typed[name] if len(typed[name]) <= 60 else typed[name][:59] + "…"
        messages[name] = texts().text(f"lab.{key}", language, value=value)

    request: dict[str, Any] = {"score": typed["score"]}
    if typed["score"] not in SCORE_FUNCTIONS:
        say("score", "bad_score")
    for name in MATRICES:
        request[name] = parse_grid(typed[name])
        if request[name] is None:
            say(name, "bad_matrix")
    if typed["valid"].strip():
        lengths = [parse_number(part) for part in typed["valid"].replace("，", ",").split(",")]
        request["valid_lengths"] = lengths
        if None in lengths:
            say("valid", "bad_lengths")
    if typed["score"] == "additive":
        weights = {part: parse_grid(typed[name]) for name, part in WEIGHTS.items() if typed[name]}
        for name, part in WEIGHTS.items():
            if weights and not weights.get(part):
                say(name, "bad_matrix")
        if weights and not messages:
            if len(weights["vector"] or ()) != 1:
                say("v", "bad_vector")
            request["weights"] = weights | {"vector": (weights["vector"] or [[]])[0]}
        if typed["seed"].strip() and not weights:
            request["seed"] = parse_whole(typed["seed"])
            if request["seed"] is None:
                say("seed", "bad_seed")
    return request


def _tables(request: Mapping[str, Any], found: AttendResponse) -> Sequence[LabTable]:
    entropy = found.entropy
    columns = [found.entropy.weights, entropy.most]
    if entropy.scaled is not None and entropy.unscaled is not None:
        columns = [entropy.scaled, entropy.unscaled, entropy.most]
    tables = [
        LabTable("queries", ("q", ""), _texts(request["queries"])),
        LabTable("keys", ("k", ""), _texts(request["keys"])),
        LabTable("values", ("v", ""), _texts(request["values"])),
        LabTable("scores", ("q", "k"), _texts(found.scores)),
        LabTable("masked_scores", ("q", "k"), _texts(found.masked_scores)),
        LabTable("weights", ("q", "k"), _texts(found.weights)),
        LabTable("output", ("q", ""), _texts(found.output)),
        LabTable("entropy", ("q", "e"), _texts([list(row) for row in zip(*columns, strict=True)])),
    ]
    if found.additive is not None:
        tables += [
            LabTable("wq", ("", ""), _texts(found.additive.query)),
            LabTable("wk", ("", ""), _texts(found.additive.key)),
            LabTable("v", ("", ""), _texts([found.additive.vector])),
        ]
    return tables


def _texts(rows: Sequence[Sequence[float | None]]) -> Sequence[Sequence[str]]:
    return [["−∞" if cell is None else shown(cell)[0] for cell in row] for row in rows]
