"""Files that are never half written: a full disk leaves those that were there."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from models.errors import CannotWrite


def write_whole(path: Path, content: bytes) -> None:
    """Write a file or leave the one that was there; CannotWrite says why."""
    write_together({path: content})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all of the files or leave those that were there; CannotWrite says why."""
    parts: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            part = path.with_name(path.name + ".part")
            with told(path), part.open("wb") as file:
                parts[part] = path
                file.write(content)
                file.flush()
                os.fsync(file.fileno())  # a full disk may only show itself here
        for part, path in parts.items():
            with told(path):
                part.replace(path)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what goes wrong while something is written into CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(file=path, reason=error.strerror or error) from error
