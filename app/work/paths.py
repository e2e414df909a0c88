"""Which requests are computed, and which are answered at any load."""

from enum import Enum, auto

from starlette.types import Scope


class Kind(Enum):
    LIGHT = auto()
    """Never waits."""
    COMPUTED = auto()
    """Has a slot from before its route until its answer begins."""
    BATCHED = auto()
    """Its route asks for a slot, or shares one with others."""


LIGHT = frozenset({"/healthz", "/readyz", "/metrics", "/status", "/openapi.json", "/docs"})
LIGHT_BELOW = ("/static/", "/status/", "/problems/")
LISTS = frozenset({"/api/v1/models", "/api/v1/classifiers"})
BATCHED = frozenset({"/api/v1/translate"})


def kind_of(scope: Scope) -> Kind:
    path, method = scope["path"], scope["method"]
    if path in LIGHT or path.startswith(LIGHT_BELOW) or path in LISTS:
        return Kind.LIGHT
    if method == "POST" and path in BATCHED:
        return Kind.BATCHED
    return Kind.COMPUTED
