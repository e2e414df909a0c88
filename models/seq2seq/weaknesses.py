"""What a model is bad at, in plain words: each sentence follows from a fact about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST_DROP = 2.0
"""BLEU that long sentences must lose before it is called a weakness."""
LEAST_SENTENCES = 20
"""A group of fewer says too little about its length."""
MANY_SENTENCES = 300
"""From here on chance moves BLEU by little."""
LEAST_END_MASS = 0.05
LEAST_SHIFT = 0.02
"""By how much more links another reading of the rows must find to be called the better."""

TEXTS = {
    "long-measured": "Long sentences: from {least} words on it reaches {bleu:.1f} BLEU, with "
    "{from_} to {to} words {best:.1f}.",
    "long-unmeasured": "Long sentences: it learned from short ones, and how it does on long ones "
    "was not measured.",
    "data": "It has read {pairs:,} pairs of everyday sentences written for language learners, and "
    "nothing else: names, numbers and the words of any trade are often wrong.",
    "data-uncounted": "It has read everyday sentences only: names, numbers and the words of any "
    "trade are often wrong.",
    "unknown": "It knows {pieces:,} different tokens; a character that never occurred in its data "
    "is read as unknown.",
    "grammar-en-fr": "English does not say whether “you” is “tu” or “vous”, nor whether “I am "
    "happy” is said by a man or a woman: there it guesses.",
    "grammar-fr-en": "French “son livre” may be his book or hers, and “on” may be one, we or they: "
    "there it guesses.",
    "grammar-en-de": "English does not say whether “you” is “du”, “ihr” or “Sie”, and the verbs at "
    "the end of German clauses are far from their English ones: it guesses the pronoun and drops "
    "some of the verbs.",
    "grammar-zh-en": "Chinese leaves out what English must say: tense, number, articles, often the "
    "subject. There it guesses.",
    "chance": "Measured on {items:,} sentences only: a point of BLEU more or less is chance.",
    "links-missed": "On {share:.0%} of the word pairs that an aligner is sure of, its largest "
    "weight lies on another word.",
    "no-better-than-diagonal": "Its attention agrees with an aligner no better than a plain "
    "diagonal does: alignment error rate {aer:.2f}, diagonal {diagonal:.2f}.",
    "shifted-back": "Its attention is off by one: a row fits the target word before its own "
    "better, with {other:.0%} of the links against {own:.0%}.",
    "shifted-on": "Its attention is off by one: a row fits the target word after its own better, "
    "with {other:.0%} of the links against {own:.0%}.",
    "unguided": "Nothing in its training told attention which words belong together: it looks "
    "wherever that helped to predict, which is often beside the word.",
    "end": "On average {share:.0%} of a word's weight rests on the sign for the end of the "
    "sentence, which means nothing.",
    "no-explanation": "Attention is no explanation: a weight says where the decoder looked, not "
    "why it chose a word.",
}


@dataclass(frozen=True)
class Weakness:
    """A key of TEXTS with what its text names; other languages are looked up by it."""

    code: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return TEXTS[self.code].format_map(self.parameters)


def weaknesses(
    metrics: Mapping[str, Any], training: Mapping[str, Any], languages: str, pieces: int
) -> Iterator[Weakness]:
    """metrics, training: as an artefact has them; what was not measured says nothing.

    languages: source and target as "en-fr". pieces: the source vocabulary's.
    """
    yield from _long_sentences(metrics)
    if "pairs" in training:
        yield Weakness("data", {"pairs": training["pairs"]})
    else:
        yield Weakness("data-uncounted")
    yield Weakness("unknown", {"pieces": pieces})
    if f"grammar-{languages}" in TEXTS:
        yield Weakness(f"grammar-{languages}")
    if 0 < (items := metrics.get("items") or 0) < MANY_SENTENCES:
        yield Weakness("chance", {"items": items})
    yield from _links(metrics)
    yield from _shift(metrics.get("shift") or {})
    if (training.get("recipe") or {}).get("guidance") == 0:
        yield Weakness("unguided")
    if (mass := metrics.get("end_mass") or 0) >= LEAST_END_MASS:
        yield Weakness("end", {"share": mass})
    yield Weakness("no-explanation")


def length_groups(metrics: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The groups of sentences by length whose BLEU was measured; empty for a model without."""
    groups = metrics.get("by_length") or ()
    return [one for one in groups if isinstance(one.get("bleu"), int | float) and one.get("items")]


def _long_sentences(metrics: Mapping[str, Any]) -> Iterator[Weakness]:
    groups = [one for one in length_groups(metrics) if one["items"] >= LEAST_SENTENCES]
    if len(groups) < 2:
        yield Weakness("long-unmeasured")
        return
    key = "bleu_beam" if all("bleu_beam" in one for one in groups) else "bleu"
    best, last = max(groups, key=lambda one: one[key]), groups[-1]
    if best[key] - last[key] >= LEAST_DROP:
        long = {"least": last["least"], "bleu": last[key]}
        short = {"from_": best["least"], "to": best["most"], "best": best[key]}
        yield Weakness("long-measured", long | short)


def _links(metrics: Mapping[str, Any]) -> Iterator[Weakness]:
    share, aer, diagonal = (metrics.get(key) for key in ("link_share", "aer", "diagonal_aer"))
    if aer is not None and diagonal is not None and aer >= diagonal:
        yield Weakness("no-better-than-diagonal", {"aer": aer, "diagonal": diagonal})
    elif share is not None:
        yield Weakness("links-missed", {"share": 1 - share})


def _shift(shift: Mapping[str, float]) -> Iterator[Weakness]:
    best, own = max(shift, key=lambda key: shift[key], default="0"), shift.get("0", 0.0)
    if best != "0" and shift[best] - own > LEAST_SHIFT:
        code = "shifted-back" if best.startswith("-") else "shifted-on"
        yield Weakness(code, {"own": own, "other": shift[best]})
