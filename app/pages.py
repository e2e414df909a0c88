"""The pages: address -> context -> template. Each answers without JavaScript.

A page's context is a frozen dataclass built by app/page_contexts/<name>.py; its template reads it
as `page`. A wrong query never raises there: it becomes a message at its field.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from starlette.datastructures import QueryParams, State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.i18n import Language
from app.templating import language_of_page, render

Build = Callable[[QueryParams, State, Language], Any]


@dataclass(frozen=True)
class Page:
    """catalogues: the texts that its scripts need, besides "common"."""

    path: str
    name: str
    build: Build
    catalogues: tuple[str, ...]

    def answer(self, request: Request) -> Response:
        language = language_of_page(request)
        page = self.build(request.query_params, request.app.state, language)
        return render(request, f"{self.name}.html", self.catalogues, page=page)


def _context(name: str) -> Build:
    try:
        build: Build = import_module(f"app.page_contexts.{name}").build
    except ModuleNotFoundError:
        return lambda query, state, language: None
    return build


PAGES = (
    Page("/", "home", _context("home"), ("home", "attention", "convolution")),
    Page("/attention", "attention", _context("attention"), ("attention",)),
    Page("/convolution", "convolution", _context("convolution"), ("convolution",)),
    Page("/models", "models", _context("models"), ("models",)),
)

routes = [Route(page.path, page.answer, name=page.name) for page in PAGES]
