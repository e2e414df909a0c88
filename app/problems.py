"""Errors as answers: RFC 9457 problem details for programs, a page for people.

The only place that knows which error has which HTTP status.
"""

import json
import tomllib
from collections.abc import Mapping
from functools import cache

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.i18n import CATALOGUE, QUERY, Language, accepted, texts
from app.templating import language_of_page, render
from models import errors
from models.convolution.nested import describe
from models.notes import Note

STATUS: Mapping[type[errors.LoupeError], int] = {
    errors.InvalidInput: 422,
    errors.NotFound: 404,
    errors.UnsupportedMedia: 415,
    errors.TooLarge: 413,
    errors.Unavailable: 503,
}
KEYS: Mapping[int, str] = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
}


class Problem(BaseModel):
    """Problem details (RFC 9457): what was wrong with which value, and what is allowed."""

    type: str = Field(examples=["/problems/kernel-exceeds-input"])
    title: str = Field(examples=["Kernel larger than the padded input"])
    status: int = Field(examples=[422])
    detail: str = Field(
        examples=["The kernel covers 3 × 3 cells, but the padded input has only 2 × 2; …"]
    )
    request_id: str = Field(examples=["5f2b1c9e8a7d6e4f"])
    field: str | None = Field(
        default=None, description="Dotted path of the field at fault.", examples=["kernel"]
    )


class ProblemResponse(JSONResponse):
    """Plain ASCII JSON, so that whatever text a request held can be shown in it."""

    media_type = "application/problem+json"

    def render(self, content: object) -> bytes:
        return json.dumps(content).encode("ascii")


class Refused(HTTPException):
    """A request that is turned away before it reaches a route; `key` names its text.

    retry_after_s: when it may be sent again, in whole seconds; `seconds` in the text.
    """

    def __init__(
        self, status_code: int, key: str, *, retry_after_s: int | None = None, **parameters: object
    ) -> None:
        headers = None
        if retry_after_s is not None:
            headers = {"Retry-After": str(retry_after_s)}
            parameters = {"seconds": retry_after_s} | parameters
        super().__init__(status_code, headers=headers)
        self.key = key
        self.parameters = {name: errors.shown(value) for name, value in parameters.items()}


@cache
def problem_texts() -> Mapping[str, Mapping[str, str]]:
    """Texts by error code: `zh` and `title_zh`, or `en` and `zh` for pydantic's error types."""
    with (CATALOGUE / "problems.toml").open("rb") as file:
        return tomllib.load(file)


def status_of(kind: type[errors.LoupeError]) -> int:
    """The HTTP status of the nearest family above an error."""
    return next((STATUS[c] for c in kind.__mro__ if c in STATUS), 500)


def of_loupe_error(error: errors.LoupeError, language: Language) -> Problem:
    title, detail = error.title, str(error)
    if language != "en" and (text := problem_texts().get(error.code)):
        title = text["title_zh"]
        detail = text["zh"].format_map(error.parameters)
    return Problem(
        type=f"/problems/{error.code}",
        title=title,
        status=status_of(type(error)),
        detail=detail,
        field=error.field,
        request_id="",
    )


def note_text(note: Note, language: Language) -> str:
    """A note in a language; English is its own."""
    if language == "en":
        return str(note)
    return problem_texts()[f"note.{note.code}"][QUERY[language]]


def as_sent(value: object) -> str:
    """A value as a request writes it; a text without its quotes, for messages have their own."""
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return errors.shown(value) if plain else describe(value)


def of_validation_error(error: RequestValidationError, language: Language) -> Problem:
    """The first of pydantic's errors: the field's path, its value, and what is allowed."""
    first = error.errors()[0]
    path = ".".join(str(part) for part in first["loc"] if part != "body")
    parameters = {
        "field": path or "body",
        "value": as_sent(first.get("input")),
        **{key: errors.shown(value) for key, value in (first.get("ctx") or {}).items()},
    }
    kind = f"pydantic.{first['type']}"
    known = problem_texts().get(f"{kind}.{path}") or problem_texts().get(kind, {})
    template = known.get(QUERY[language])
    try:
        detail = template.format_map(parameters) if template else ""
    except KeyError:
        detail = ""
    return Problem(
        type="/problems/invalid-request",
        title=texts().text("errors.invalid_request", language),
        status=422,
        detail=detail or texts().text("errors.invalid_field_detail", language, **parameters),
        field=path or None,
        request_id="",
    )


def of_http_error(error: HTTPException, request: Request, language: Language) -> Problem:
    """Starlette's own errors (no such route, wrong method) and what security.py refuses."""
    key = error.key if isinstance(error, Refused) else KEYS.get(error.status_code, "refused")
    parameters: dict[str, str] = {}
    if isinstance(error, Refused):
        parameters = error.parameters
    elif error.status_code == 404:
        parameters = {"value": errors.shown(request.url.path)}
    elif error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        parameters = {"value": errors.shown(request.method), "allowed": allowed}
    return Problem(
        type=f"/problems/{key.replace('_', '-')}",
        title=texts().text(f"errors.{key}", language),
        status=error.status_code,
        detail=texts().text(f"errors.{key}_detail", language, **parameters),
        request_id="",
    )


def problem_of(error: Exception, request: Request, language: Language) -> Problem:
    """Any exception as a problem; one that nobody foresaw says nothing about itself."""
    if isinstance(error, errors.LoupeError) and status_of(type(error)) != 500:
        return of_loupe_error(error, language)
    if isinstance(error, RequestValidationError):
        return of_validation_error(error, language)
    if isinstance(error, HTTPException):
        return of_http_error(error, request, language)
    return Problem(
        type="/problems/server-error",
        title=texts().text("errors.server_error", language),
        status=500,
        detail=texts().text("errors.server_error_detail", language),
        request_id="",
    )


def wants_page(request: Request) -> bool:
    """A person with a browser, rather than a program."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get(
        "accept", ""
    )


def answer_to(request: Request, error: Exception) -> Response:
    """The answer to an exception, in the language of the request."""
    page = wants_page(request)
    language = (
        language_of_page(request) if page else accepted(request.headers.get("accept-language"))
    )
    problem = problem_of(error, request, language)
    problem.request_id = request.state.request_id
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    response: Response
    if page:
        response = render(request, "error.html", status=problem.status, problem=problem)
    else:
        body = problem.model_dump(exclude_none=True)
        response = ProblemResponse(body, problem.status, {"Content-Language": language})
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(headers)
    return response


async def handle(request: Request, error: Exception) -> Response:
    """The handler that FastAPI calls for the exceptions it would otherwise answer itself."""
    return answer_to(request, error)
