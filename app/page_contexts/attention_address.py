"""The address of /attention: what is asked, and which part of the answer is looked at."""

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from models import limits
from models.seq2seq.words import View

Search = Literal["greedy", "beam"]


@dataclass(frozen=True)
class Address:
    """A value that cannot be is read as if it were not there."""

    text: str | None
    """None where the address names no sentence."""
    model: str
    """Empty for the default one."""
    compare: str
    """A second model to look at beside the first; empty for none."""
    target: str
    """A translation of the reader's own; empty for none."""
    prefix: bool
    """Whether that is only its beginning."""
    search: Search
    size: int
    length_penalty: float
    sentence: int
    """Which sentence of a long text, from 1."""
    hypothesis: int
    """Which translation of a beam, from 1, best first."""
    view: View
    step: int | None
    """Which target token, from 1; None where the address names none."""

    @classmethod
    def of(cls, query: QueryParams) -> "Address":
        return cls(
            text=query.get("text"),
            model=query.get("model", ""),
            compare=query.get("compare", ""),
            target=query.get("target", "") if query.get("target", "").strip() else "",
            prefix=query.get("prefix") == "1",
            search="beam" if query.get("search") == "beam" else "greedy",
            size=whole(query.get("size", ""), limits.BEAM_SIZE_DEFAULT, limits.BEAM_SIZE),
            length_penalty=decimal(
                query.get("length_penalty", ""),
                limits.LENGTH_PENALTY_DEFAULT,
                limits.LENGTH_PENALTY,
            ),
            sentence=whole(query.get("sentence", ""), 1),
            hypothesis=whole(query.get("hypothesis", ""), 1),
            view="words" if query.get("view") == "words" else "tokens",
            step=whole(query.get("step", ""), 0) or None,
        )

    def query(self, text: str) -> str:
        """The question and what is looked at, for the address of another page or a file."""
        asked: dict[str, object] = {"text": text}
        if self.model:
            asked["model"] = self.model
        if self.target:
            asked |= {"target": self.target} | ({"prefix": 1} if self.prefix else {})
        if self.search == "beam":
            asked |= {"search": "beam", "size": self.size, "length_penalty": self.length_penalty}
        looked_at = {"sentence": self.sentence, "hypothesis": self.hypothesis}
        asked |= {name: number for name, number in looked_at.items() if number > 1}
        if self.view == "words":
            asked["view"] = self.view
        return urlencode(asked, errors="replace")

    def request(self, text: str, model: str, target: str | None = None) -> dict[str, Any]:
        """The body of a request to the API; the scripts build the same one.

        target: to be read instead of what the address asks for.
        """
        asked: dict[str, Any] = {"text": text, "detail": "attention"}
        if model:
            asked["model"] = model
        whole = target or ("" if self.prefix else self.target)
        if whole:
            return asked | {"target": whole}
        if self.target:
            asked["target_prefix"] = self.target
        if self.search == "beam":
            penalty = self.length_penalty
            asked["search"] = {"method": "beam", "size": self.size, "length_penalty": penalty}
        return asked


def whole(written: str, fallback: int, most: int = 10**15) -> int:
    """A whole number of 1..most; the fallback for anything else."""
    value = int(written) if re.fullmatch(r"[0-9]{1,15}", written) else 0
    return value if 1 <= value <= most else fallback


def decimal(written: str, fallback: float, most: float) -> float:
    """A decimal number of 0..most; the fallback for anything else."""
    value = float(written) if re.fullmatch(r"[0-9](\.[0-9]{1,3})?", written) else -1.0
    return value if 0 <= value <= most else fallback
