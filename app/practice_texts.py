"""What the exercises say: titles, questions, hints, and what is known of the layer."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.i18n import Language, texts
from models.convolution.geometry import Padding
from models.practice.arithmetic import written
from models.practice.exercise import Given, Pair
from models.practice.exercises import NAMES, Exercise

COUNTS = ("parameters", "groups", "multiply_adds")
STRIDE_ONE = ("cell", "same", "parameters", "groups")
"""Exercises whose stride is 1, or does not matter."""


Say = Callable[..., str]


class Said(NamedTuple):
    title: str
    question: str
    hint: str


def titles(language: Language) -> tuple[str, ...]:
    return tuple(texts().text(f"practice.title_{name}", language) for name in NAMES)


def said_of(asked: Exercise, language: Language) -> Said:
    words = {name: written(value) for name, value in asked.drawn.words.items()}

    def say(kind: str, variant: str = "") -> str:
        key = f"practice.{kind}_{asked.name}{variant}"
        return texts().text(key, language).format_map(words)

    return Said(say("title"), say("question"), say("hint", _variant(asked)))


def facts_of(asked: Exercise, language: Language) -> list[tuple[str, str]]:
    """What is known of the layer: names and values, what changes nothing left out."""
    given, name = asked.drawn.given, asked.name
    facts: dict[str, str] = {}

    def say(key: str, **words: object) -> str:
        return texts().text(f"practice.{key}", language, **words)

    pooling = given.operation in ("max_pool", "average_pool")
    if pooling:
        facts["operation"] = say(given.operation)
    if any(given.side):
        facts["input"] = _times(given.side)
    if name in COUNTS:
        facts["inputs"], facts["outputs"] = str(given.inputs), str(given.outputs)
    facts["window" if pooling else "kernel"] = _times(given.kernel)
    if name not in STRIDE_ONE:
        facts["stride"] = _both(given.stride, say)
    if any(given.padding):
        facts["padding"] = _padding(given.padding, say)
    if given.dilation != (1, 1):
        facts["dilation"] = _both(given.dilation, say)
    if any(given.output_padding):
        facts["output_padding"] = _both(given.output_padding, say)
    if given.groups > 1:
        facts["groups"] = str(given.groups)
    if name in ("parameters", "groups"):
        facts["bias"] = say("bias_each" if given.bias else "bias_none")
    elif given.bias:
        facts["bias"] = written(given.offset)
    return [(say(f"fact_{key}"), text) for key, text in facts.items()]


def _variant(asked: Exercise) -> str:
    given: Given = asked.drawn.given
    if asked.name == "cell":
        return "_channels" if given.inputs > 1 else "_padding" if any(given.padding) else ""
    if asked.name == "pool":
        average = given.operation == "average_pool"
        return "_average" if average else "_padding" if any(given.padding) else ""
    return "_no_bias" if asked.name == "parameters" and not given.bias else ""


def _times(pair: Pair) -> str:
    return f"{pair[0]} × {pair[1]}"


def _both(pair: Pair, say: Say) -> str:
    if pair[0] == pair[1]:
        return str(pair[0])
    return say("by_axis", rows=pair[0], columns=pair[1])


def _padding(padding: Padding, say: Say) -> str:
    sides: Mapping[str, int] = padding._asdict()
    if len(set(padding)) == 1:
        return say("padding_all", cells=padding.top)
    if padding.top == padding.bottom and padding.left == padding.right:
        return say("padding_by_axis", rows=padding.top, columns=padding.left)
    return say("padding_by_side", **sides)
