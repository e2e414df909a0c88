"""The pages: address -> context -> template. Each answers without JavaScript.

A page's context is a frozen dataclass built by app/page_contexts/<name>.py; its template reads it
as `page`. A wrong query never raises there: it becomes a message at its field.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams, State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.i18n import Language
from app.page_contexts import (
    attention,
    attention_change,
    attention_lab,
    attention_search,
    convolution,
    convolution_learn,
    convolution_matrix,
    convolution_network,
    convolution_practice,
    home,
    models,
    status,
)
from app.templating import Noted, language_of_page, render

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
        query = Noted(request.query_params)
        page = self.build(query, request.app.state, language)
        return render(request, f"{self.name}.html", self.catalogues, query=query, page=page)


PAGES = (
    Page("/", "home", home.build, ("home", "attention", "convolution")),
    Page("/attention", "attention", attention.build, ("attention", "flow", "map", "why", "take")),
    Page("/attention/change", "attention_change", attention_change.build, ("attention", "change")),
    Page("/attention/lab", "attention_lab", attention_lab.build, ("lab",)),
    Page("/attention/search", "attention_search", attention_search.build, ("attention", "search")),
    Page("/convolution", "convolution", convolution.build, ("convolution",)),
    Page("/convolution/learn", "convolution_learn", convolution_learn.build, ("learn",)),
    Page("/convolution/matrix", "convolution_matrix", convolution_matrix.build, ("matrix",)),
    Page("/convolution/network", "convolution_network", convolution_network.build, ("network",)),
    Page(
        "/convolution/practice", "convolution_practice", convolution_practice.build, ("practice",)
    ),
    Page("/models", "models", models.build, ("models",)),
    Page("/status", "status", status.build, ("status",)),
)

routes = [Route(page.path, page.answer, name=page.name) for page in PAGES]
