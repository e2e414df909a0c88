"""Addresses -> the templates of the routes that answer them: a bounded set, whatever is asked."""

import re
from collections.abc import Iterable
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, compile_path
from starlette.types import Scope

from app.observing.request import OTHER

STREAMS = frozenset({"/status/events"})
"""Answers without an end; how long they take says nothing."""
OWN = frozenset({"/healthz", "/readyz", "/metrics", "/status", *STREAMS})
"""What asks about the server itself, again and again."""
FILES = "/static"


class Templates:
    """The template of a path: "/problems/{code}", "/static" for all files, "other" for none."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.literal: set[str] = set()
        self.patterns: list[tuple[re.Pattern[str], str]] = []
        self.mounts: list[str] = []
        for context in iter_route_contexts(list(routes)):
            path: Any = context.path
            if isinstance(context.original_route, Mount):
                self.mounts.append(context.original_route.path)
            elif isinstance(path, str) and "{" in path:
                self.patterns.append((compile_path(path)[0], path))
            elif isinstance(path, str) and not path.startswith(FILES):
                self.literal.add(path)

    def of(self, scope: Scope) -> str:
        path: str = scope["path"]
        root: str = scope.get("root_path", "")
        if root and path.startswith(root):
            path = path[len(root) :]
        if path in self.literal:
            return path
        for mount in self.mounts:
            if path.startswith(mount + "/"):
                return mount
        return next((template for pattern, template in self.patterns if pattern.match(path)), OTHER)


def counts(route: str) -> bool:
    """Whether a route is one that visitors wait for: a page or the API, no file, no probe."""
    return route not in OWN and route != FILES
