"""The address of /attention/change: a sentence, and the one thing that is changed."""

import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

from starlette.datastructures import QueryParams

from app.page_contexts.attention_address import whole
from models.seq2seq.han import HAN

Kind = Literal["weights", "direction", "padding", "word"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PADDING = 4
WEIGHTS_CHARACTERS = 4000

_LETTER = rf"(?:(?![{HAN}])[^\W_])"
_WORD = re.compile(rf"[{HAN}]|{_LETTER}(?:{_LETTER}|['’-](?={_LETTER}))*")


@dataclass(frozen=True)
class Change:
    """A value that cannot be is read as if it were not there."""

    text: str | None
    """None where the address names no sentence."""
    model: str
    """Empty for the default one."""
    kind: Kind
    step: int
    """The target token that is looked at, and whose weights are given, from 1."""
    weights: str
    """Numbers with commas between them; empty for what the model has."""
    direction: Literal["forward", "backward"]
    padding: int
    mask: bool
    word: int
    """Which word of the sentence, from 1."""
    by: str
    """What stands in its place."""

    @classmethod
    def of(cls, query: QueryParams) -> "Change":
        kind = query.get("kind")
        padding = query.get("padding", "")
        return cls(
            text=query.get("text"),
            model=query.get("model", ""),
            kind=next((one for one in KINDS if one == kind), "weights"),
            step=whole(query.get("step", ""), 1),
            weights=query.get("weights", "")[:WEIGHTS_CHARACTERS],
            direction="forward" if query.get("direction") == "forward" else "backward",
            padding=int(padding) if re.fullmatch(r"-?[0-9]{1,6}", padding) else PADDING,
            mask=query.get("mask") == "1",
            word=whole(query.get("word", ""), 1),
            by=query.get("by", ""),
        )

    def request(self, text: str) -> dict[str, Any]:
        """The body of a request for the translation as it is."""
        return {"text": text, "detail": "scores"} | ({"model": self.model} if self.model else {})

    def changes(self, text: str, step: int, weights: list[float]) -> dict[str, Any]:
        """What the request for the changed translation has otherwise; the scripts ask the same."""
        if self.kind == "direction":
            return {"edit": {"zero_direction": self.direction}}
        if self.kind == "padding":
            return {"padding": self.padding, "mask": self.mask}
        if self.kind == "word":
            return {"text": replaced(cut(text), self.word, self.by)}
        given = [{"step": step - 1, "weights": weights}] if weights else []
        return {"edit": {"weights": given}}


def cut(text: str) -> list[str]:
    """The text in parts: what stands between its words, and its words, in turn.

    A Chinese character is a word; of other scripts a run of letters and digits is.
    """
    parts, at = [], 0
    for found in _WORD.finditer(text):
        parts += [text[at : found.start()], found[0]]
        at = found.end()
    return [*parts, text[at:]]


def replaced(parts: list[str], word: int, by: str) -> str:
    """The text with another word, counted from 1, or without it and a space beside it."""
    at = 2 * word - 1
    if at >= len(parts):
        return "".join(parts)
    before, after = "".join(parts[:at]), "".join(parts[at + 1 :])
    if not by.strip():
        by = ""
        if before.endswith(" "):
            before = before[:-1]
        elif not before:
            after = after.removeprefix(" ")
    return before + by + after
