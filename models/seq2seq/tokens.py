"""Text <-> pieces, and where in the text each piece stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentencepiece

PAD, UNKNOWN, START, END = 0, 1, 2, 3
"""Ids that every vocabulary reserves."""
START_TOKEN = "<s>"
END_TOKEN = "</s>"
UNKNOWN_TOKEN = "<unk>"
WORD_START = "\u2581"

# One character for one, so that positions in the text stay what they were.
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("\u2010\u2011", "-"),
    }
)
_WORD = re.compile(r"\S+")
_INVISIBLE = ("Cf", "Cc")
"""Unicode categories of zero-width and direction marks."""


def normalise(text: str) -> str:
    """Typographic quotes, spaces and hyphens as the plain ones; the length stays the same."""
    return text.translate(_TYPOGRAPHY)


@dataclass(frozen=True)
class Pieces:
    """A text cut into pieces; the end-of-sentence token is not among them."""

    text: str
    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    """As sentencepiece writes them: a leading U+2581 stands for the space before a word."""
    spans: tuple[tuple[int, int], ...]
    """Characters [start, end) of `text` that each piece covers."""

    def words(self) -> tuple[tuple[int, int], ...]:
        """The first and last token of each whitespace-separated word of the text.

        Every token belongs to at most one word; a bare sign for a word's beginning to the word
        that it begins. A word that left no token (of invisible characters only) has its last
        before its first.
        """
        places = [match.span() for match in _WORD.finditer(self.text)]
        anchors = [self._anchor(index) for index in range(len(self.tokens))]
        for index in reversed(range(len(anchors) - 1)):
            if anchors[index] is None:
                anchors[index] = anchors[index + 1]
        ranges: list[tuple[int, int]] = []
        first = 0
        for start, end in places:
            here = [i for i, at in enumerate(anchors) if at is not None and start <= at < end]
            first = here[0] if here else first
            ranges.append((first, here[-1] if here else first - 1))
            first = ranges[-1][1] + 1
        return tuple(ranges)

    def _anchor(self, index: int) -> int | None:
        """The character by which a token belongs to a word; None if to the next token's."""
        start, end = self.spans[index]
        if start == end:
            return start
        written = [at for at in range(start, end) if not self.text[at].isspace()]
        seen = [at for at in written if unicodedata.category(self.text[at]) not in _INVISIBLE]
        if seen:
            return seen[0]
        return written[0] if written and self.tokens[index] != WORD_START else None

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """First and last token of those whose visible characters touch [start, end)."""
        touching = [
            index
            for index, (a, b) in enumerate(self.spans)
            if max(a, start) < min(b, end) and self.text[max(a, start) : min(b, end)].strip()
        ]
        if touching:
            return touching[0], touching[-1]
        first = sum(1 for _, b in self.spans if b <= start)
        return first, first - 1


class Tokenizer:
    """A sentencepiece model. Kudo and Richardson 2018."""

    def __init__(self, model: bytes) -> None:
        self.model = model
        self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)

    @classmethod
    def load(cls, path: Path) -> "Tokenizer":
        return cls(path.read_bytes())

    @property
    def size(self) -> int:
        """Entries of the vocabulary."""
        return int(self._processor.get_piece_size())

    def encode(self, text: str, read_as: str | None = None) -> Pieces:
        """Cut a text; `read_as`, of the same length, is what the network sees in its place."""
        read = normalise(text if read_as is None else read_as)
        return self._pieces(text, self._processor.encode(read, return_type="offset_mapping"))

    def sample(self, text: str, chance: float) -> Pieces:
        """Cut a text with each merge left out by chance. Provilkov et al. 2020.

        The draws are sentencepiece's own: one series a thread, begun with the seed that
        `sentencepiece.set_random_generator_seed` held at the thread's first draw.
        """
        mapping = self._processor.encode(
            normalise(text), return_type="offset_mapping", enable_sampling=True, alpha=chance
        )
        return self._pieces(text, mapping)

    def ids(self, text: str) -> list[int]:
        """Token ids alone: faster than `encode`."""
        return list(self._processor.encode(normalise(text)))

    def token(self, index: int) -> str:
        return str(self._processor.id_to_piece(index))

    def decode(self, ids: Sequence[int]) -> Pieces:
        """Token ids as text, one piece each but for the end token.

        Padding and start token, which an untrained network may write, cover no character.
        """
        written = [index for index in ids if index != END]
        mapping = self._processor.decode(written, return_type="offset_mapping")
        return self._pieces(str(mapping["text"]), mapping)

    def _pieces(self, text: str, mapping: dict[str, Any]) -> Pieces:
        return Pieces(
            text,
            tuple(mapping["ids"]),
            tuple(self.token(index) for index in mapping["ids"]),
            tuple(mapping["offsets"]),
        )
