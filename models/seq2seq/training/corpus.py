"""Parallel corpora: read, split, download.

A corpus is a list of (English, other language) pairs. Its splits go by a hash of the English side,
so that they stay the same when the corpus grows and no English sentence stands in two of them.
"""

import hashlib
import re
import unicodedata
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from models.errors import BadLine, UnusableCorpus
from models.seq2seq.training.corpus_file import EXPECTED, numbered_lines
from models.seq2seq.training.languages import NAMES, spoken
from models.whole_files import told, write_whole

PUBLISHER = "https://www.manythings.org/anki/{language}-eng.zip"
LICENCE = "CC BY 2.0 FR"
ATTRIBUTION = "Tatoeba (tatoeba.org), as published by manythings.org/anki"
LANGUAGES = {"fr": "fra", "de": "deu", "zh": "cmn"}
_BUCKETS, _DEV, _TEST = 150, 0, 1
_SAMPLE = 4000
"""About how many pairs tell which languages a corpus is in."""
_NOT_WORD = re.compile(r"\W+")

Pair = tuple[str, str]
Note = Callable[[str], None]


def _ignore(_: str) -> None: ...


@dataclass(frozen=True)
class Splits:
    """Pairs (source, target) of each split."""

    train: tuple[Pair, ...]
    dev: tuple[Pair, ...]
    test: tuple[Pair, ...]


@dataclass(frozen=True)
class Item:
    """A sentence to translate with every translation that the corpus has of it."""

    source: str
    references: tuple[str, ...]


def key(text: str) -> str:
    """Lower-cased, every run of characters other than letters, digits, underscore one space."""
    return _NOT_WORD.sub(" ", text.lower()).strip()


def bucket(english: str) -> int:
    """0..149: 0 is dev, 1 is test, the rest train."""
    return int(hashlib.sha256(key(english).encode()).hexdigest(), 16) % _BUCKETS


def held_out(english: str) -> bool:
    """Whether a sentence belongs to dev or test."""
    return bucket(english) in (_DEV, _TEST)


def split(pairs: Iterable[Pair], reverse: bool = False) -> Splits:
    """Split (English, other) pairs; train lacks what has the key of a dev or test translation.

    With `reverse` the pairs come out as (other, English).
    """
    by_bucket: tuple[list[Pair], list[Pair], list[Pair]] = ([], [], [])
    for pair in pairs:
        by_bucket[{_DEV: 1, _TEST: 2}.get(bucket(pair[0]), 0)].append(pair)
    train, dev, test = by_bucket
    translations = {key(other) for _, other in dev + test}
    train = [pair for pair in train if key(pair[1]) not in translations]
    order = slice(None, None, -1) if reverse else slice(None)
    return Splits(*(tuple((p[order][0], p[order][1]) for p in part) for part in (train, dev, test)))


def items(pairs: Iterable[Pair]) -> list[Item]:
    """Pairs gathered by source sentence, in the order in which the sources first appear."""
    references: dict[str, list[str]] = {}
    for source, target in pairs:
        references.setdefault(source, []).append(target)
    return [Item(source, tuple(targets)) for source, targets in references.items()]


def read(path: Path, language: str | None = None, note: Note = _ignore) -> list[Pair]:
    """Pairs of a `.tsv`, a `.tsv.gz` (two columns) or of the publisher's zip (three columns).

    NFC-normalised, no-break spaces turned into spaces, exact duplicates removed; lines of which a
    side is empty are left out, and `note` is told how many. With `language` ("fr", "de", "zh") the
    columns must be English and that language, and Chinese comes out simplified.
    BadLine or UnusableCorpus say what is wrong where.
    """
    pairs: dict[Pair, None] = {}
    empty = 0
    for number, line in numbered_lines(path):
        pair = _pair(line, path, number)
        if pair is None:
            empty += 1
        else:
            pairs[pair] = None
    if not pairs:
        reason = f"it holds no sentence pair; expected {EXPECTED}"
        raise UnusableCorpus(file=path, reason=reason)
    if empty:
        note(f"{path}: {empty:,} lines with an empty side left out")
    if language is not None:
        _check_languages(path, list(pairs), language)
    if language == "zh":
        from models.seq2seq.training.chinese import simplifier

        simplified = simplifier()
        pairs = dict.fromkeys((english, simplified(other)) for english, other in pairs)
    return list(pairs)


def download(language: str, folder: Path) -> Path:
    """Fetch a corpus ("fr", "de", "zh") from its publisher; returns the zip's path.

    UnusableCorpus or CannotWrite say why it is not there.
    """
    code = LANGUAGES[language]
    path = folder / f"{code}-eng.zip"
    if not path.exists():
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        request = urllib.request.Request(
            PUBLISHER.format(language=code), headers={"User-Agent": "loupe"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                content = answer.read()
        except (OSError, HTTPException) as error:
            reason = f"cannot be downloaded; give a file with --corpus ({error})"
            raise UnusableCorpus(file=request.full_url, reason=reason) from error
        write_whole(path, content)
    return path


def _pair(line: str, path: Path, number: int) -> Pair | None:
    if not line.strip():
        return None
    columns = unicodedata.normalize("NFC", line).split("\t")
    if len(columns) < 2:
        reason = f"no tab in “{line.strip()[:60]}”"
        raise BadLine(file=path, line=number, reason=reason, expected=EXPECTED)
    english, other = (
        column.replace("\u202f", " ").replace("\u00a0", " ").strip() for column in columns[:2]
    )
    return (english, other) if english and other else None


def _check_languages(path: Path, pairs: list[Pair], language: str) -> None:
    """Refuse columns that are clearly in other languages than English and `language`."""
    sample = pairs[:: max(1, len(pairs) // _SAMPLE)]
    expected = ("en", language)
    found = tuple(spoken(pair[side] for pair in sample) for side in (0, 1))
    if found == expected[::-1]:
        reason = (
            f"the columns are swapped: the first is {NAMES[language]}, the second English; "
            "expected English first"
        )
        raise UnusableCorpus(file=path, reason=reason)
    for column, is_, should in zip(("first", "second"), found, expected, strict=True):
        if is_ not in (None, should):
            reason = f"the {column} column is {NAMES[is_]}, expected {NAMES[should]}"
            raise UnusableCorpus(file=path, reason=reason)
