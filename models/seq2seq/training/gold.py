"""Word alignments made by people, read from files.

Two usual forms, told apart by themselves:

- one link a line, `sentence source target [S|P] [confidence]`, all counted from 1; S (sure) where
  neither is given; position 0 is no word (Och and Ney 2003; Mihalcea and Pedersen 2003);
- one sentence a line, `0-0 1-2 3?4` or `3p4`, where `-` is sure and `?` or `p` possible; counted
  from 0 if the file has a 0, else from 1 (Pharaoh, and its form with possible links).

The sentences are two files of one sentence a line, its words apart by spaces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadLine, UnusableCorpus
from models.seq2seq.training.aer import Spans
from models.seq2seq.training.alignment import Alignment
from models.seq2seq.training.corpus_file import numbered_lines

_LINKS = "“sentence source target S|P” counted from 1, or a sentence's links “0-0 1-2 3?4”"
_SENTENCES = "UTF-8 text, one sentence a line, its words apart by spaces"
_LINE = re.compile(r"(\d+)\s+(\d+)\s+(\d+)(?:\s+([SP]))?(?:\s+[\d.]+)?")
_LINK = re.compile(r"(\d+)([-?p])(\d+)")
_MARKED = re.compile(r"<s snum=\d+>(.*)</s>")
_CLOSING = re.compile(r"[.,)\]%]+|n't|['\u2019]\w*")
_OPENING = re.compile(r"[(\[]|\w*['\u2019]")

Found = tuple[int, int, int, bool, int]
"""Sentence, source word, target word, whether sure, line of the file; none shifted yet."""


@dataclass(frozen=True)
class Sentence:
    """A text and the characters [start, end) of each of its words."""

    text: str
    words: Spans


@dataclass(frozen=True)
class GoldPair:
    """A sentence pair with the links that people drew."""

    source: Sentence
    target: Sentence
    links: Alignment


def read_gold(links: Path, source: Path, target: Path) -> list[GoldPair]:
    """Sentence pairs with their links; BadLine or UnusableCorpus say what is wrong where."""
    sources, targets = _sentences(source), _sentences(target)
    if len(sources) != len(targets):
        reason = f"it has {len(targets):,} sentences, but {source} has {len(sources):,}"
        raise UnusableCorpus(file=target, reason=reason)
    found = _links(links, len(sources))
    sure: list[set[tuple[int, int]]] = [set() for _ in sources]
    possible: list[set[tuple[int, int]]] = [set() for _ in sources]
    for sentence, a, b, is_sure, line in found:
        if sentence >= len(sources):
            reason = f"sentence {sentence + 1:,}, but there are {len(sources):,}"
            raise BadLine(file=links, line=line, reason=reason, expected=_LINKS)
        for word, words, side in ((a, sources, "source"), (b, targets, "target")):
            most = len(words[sentence].words)
            if word >= most:
                reason = f"{side} word {word + 1} of sentence {sentence + 1:,}, which has {most}"
                raise BadLine(file=links, line=line, reason=reason, expected=_LINKS)
        possible[sentence].add((a, b))
        if is_sure:
            sure[sentence].add((a, b))
    if not any(sure):
        raise UnusableCorpus(file=links, reason=f"it has no sure link; expected {_LINKS}")
    return [
        GoldPair(a, b, Alignment(frozenset(s), frozenset(p)))
        for a, b, s, p in zip(sources, targets, sure, possible, strict=True)
    ]


def joined(words: Sequence[str]) -> Sentence:
    """Words as people write them: no space before a comma, after an apostrophe, in brackets."""
    text, spans, glued = "", [], True
    for word in words:
        if not (glued or _CLOSING.fullmatch(word)):
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
        glued = bool(_OPENING.fullmatch(word))
    return Sentence(text, tuple(spans))


def _sentences(path: Path) -> list[Sentence]:
    lines = [line for _, line in numbered_lines(path, _SENTENCES)]
    marked = [_MARKED.fullmatch(line.strip()) for line in lines]
    texts = [found[1] if found else line for found, line in zip(marked, lines, strict=True)]
    return [joined(text.split()) for text in texts]


def _links(path: Path, sentences: int) -> list[Found]:
    """Every link, counted from 0."""
    lines = list(numbered_lines(path, _LINKS))
    first = next((line for _, line in lines if line.strip()), "")
    if _LINE.fullmatch(first.strip()):
        return _one_a_line(lines, path)
    found = _one_sentence_a_line(lines, path)
    if len(lines) < sentences:
        reason = f"it has {len(lines):,} lines, but there are {sentences:,} sentences"
        raise UnusableCorpus(file=path, reason=reason)
    return found


def _one_a_line(lines: list[tuple[int, str]], path: Path) -> list[Found]:
    found = []
    for number, line in lines:
        match = _LINE.fullmatch(line.strip())
        if match is None and line.strip():
            raise _wrong(path, number, line)
        if match and min(parts := [int(match[i]) for i in (1, 2, 3)]) > 0:
            sentence, a, b = parts
            found.append((sentence - 1, a - 1, b - 1, match[4] != "P", number))
    return found


def _one_sentence_a_line(lines: list[tuple[int, str]], path: Path) -> list[Found]:
    found: list[Found] = []
    for number, line in lines:
        for link in line.split():
            match = _LINK.fullmatch(link)
            if match is None:
                raise _wrong(path, number, link)
            found.append((number - 1, int(match[1]), int(match[3]), match[2] == "-", number))
    first = min((min(a, b) for _, a, b, _, _ in found), default=0)
    shift = min(first, 1)
    return [(s, a - shift, b - shift, sure, number) for s, a, b, sure, number in found]


def _wrong(path: Path, number: int, text: str) -> BadLine:
    return BadLine(
        file=path, line=number, reason=f"“{text.strip()[:40]}” is no link", expected=_LINKS
    )
