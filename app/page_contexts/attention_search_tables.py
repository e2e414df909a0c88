"""A beam search in writing: what it found, each step's candidates, and why it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.i18n import Language, texts
from app.page_contexts.attention_parts import nearest
from app.page_contexts.attention_table import signed
from models.seq2seq.search import length_divisor
from models.seq2seq.tokens import END_TOKEN, START_TOKEN

Answer = Mapping[str, Any]
"""An answer of `POST /api/v1/beam` as JSON."""


@dataclass(frozen=True)
class Line:
    """One translation that the search found. Numbers are written."""

    number: int
    text: str
    log_probability: str
    tokens: int
    divisor: str
    score: str


@dataclass(frozen=True)
class Row:
    """One candidate of a step. before: the tokens that it lengthens."""

    before: str
    token: str
    log_probability: str
    total: str
    score: str
    status: str


@dataclass(frozen=True)
class Found:
    """A search that was made. ended: why it ended, in words."""

    lines: Sequence[Line]
    hypothesis: int
    steps: Sequence[Sequence[Row]]
    ended: str

    @classmethod
    def of(cls, found: Answer, hypothesis: int, language: Language) -> "Found":
        """hypothesis: from 1; beyond the end it is the last."""
        return cls(
            lines=[line(number, one, found) for number, one in enumerate(found["hypotheses"], 1)],
            hypothesis=nearest(hypothesis, len(found["hypotheses"])) + 1,
            steps=rows_of(found),
            ended=why_ended(found, language),
        )


def exponent(length_penalty: float) -> str:
    """A length penalty with at least one decimal."""
    text = f"{length_penalty:g}"
    return text if "." in text else f"{text}.0"


def line(number: int, one: Answer, found: Answer) -> Line:
    count = len(one["tokens"])
    return Line(
        number,
        one["text"],
        signed(one["log_probability"]),
        count,
        f"{length_divisor(count, found['length_penalty']):.3f}",
        signed(one["score"]),
    )


def rows_of(found: Answer) -> list[list[Row]]:
    """The candidates of each step, in the order of the answer."""
    beginnings: dict[int | None, str] = {None: ""}
    tables = []
    for step in found["steps"]:
        tables.append(
            [
                Row(
                    beginnings[one["parent"]].replace("\u2581", " ").strip() or START_TOKEN,
                    one["token"],
                    signed(one["log_probability"]),
                    signed(one["total"]),
                    signed(one["score"]),
                    one["status"],
                )
                for one in step
            ]
        )
        beginnings |= {
            one["node"]: beginnings[one["parent"]] + one["token"]
            for one in step
            if one["node"] is not None
        }
    return tables


def why_ended(found: Answer, language: Language) -> str:
    """Why the search went no further, with the numbers that decided it."""
    last, count, penalty = found["steps"][-1], len(found["steps"]), found["length_penalty"]
    hypotheses = found["hypotheses"]
    running = [one["total"] for one in last if one["status"] == "kept"]
    if any(one["status"] == "ended" and one["token"] != END_TOKEN for one in last):
        return texts().text("search.ended_cut", language, steps=count)
    if found["size"] == 1:
        return texts().text("search.ended_greedy", language, steps=count)
    if not running:
        return texts().text("search.ended_empty", language, steps=count)
    total = max(running)
    return texts().text(
        "search.ended_bound",
        language,
        steps=count,
        count=len(hypotheses),
        total=signed(total),
        tokens=count + 1,
        penalty=exponent(penalty),
        bound=signed(total / length_divisor(count + 1, penalty)),
        worst=signed(hypotheses[-1]["score"]),
    )
