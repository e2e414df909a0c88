"""What is known of the request that runs now, wherever in its threads."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

from starlette.types import Scope

WELL_FORMED = re.compile(rb"[A-Za-z0-9-]{8,64}")
"""Request ids of others that are kept; they stand in answers and in the log."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
OTHER = "other"


@dataclass(slots=True)
class Observed:
    """One request, while it is answered.

    method and route are words of this server: `other` where the request's own is none of them.
    """

    request_id: str
    method: str
    route: str
    model: str = ""
    status: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    whole: bool = False
    """Whether the whole answer was sent."""
    gone: bool = False
    """Whether the client went away before that."""

    @property
    def outcome(self) -> str:
        """The class of the answer: 2xx to 5xx, gone, or none where there was no answer."""
        if self.gone:
            return "gone"
        return f"{self.status // 100}xx" if self.status else "none"


current: ContextVar[Observed | None] = ContextVar("loupe_request", default=None)


def note_model(name: str) -> None:
    """Say which model the request that runs here has asked; the first one counts."""
    observed = current.get()
    if observed is not None and not observed.model:
        observed.model = name


def request_id_of(scope: Scope) -> str:
    """The id that a proxy or program gave a request, if it is well formed, else a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and WELL_FORMED.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)


def method_of(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in METHODS else OTHER
