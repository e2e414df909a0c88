"""Which part of an answer is looked at: one sentence of a long text, one translation of a beam."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.page_contexts.attention_table import Answer


@dataclass(frozen=True)
class Stretch:
    """A part of a running text; `number` is that of its sentence, None for what stands between."""

    text: str
    number: int | None


def sentences_of(answer: Answer) -> Sequence[Answer]:
    """The answers for each sentence of a text; the answer itself where it was not split."""
    return answer.get("segments") or [answer]


def nearest(number: int, count: int) -> int:
    """An index of 0..count - 1 for a number from 1."""
    return min(number, count) - 1


def stretches(text: str, parts: Sequence[str]) -> list[Stretch]:
    """A text cut into its sentences and what stands between them; joined they give the text."""
    found: list[Stretch] = []
    at = 0
    for number, part in enumerate(parts, 1):
        start = text.find(part, at)
        if start < 0:
            continue
        if start > at:
            found.append(Stretch(text[at:start], None))
        found.append(Stretch(part, number))
        at = start + len(part)
    if at < len(text):
        found.append(Stretch(text[at:], None))
    return found


def hypothesis_of(sentence: Answer, index: int) -> Answer:
    """The answer for one translation of a beam, with the attention that belongs to it."""
    chosen = sentence["hypotheses"][index]
    target = {key: chosen[key] for key in ("text", "tokens", "words")}
    kept = ("attention", "log_probability", "token_log_probabilities", "score")
    shared = {key: value for key, value in sentence.items() if key != "steps" or index == 0}
    return {
        **shared,
        "target": {**sentence["target"], **target},
        **{key: chosen[key] for key in kept},
    }
