"""Attention between words instead of tokens: which tokens make a word, and the weights merged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from models.seq2seq.han import CHINESE
from models.seq2seq.tokens import WORD_START

View = Literal["tokens", "words"]


@dataclass(frozen=True)
class Unit:
    """One row or column: the tokens first..last (inclusive) under one label."""

    label: str
    first: int
    last: int


def units(text: str, tokens: Sequence[str], words: Sequence[Sequence[int]]) -> Iterator[Unit]:
    """Words of a sentence in order, and tokens of no word by themselves; every token once.

    A bare sign for the beginning of a word belongs to the word that follows it.

    tokens: pieces with the end-of-sentence token; words: [first, last] of each word of `text`,
    last = first - 1 for one that left no token.
    """
    written = text.split()
    after = 0
    for index, (first, last) in enumerate(words):
        if last < first or first < after:
            continue
        yield from (Unit(tokens[i], i, i) for i in range(after, first))
        spelled = "".join(tokens[first : last + 1]).replace(WORD_START, "")
        word = written[index] if len(written) == len(words) else spelled
        if CHINESE.search(word):  # it has no spaces, and its pieces are its words
            yield from unspaced(tokens, first, last)
        else:
            yield Unit(word, first, last)
        after = last + 1
    yield from (Unit(tokens[i], i, i) for i in range(after, len(tokens)))


def units_in(
    text: str, tokens: Sequence[str], words: Sequence[Sequence[int]], view: View
) -> list[Unit]:
    """The rows or columns that one side of a translation makes in a view."""
    if view == "tokens":
        return [Unit(token, index, index) for index, token in enumerate(tokens)]
    return list(units(text, tokens, words))


def unspaced(tokens: Sequence[str], first: int, last: int) -> Iterator[Unit]:
    """Units of a stretch that is written without spaces: its pieces.

    A bare sign for the beginning of a word belongs to the piece that follows it.
    """
    start = first + 1 if first < last and tokens[first] == WORD_START else first
    yield Unit(tokens[start].replace(WORD_START, ""), first, start)
    yield from (Unit(tokens[i], i, i) for i in range(start + 1, last + 1))


def merged(
    attention: Sequence[Sequence[float]], rows: Sequence[Unit], columns: Sequence[Unit]
) -> list[list[float]]:
    """Attention between units: columns added, rows averaged, so that each row still sums to 1.

    attention (target tokens, source tokens) -> (rows, columns).
    """
    return [
        [
            sum(sum(look[column.first : column.last + 1]) for look in looks) / len(looks)
            for column in columns
        ]
        for looks in (attention[row.first : row.last + 1] for row in rows)
    ]
