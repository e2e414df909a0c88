"""What the page /convolution shows before, and without, JavaScript: one step, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.convolution_step import Step, step_of
from app.page_contexts.grids_and_kernels import (
    BY_RULE,
    CHOICES,
    COUNTING,
    GRIDS,
    KERNELS,
    Grid,
)
from app.page_contexts.written_numbers import (
    grid_text,
    parse_grid,
    parse_number,
    parse_whole,
)
from app.problems import of_loupe_error
from app.templating import as_script_data
from models.convolution.grids import named_grid
from models.errors import LoupeError

FIELDS = ("input", "kernel", "bias", "padding", "stride", "step")
QUERY_CHARACTERS = 60_000
WRITTEN_CELLS = 1_024
"""A larger grid of a rule stands in its field by its name."""


@dataclass(frozen=True)
class ConvolutionPage:
    """typed: what stands in each field, as it was typed. messages: what is wrong with it.

    library: grids and kernels by name, for the scripts. step: None where something is wrong.
    language_query: the language as the address asks for it, which the form passes on.
    """

    typed: Mapping[str, str]
    messages: Mapping[str, str]
    step: Step | None
    library: Markup
    language_query: str = ""
    grids: Sequence[str] = CHOICES
    kernels: Mapping[str, Grid] = field(default_factory=lambda: KERNELS)


def build(query: QueryParams, _state: State, language: Language) -> ConvolutionPage:
    """The page for an address. What is wrong in it becomes a message at its field."""
    typed = {name: ", ".join(query.getlist(name))[:QUERY_CHARACTERS] for name in FIELDS}
    typed["kernel"] = _named(typed["kernel"] or COUNTING, KERNELS)
    messages: dict[str, str] = {}
    ruled = _by_rule(typed, messages, language)
    typed["input"] = _named(typed["input"] or COUNTING, GRIDS)
    given = _read(typed, messages, language, ruled)
    step = None
    if not messages:
        try:
            step = step_of(given, language)
        except LoupeError as error:
            name = (error.field or "").partition(".")[0]
            messages[name if name in FIELDS else "input"] = of_loupe_error(error, language).detail
    library = as_script_data(
        {"grids": _by_name(GRIDS), "kernels": _by_name(KERNELS), "rules": BY_RULE}
    )
    return ConvolutionPage(typed, messages, step, library, query.get("lang", "")[:20])


def _by_rule(
    typed: dict[str, str], messages: dict[str, str], language: Language
) -> list[list[float]] | None:
    """The grid that a name such as "checkerboard,64x64" stands for; None where it is no such name.

    A small one takes the place of its name in the field.
    """
    written = typed["input"]
    if written.partition(",")[0] not in BY_RULE:
        return None
    try:
        grid: list[list[float]] = named_grid(written).tolist()
    except LoupeError as error:
        messages["input"] = of_loupe_error(error, language).detail
        return [[0.0]]
    if len(grid) * len(grid[0]) <= WRITTEN_CELLS:
        typed["input"] = grid_text(grid)
    return grid


def _named(text: str, known: Mapping[str, Grid]) -> str:
    return grid_text(known[text]) if text in known else text


def _by_name(known: Mapping[str, Grid]) -> list[dict[str, Any]]:
    return [{"name": name, "values": values} for name, values in known.items()]


def _read(
    typed: Mapping[str, str],
    messages: dict[str, str],
    language: Language,
    ruled: list[list[float]] | None,
) -> dict[str, Any]:
    """Numbers from texts; each that cannot be read leaves a message. ruled: the input, if known."""

    def say(name: str, key: str) -> None:
        value = typed[name] if len(typed[name]) <= 60 else typed[name][:59] + "…"
        messages[name] = texts().text(f"convolution.{key}", language, value=value)

    given: dict[str, Any] = {"bias": None, "padding": (0, 0), "stride": (1, 1), "step": 1}
    for name in ("input", "kernel"):
        given[name] = ruled if name == "input" and ruled else parse_grid(typed[name])
        if given[name] is None:
            say(name, "bad_grid")
    if typed["bias"].strip():
        given["bias"] = parse_number(typed["bias"])
        if given["bias"] is None:
            say("bias", "bad_number")
    for name in ("padding", "stride"):
        if typed[name].strip():
            pair = [parse_whole(part) for part in typed[name].split(",")]
            if None in pair or len(pair) > 2:
                say(name, "bad_pair")
            given[name] = (pair[0], pair[-1])
    if typed["step"].strip():
        given["step"] = parse_whole(typed["step"])
        if given["step"] is None:
            say("step", "bad_whole")
    return given
