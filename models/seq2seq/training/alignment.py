"""Word alignments of sentence pairs by eflomal, and how they fall on pieces.

Östling and Tiedemann 2016. Links that both directions find are nearly always right; they guide the
attention in training (Chen et al. 2016) and measure it afterwards.
"""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import eflomal

from models.seq2seq.han import CHINESE, HAN
from models.seq2seq.tokens import Pieces, normalise
from models.whole_files import told

_WORD = re.compile(rf"[{HAN}]|[^\W{HAN}]+|[^\w\s]")

Links = frozenset[tuple[int, int]]
"""(source word, target word)"""


@dataclass(frozen=True)
class Alignment:
    """Links of one sentence pair."""

    both: Links
    """Found in both directions: the sure ones."""
    either: Links
    """Found in one direction at least: the possible ones."""


def word_spans(text: str) -> list[tuple[int, int]]:
    """Characters [start, end) of each word, each punctuation mark and each Chinese character."""
    return [match.span() for match in _WORD.finditer(normalise(text))]


def word_count(text: str) -> int:
    """Words apart by spaces; each Chinese character is one."""
    apart = CHINESE.sub(r" \g<0> ", text).split()
    return sum(any(character.isalnum() for character in word) for word in apart)


def words(text: str) -> list[str]:
    return [text[start:end].lower() for start, end in word_spans(text)]


def align(pairs: Sequence[tuple[str, str]]) -> list[Alignment]:
    """Alignments of sentence pairs, learned from these same pairs."""
    sources, targets = zip(*((words(a), words(b)) for a, b in pairs), strict=True)
    with tempfile.TemporaryDirectory() as folder, told(Path(folder)):
        forward, reverse = Path(folder, "forward"), Path(folder, "reverse")
        eflomal.Aligner().align(
            [" ".join(sentence) for sentence in sources],
            [" ".join(sentence) for sentence in targets],
            links_filename_fwd=str(forward),
            links_filename_rev=str(reverse),
        )
        one, other = (from_text(path.read_text().removesuffix("\n")) for path in (forward, reverse))
    return [Alignment(a & b, a | b) for a, b in zip(one, other, strict=True)]


def on_pieces(links: Links, source: Pieces, target: Pieces) -> list[tuple[int, int]]:
    """Word links as (target piece, source piece) pairs."""
    source_spans, target_spans = word_spans(source.text), word_spans(target.text)
    found: dict[tuple[int, int], None] = {}
    for source_word, target_word in sorted(links):
        first, last = source.covering(*source_spans[source_word])
        first_target, last_target = target.covering(*target_spans[target_word])
        for t in range(first_target, last_target + 1):
            for s in range(first, last + 1):
                found[t, s] = None
    return list(found)


def as_text(links: Iterable[Links]) -> str:
    """A line a sentence: "0-0 1-2"."""
    return "\n".join(" ".join(f"{a}-{b}" for a, b in sorted(sentence)) for sentence in links)


def from_text(text: str) -> list[Links]:
    """What `as_text` wrote."""
    return [
        frozenset((int(a), int(b)) for a, b in (link.split("-") for link in line.split()))
        for line in text.split("\n")
    ]
