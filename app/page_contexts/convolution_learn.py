"""What /convolution/learn shows before, and without, JavaScript: every step in a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.learn_examples import EDGE, EXAMPLES
from app.page_contexts.refusals import refusal
from app.page_contexts.written_numbers import (
    grid_text,
    parse_grid,
    parse_number,
    parse_whole,
    shown,
)
from app.templating import as_script_data
from models import limits
from models.convolution.learning import LearningTrace, trace_learning
from models.errors import LoupeError

ZEROS = "zeros"
FIELDS = ("input", "hidden", "target", "size", "bias", "rate", "steps", "start")
PARAMETERS = {
    "input": "input",
    "hidden": "target_kernel",
    "target": "target",
    "size": "kernel_size",
    "bias": "bias",
    "rate": "learning_rate",
    "steps": "steps",
    "start": "seed",
}
FIELD_OF = {parameter: field for field, parameter in PARAMETERS.items()} | {"kernel": "size"}
NAMES = {parameter: f"learn.{field}" for parameter, field in FIELD_OF.items()}
QUERY_CHARACTERS = 60_000


@dataclass(frozen=True)
class LearnRow:
    """One step; each number as it is written."""

    index: int
    loss: str
    kernel: str
    bias: str


@dataclass(frozen=True)
class LearnPage:
    """typed: what stands in each field. messages: what is wrong with it.

    rows: every step; none where something is wrong. facts: sentences about the whole descent.
    language_query: the language as the address asks for it, which the form passes on.
    """

    typed: Mapping[str, str]
    messages: Mapping[str, str]
    rows: Sequence[LearnRow]
    facts: Sequence[str]
    data: Markup
    language_query: str = ""
    example: str = EDGE
    examples: Sequence[str] = tuple(EXAMPLES)


def build(query: QueryParams, _state: State, language: Language) -> LearnPage:
    """The page for an address. What is wrong in it becomes a message at its field."""
    example = query.get("example", EDGE)
    example = example if example in EXAMPLES else EDGE
    typed = _typed(query, EXAMPLES[example])
    messages: dict[str, str] = {}
    asked = _read(typed, messages, language)
    trace = None
    if not messages:
        try:
            trace = trace_learning(frames=(0, 0), **asked)
        except LoupeError as error:
            name = (error.field or "").partition("[")[0]
            messages[FIELD_OF.get(name, "input")] = refusal(error, language, NAMES)
    return LearnPage(
        typed=typed,
        messages=messages,
        rows=() if trace is None else rows_of(trace),
        facts=() if trace is None else facts_of(trace, language),
        data=as_script_data({"examples": EXAMPLES}),
        language_query=query.get("lang", "")[:20],
        example=example,
    )


def _typed(query: QueryParams, example: Mapping[str, Any]) -> dict[str, str]:
    """The text of each field: what the address says, else what the example has."""
    standing = {
        "input": grid_text(example["input"]),
        "hidden": grid_text(example["target_kernel"]),
        "rate": shown(example["learning_rate"])[0],
        "steps": str(example["steps"]),
        "start": str(example.get("seed", ZEROS)),
    }
    given = {name: query.get(name, "")[:QUERY_CHARACTERS] for name in FIELDS}
    return {name: text if text.strip() else standing.get(name, "") for name, text in given.items()}


def _read(typed: Mapping[str, str], messages: dict[str, str], language: Language) -> dict[str, Any]:
    """A question from texts; each that cannot be read leaves a message."""

    def orsay(name: str, key: str, value: Any) -> Any:
        if value is None:
            text = typed[name] if len(typed[name]) <= 60 else typed[name][:59] + "…"
            messages[name] = texts().text(
                f"learn.{key}", language, value=text, most=limits.LEARN_STEPS
            )
        return value

    asked: dict[str, Any] = {"input": orsay("input", "bad_grid", parse_grid(typed["input"]))}
    wanted = "target" if typed["target"].strip() else "hidden"
    asked[PARAMETERS[wanted]] = orsay(wanted, "bad_grid", parse_grid(typed[wanted]))
    asked["learning_rate"] = orsay("rate", "bad_number", parse_number(typed["rate"]))
    asked["steps"] = orsay("steps", "bad_whole", parse_whole(typed["steps"]))
    if typed["bias"].strip():
        asked["bias"] = orsay("bias", "bad_number", parse_number(typed["bias"]))
    if typed["start"].strip() != ZEROS:
        asked["seed"] = orsay("start", "bad_start", parse_whole(typed["start"]))
    if typed["size"].strip():
        parts = [parse_whole(part) for part in re.split("[,，x×]", typed["size"])]
        asked["kernel_size"] = parts if len(parts) > 1 else parts[0]
        if None in parts:
            orsay("size", "bad_pair", None)
    return asked


def rows_of(trace: LearningTrace) -> Sequence[LearnRow]:
    return [
        LearnRow(
            index=index,
            loss=shown(loss, 6)[0],
            kernel="; ".join(
                ", ".join(shown(weight)[0] for weight in row) for row in kernel.tolist()
            ),
            bias="" if bias is None else shown(bias)[0],
        )
        for index, (loss, kernel, bias) in enumerate(
            zip(trace.losses.tolist(), trace.kernels, trace.biases, strict=True)
        )
    ]


def facts_of(trace: LearningTrace, language: Language) -> Sequence[str]:
    """Whether the descent settles, where it ended, and what it cannot know."""

    def say(key: str, **parameters: object) -> str:
        return texts().text(f"learn.{key}", language, **parameters)

    curvature, most = trace.curvature, trace.curvature.stable_rate
    said = []
    if most is None:
        said.append(say("flat"))
    else:
        said.append(
            say(
                "stable" if trace.stable else "unstable",
                rate=shown(trace.task.rate)[0],
                eigenvalue=shown(float(curvature.eigenvalues[0]))[0],
                most=shown(most)[0],
            )
        )
    if trace.diverged_at is not None:
        limit = shown(limits.MAGNITUDE)[0]
        step = trace.diverged_at
        said.append(say("diverged", step=step, last=step - 1, limit=limit))
    if curvature.free_directions:
        count, directions = curvature.free_directions, len(curvature.eigenvalues)
        said.append(say("free", count=count, all=directions))
    return said
