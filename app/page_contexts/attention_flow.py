"""One decoder step as tables: what the page shows of it without any script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.page_contexts.attention_address import Address
from app.page_contexts.attention_asking import Asker
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


def step_table(address: Address, shown: Answer, asker: Asker) -> StepTable | None:
    """The step that the address names, of the translation that is shown; None if it names none."""
    if address.step is None:
        return None
    tokens = shown["target"]["tokens"]
    steps = shown.get("steps") or asked_again(address, shown, asker)
    if not steps:
        return None
    step = steps[min(address.step, len(tokens)) - 1]
    weights = shown["attention"][step["index"]]
    return StepTable(
        step=step["index"] + 1,
        before=step["input_token"],
        token=step["output_token"],
        rows=[
            (token, f"{score:.4f}".replace("-", "\u2212"), f"{weight:.4f}")
            for token, score, weight in zip(
                shown["source"]["tokens"], step["scores"], weights, strict=True
            )
        ],
        candidates=step["candidates"],
    )


def asked_again(address: Address, shown: Answer, asker: Asker) -> Sequence[Mapping[str, Any]]:
    """The steps of a translation that is not the best; none where its text is cut otherwise."""
    text, target = shown["source"]["text"], shown["target"]
    request = address.request(text, shown["model"], target["text"])
    answer, _ = asker.ask(request | {"detail": "scores"})
    return answer["steps"] if answer and answer["target"].get("tokens") == target["tokens"] else []
