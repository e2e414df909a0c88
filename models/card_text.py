"""Markdown of a model card, wrapped as people write it."""

from collections.abc import Iterable, Sequence
from textwrap import fill

_WIDTH = 100


def paragraph(text: str) -> str:
    return _wrapped(text, "")


def bullets(texts: Iterable[str]) -> str:
    return "\n".join(_wrapped(f"- {text}", "  ") for text in texts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _wrapped(text: str, indent: str) -> str:
    whole = " ".join(text.split())
    return fill(
        whole, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
