"""Parallel corpora: read, split, download.

A corpus is a list of (English, other language) pairs. Its splits go by a hash of the English side,
so that they stay the same when the corpus grows and no English sentence stands in two of them.
"""

import gzip
import hashlib
import io
import re
import unicodedata
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PUBLISHER = "https://www.manythings.org/anki/{language}-eng.zip"
LICENCE = "CC BY 2.0 FR"
ATTRIBUTION = "Tatoeba (tatoeba.org), as published by manythings.org/anki"
LANGUAGES = {"fr": "fra", "de": "deu", "zh": "cmn"}
_BUCKETS, _DEV, _TEST = 150, 0, 1
_NOT_WORD = re.compile(r"\W+")

Pair = tuple[str, str]


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


def split(pairs: Iterable[Pair], reverse: bool = False) -> Splits:
    """Split (English, other) pairs; train lacks what has the key of a dev or test translation.

    With `reverse` the pairs come out as (other, English).
    """
    by_bucket: tuple[list[Pair], list[Pair], list[Pair]] = ([], [], [])
    for pair in pairs:
        by_bucket[{_DEV: 1, _TEST: 2}.get(bucket(pair[0]), 0)].append(pair)
    train, dev, test = by_bucket
    held_out = {key(other) for _, other in dev + test}
    train = [pair for pair in train if key(pair[1]) not in held_out]
    order = slice(None, None, -1) if reverse else slice(None)
    return Splits(*(tuple((p[order][0], p[order][1]) for p in part) for part in (train, dev, test)))


def items(pairs: Iterable[Pair]) -> list[Item]:
    """Pairs gathered by source sentence, in the order in which the sources first appear."""
    references: dict[str, list[str]] = {}
    for source, target in pairs:
        references.setdefault(source, []).append(target)
    return [Item(source, tuple(targets)) for source, targets in references.items()]


def read(path: Path) -> list[Pair]:
    """Pairs of a `.tsv.gz` (two columns) or of the publisher's zip (three columns).

    NFC-normalised, no-break spaces turned into spaces, exact duplicates removed.
    """
    pairs = dict.fromkeys(_pair(line, path) for line in _lines(path) if line.strip())
    return list(pairs)


def download(language: str, folder: Path) -> Path:
    """Fetch a corpus ("fr", "de", "zh") from its publisher; returns the zip's path."""
    code = LANGUAGES[language]
    path = folder / f"{code}-eng.zip"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        request = urllib.request.Request(
            PUBLISHER.format(language=code), headers={"User-Agent": "loupe"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            part = path.with_suffix(".part")
            part.write_bytes(answer.read())
        part.rename(path)
    return path


def _lines(path: Path) -> Iterator[str]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.endswith(".txt") and n[0] != "_"]
            if len(names) != 1:
                raise ValueError(f"{path}: expected one corpus file, found {names}")
            with archive.open(names[0]) as file:
                yield from io.TextIOWrapper(file, "utf-8")
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from file
    else:
        with path.open(encoding="utf-8") as file:
            yield from file


def _pair(line: str, path: Path) -> Pair:
    columns = unicodedata.normalize("NFC", line.rstrip("\n")).split("\t")
    if len(columns) < 2:
        raise ValueError(f"{path}: a line has no tab: {line.strip()[:80]!r}")
    english, other = (
        column.replace("\u202f", " ").replace("\u00a0", " ").strip() for column in columns[:2]
    )
    return english, other
