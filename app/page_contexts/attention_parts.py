"""Which part of an answer is looked at: one sentence of a long text, one translation of a beam."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.page_contexts.attention_table import Answer
from models.seq2seq.tokens import END_TOKEN, WORD_START


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
    target = {
        "text": chosen["text"],
        "tokens": chosen["tokens"],
        "words": chosen.get("words") or words_of(chosen["tokens"]),
    }
    if target["tokens"] == sentence["target"]["tokens"]:
        target = sentence["target"]
    kept = {key: chosen[key] for key in ("attention", "log_probability", "score")}
    return {**sentence, "target": target, **kept}


def words_of(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """First and last token of each word: one begins where a piece bears the sign for it."""
    last = len(tokens) - 1 if tokens[-1:] == [END_TOKEN] else len(tokens)
    starts = [i for i in range(last) if i == 0 or tokens[i].startswith(WORD_START)]
    return [(a, b - 1) for a, b in zip(starts, [*starts[1:], last], strict=True)]
