"""Lines of a file, whatever it is wrapped in; what cannot be read is said with its place."""

import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import BadLine, UnusableCorpus

EXPECTED = "UTF-8 text, one pair a line: English, a tab, the other language"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


def numbered_lines(path: Path, expected: str = EXPECTED) -> Iterator[tuple[int, str]]:
    """Lines of a text file, a `.gz`, or the one text of a `.zip`, counted from 1, without ends.

    expected: what the error text says that each line should be.
    """
    number = 0
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, start=1):
                line = line.removesuffix(b"\n").removesuffix(b"\r")
                yield number, _text(line, path, number, expected)
    except _BROKEN as error:
        reason = f"the compressed file is cut off or damaged ({error})"
        raise BadLine(file=path, line=number + 1, reason=reason, expected=expected) from error
    except RuntimeError as error:  # a password, or a compression that Python does not know
        raise UnusableCorpus(file=path, reason=f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise UnusableCorpus(file=path, reason=f"cannot be read ({error.strerror})") from error


@contextmanager
def _opened(path: Path) -> Iterator[Iterable[bytes]]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.endswith(".txt") and n[0] != "_"]
            if len(names) != 1:
                found = ", ".join(names) or "none"
                reason = f"one corpus text is expected in the archive, found {found}"
                raise UnusableCorpus(file=path, reason=reason)
            with archive.open(names[0]) as file:
                yield file
    elif path.suffix == ".gz":
        with gzip.open(path) as file:
            yield file
    else:
        with path.open("rb") as file:
            yield file


def _text(line: bytes, path: Path, number: int, expected: str) -> str:
    if (number == 1 and line.startswith(_UTF16)) or b"\0" in line:
        reason = "this is UTF-16 or no text at all"
        raise BadLine(file=path, line=number, reason=reason, expected=expected)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        reason = f"byte {line[error.start]:#x} is not UTF-8 (Latin-1, perhaps, or GB 18030)"
        raise BadLine(file=path, line=number, reason=reason, expected=expected) from error
