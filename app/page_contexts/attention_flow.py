"""One decoder step as tables: what the page shows of it without any script."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from starlette.datastructures import State

from app.i18n import Language
from app.page_contexts.attention_address import Address
from app.page_contexts.attention_asking import ask
from app.page_contexts.attention_table import Answer


@dataclass(frozen=True)
class StepTable:
    """Scores and weights of the source tokens, and the likeliest target tokens."""

    step: int
    """From 1."""
    before: str
    token: str
    rows: Sequence[tuple[str, str, str]]
    """Source token, score, weight."""
    candidates: Sequence[Mapping[str, Any]]


def step_table(
    address: Address, shown: Answer, state: State, language: Language
) -> StepTable | None:
    """The step that the address names, of the translation that is shown; None if it names none.

    A search that finds another translation gives way to reading the one that is shown.
    """
    if address.step is None:
        return None
    tokens = shown["target"]["tokens"]
    at = min(address.step, len(tokens)) - 1
    given = shown["target"]["text"]
    for target in (given,) if address.hypothesis > 1 else (None, given):
        asked = address.request(shown["source"]["text"], shown["model"], target)
        asked |= {"detail": "steps", "arrays": "base64"}
        answer, _ = ask(asked, state, language)
        if answer is None or answer["target"].get("tokens") != tokens:
            continue
        step = answer["steps"][at]
        numbers = zip(unpacked(step["scores"]), unpacked(step["weights"]), strict=True)
        return StepTable(
            step=at + 1,
            before=step["input_token"],
            token=step["output_token"],
            rows=[
                (token, f"{score:.4f}".replace("-", "\u2212"), f"{weight:.4f}")
                for token, (score, weight) in zip(shown["source"]["tokens"], numbers, strict=True)
            ],
            candidates=step["candidates"],
        )
    return None


def unpacked(array: Mapping[str, Any]) -> Sequence[float]:
    """The numbers of a vector that the API sent as base64."""
    floats: list[float] = np.frombuffer(base64.b64decode(array["data"]), "<f4").tolist()
    return floats
