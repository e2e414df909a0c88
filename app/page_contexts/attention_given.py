"""A translation that the reader gave, or began: how likely each of its words was to the model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.page_contexts.attention_table import Answer, signed, units_of

Part = Literal["none", "some", "all"]


@dataclass(frozen=True)
class Chance:
    """One word of a translation; numbers are written."""

    label: str
    given: Part
    """How many of its tokens the reader gave."""
    probability: str
    """Given the words before it: the product of its tokens'."""
    log_probability: str


def given_in(answer: Answer) -> Part:
    """How much of the translation was given."""
    target = answer["target"]
    return part(target["forced"], 0, len(target["tokens"]) - 1)


def part(forced: int, first: int, last: int) -> Part:
    """How many of the tokens first..last are among the first `forced` ones."""
    return "none" if forced <= first else "all" if last < forced else "some"


def chances(answer: Answer) -> Sequence[Chance]:
    """Of each word, and of the end of the sentence."""
    target: Any = answer["target"]
    found = []
    for unit in units_of(target, "words"):
        own = sum(answer["token_log_probabilities"][unit.first : unit.last + 1])
        given = part(target["forced"], unit.first, unit.last)
        found.append(Chance(unit.label, given, written(math.exp(own)), signed(own)))
    return found


def written(probability: float) -> str:
    """Four decimals, or the power of ten if they are 0."""
    if probability >= 0.00005 or probability == 0:
        return f"{probability:.4f}"
    digit, power = f"{probability:.0e}".split("e")
    return f"{digit}e\u2212{-int(power)}"
