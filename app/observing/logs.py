"""The log: one line an event, JSON for programs or plain for a terminal, on standard output.

Everything of ours is written with the standard `logging`; a record's `fields` are its line's own.
What a library says may quote what it was given, so only where it said so is kept of it.
"""

import logging
import sys
import warnings
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

from app.observing.failures import described, place

Form = Literal["json", "text", "auto"]
OWN = ("loupe", "uvicorn")
"""Whose words hold no visitor's; uvicorn's own line for each request is left out for ours."""

log = logging.getLogger("loupe")


def configure(form: Form = "auto", stream: TextIO | None = None) -> None:
    """Let every logger of this process write to a stream; `auto` is text on a terminal, else JSON.

    For a process that serves; whoever takes the application into one of their own may log as they
    like, and see the same words.
    """
    stream = stream or sys.stdout
    text = form == "text" or (form == "auto" and stream.isatty())
    renderer: Processor = structlog.processors.JSONRenderer()
    if text:
        renderer = structlog.dev.ConsoleRenderer(
            colors=stream.isatty(), timestamp_key="time", sort_keys=False, pad_event_to=0
        )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines(renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
    warnings.showwarning = show_warning


def show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Its type and place; its message may quote what was given."""
    del message, file, line
    log.warning("%s at %s", category.__name__, place(filename, lineno))


class Lines(logging.Formatter):
    """Renders a record's fields, and nothing else of it."""

    def __init__(self, renderer: Processor) -> None:
        super().__init__()
        self.renderer = renderer

    def format(self, record: logging.LogRecord) -> str:
        return str(self.renderer(None, record.levelname.lower(), as_fields(record)))


def as_fields(record: logging.LogRecord) -> dict[str, Any]:
    when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    made: dict[str, Any] = {
        "time": when.removesuffix("+00:00") + "Z",
        "level": record.levelname.lower(),
        "event": words(record),
        **getattr(record, "fields", {}),
    }
    if record.exc_info and record.exc_info[1] is not None:
        made |= described(record.exc_info[1])
    return made


def words(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OWN:
        return record.getMessage().strip()
    return f"{record.name} at {place(record.pathname, record.lineno)}"
