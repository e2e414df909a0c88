"""What the page /convolution shows before, and without, JavaScript: one step, as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.convolution_net import NetworkLinkError, step_in_network
from app.page_contexts.convolution_reading import (
    DEFAULTS,
    FIELDS,
    NAMES,
    OPTIONS,
    Planes,
    options_of,
    parse_filters,
    parse_planes,
)
from app.page_contexts.convolution_stack import STACK, stack_of
from app.page_contexts.convolution_step import Step, step_of
from app.page_contexts.grids_and_kernels import BY_RULE, CHOICES, COUNTING, GRIDS, KERNELS, Grid
from app.page_contexts.refusals import refusal
from app.page_contexts.stacks_and_filters import FILTERS, LAYERS, STACKS
from app.page_contexts.written_numbers import grid_text, parse_whole
from app.templating import as_script_data
from models.convolution.activation import ACTIVATIONS
from models.convolution.grids import named_grid
from models.convolution.operations import OPERATIONS, Operation
from models.convolution.options import PADDING_WORDS
from models.convolution.padding import PADDING_MODES
from models.errors import LoupeError

QUERY_CHARACTERS = 60_000
ORIGIN = ("net", "sample", "image", "layer")
WRITTEN_CELLS = 1_024
"""A larger grid of a rule stands in its field by its name."""


@dataclass(frozen=True)
class ConvolutionPage:
    """typed: what stands in each field, as it was typed. messages: what is wrong with it.

    library: grids and kernels by name, for the scripts. step: None where something is wrong.
    origin: what layer of a trained network is shown, if one is; origin_query: and how an address
    says so, whose numbers no form holds.
    choices: what may stand in a field that allows only some words. layers: examples, as queries.
    language_query: the language as the address asks for it, which the form passes on.
    """

    typed: Mapping[str, str]
    messages: Mapping[str, str]
    step: Step | None
    library: Markup
    language_query: str = ""
    grids: Sequence[str] = CHOICES
    kernels: Mapping[str, Grid] = field(default_factory=lambda: KERNELS)
    layers: Mapping[str, str] = field(default_factory=lambda: LAYERS)
    operations: Sequence[Operation] = OPERATIONS
    activations: Sequence[str] = ACTIVATIONS
    modes: Sequence[str] = PADDING_MODES
    words: Sequence[str] = PADDING_WORDS
    origin: str = ""
    origin_query: Mapping[str, str] = field(default_factory=dict)
    stack: Sequence[Sequence[str]] = ()
    stack_typed: str = STACK
    stack_result: str = ""
    stack_default: str = STACK

    @property
    def choices(self) -> Mapping[str, Sequence[str]]:
        return {
            "op": self.operations,
            "mode": self.modes,
            "act": self.activations,
            "by": ("input", "output"),
        }


def build(query: QueryParams, state: State, language: Language) -> ConvolutionPage:
    """The page for an address. What is wrong in it becomes a message at its field."""
    typed = {name: ", ".join(query.getlist(name))[:QUERY_CHARACTERS] for name in FIELDS}
    typed |= {name: text for name, text in DEFAULTS.items() if not typed[name].strip()}
    typed["by"] = "output" if typed["by"] == "output" else "input"
    messages: dict[str, str] = {}
    given = _read(typed, messages, language)
    origin = ""
    if query.get("net"):
        try:
            given, origin = step_in_network(query, state, language)
        except NetworkLinkError as error:
            messages["input"] = str(error)
        except LoupeError as error:
            messages["input"] = refusal(error, language, NAMES)
    step = None
    if not messages:
        try:
            step = step_of(given, language)
        except LoupeError as error:
            named = (error.field or "").partition(".")[0]
            name = {option: short for short, option in OPTIONS.items()}.get(named, named)
            messages[name if name in FIELDS else "input"] = refusal(error, language, NAMES)
    library = as_script_data(
        {
            "grids": _by_name(GRIDS),
            "kernels": _by_name(KERNELS),
            "stacks": _by_name(STACKS),
            "filters": _by_name(FILTERS),
            "rules": BY_RULE,
        }
    )
    stack_typed = query.get("stack", "")[:200] or STACK
    rows, result = stack_of(stack_typed, messages, language)
    return ConvolutionPage(
        typed,
        messages,
        step,
        library,
        query.get("lang", "")[:20],
        stack=rows,
        stack_typed=stack_typed,
        stack_result=result,
        origin=origin,
        origin_query={name: query[name] for name in ORIGIN if name in query} if origin else {},
    )


def _by_name(known: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "values": values} for name, values in known.items()]


def _read(typed: dict[str, str], messages: dict[str, str], language: Language) -> dict[str, Any]:
    """Numbers from texts; each that cannot be read leaves a message."""

    def say(name: str, key: str) -> None:
        value = typed[name] if len(typed[name]) <= 60 else typed[name][:59] + "…"
        messages[name] = texts().text(f"convolution.{key}", language, value=value)

    options = options_of(typed, say)
    planes = None
    try:
        planes = input_of(typed)
        if planes is None:
            say("input", "bad_grid")
    except LoupeError as error:
        messages["input"] = refusal(error, language, NAMES)
    filters = kernel_of(typed)
    if filters is None:
        say("kernel", "bad_grid")
    step = parse_whole(typed["step"] or "1")
    if step is None:
        say("step", "bad_whole")
    return {
        "input": planes,
        "kernel": filters,
        "options": options,
        "by": typed["by"],
        "step": step,
    }


def input_of(typed: dict[str, str]) -> Planes | None:
    """The planes that a name or a text stands for; None where a cell is no number.

    Small ones take the place of their name in the field. Raises what named_grid raises.
    """
    written = typed["input"] or COUNTING
    if written in STACKS:
        typed["input"] = "\n|\n".join(map(grid_text, STACKS[written]))
    elif written in GRIDS:
        typed["input"] = grid_text(GRIDS[written])
    elif written.partition(",")[0] in BY_RULE:
        grid: list[list[float]] = named_grid(written).tolist()
        if len(grid) * len(grid[0]) <= WRITTEN_CELLS:
            typed["input"] = grid_text(grid)
        return [grid]
    return parse_planes(typed["input"])


def kernel_of(typed: dict[str, str]) -> list[Planes] | None:
    """The kernel that a name or a text stands for; None where a weight is no number."""
    written = typed["kernel"] or COUNTING
    if written in FILTERS:
        typed["kernel"] = "\n||\n".join(
            "\n|\n".join(map(grid_text, planes)) for planes in FILTERS[written]
        )
    elif written in KERNELS:
        typed["kernel"] = grid_text(KERNELS[written])
    return parse_filters(typed["kernel"])
