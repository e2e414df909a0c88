"""An exception for the log: its type and where it came about, never its words or values."""

from collections.abc import Iterator
from pathlib import PurePath
from traceback import walk_tb

from app.settings import ROOT

MOST_FRAMES = 20
MOST_CAUSES = 3
LIBRARIES = ("site-packages", "dist-packages")


def place(filename: str, line: int) -> str:
    """A line of a file, the file as its project or package names it."""
    path = PurePath(filename)
    if path.is_relative_to(ROOT) and not set(LIBRARIES) & set(path.parts):
        return f"{path.relative_to(ROOT)}:{line}"
    for index, part in enumerate(path.parts):
        if part in LIBRARIES:
            return f"{PurePath(*path.parts[index + 1 :])}:{line}"
    return f"{path.name}:{line}"


def kind(error: BaseException) -> str:
    return type(error).__name__


def frames(error: BaseException) -> list[str]:
    """Our own frames, outermost first, and the one that raised; the innermost ones if many."""
    found = [
        (place(frame.f_code.co_filename, line), frame.f_code.co_name)
        for frame, line in walk_tb(error.__traceback__)
    ]
    kept = [
        f"{where} {name}"
        for index, (where, name) in enumerate(found)
        if where.startswith(("app/", "models/")) or index == len(found) - 1
    ]
    return kept[-MOST_FRAMES:]


def causes(error: BaseException) -> Iterator[BaseException]:
    """What an exception came of, nearest first."""
    for _ in range(MOST_CAUSES):
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            return
        yield cause
        error = cause


def described(error: BaseException) -> dict[str, object]:
    """Fields of a line of the log."""
    made: dict[str, object] = {"exception": kind(error), "frames": frames(error)}
    if because := [f"{kind(cause)} at {(frames(cause) or ['?'])[-1]}" for cause in causes(error)]:
        made["because"] = because
    return made
