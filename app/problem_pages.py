"""/problems/<code>: what the `type` of a problem leads to, in words."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.i18n import Language, texts
from app.problems import problem_texts, status_of
from app.templating import language_of_page, render
from models.errors import LoupeError

_SEVERAL = re.compile(r"\{\w+:[^|}]*\|([^}]*)\}")
"""{count:cell|cells}, read as the plural."""

OF_REQUESTS = {
    "bad-request": 400,
    "host-not-served": 400,
    "foreign-origin": 403,
    "metrics-kept": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "body-too-slow": 408,
    "invalid-request": 422,
    "too-many-requests": 429,
    "server-error": 500,
    "too-many-listeners": 503,
    "server-busy": 503,
    "no-replica": 503,
    "waited-too-long": 503,
    "computed-too-long": 504,
}


def described(code: str, language: Language) -> tuple[int, str, str] | None:
    """Status, title and message template of a problem type; None where there is no such type."""
    for leaf in LoupeError.leaves():
        if leaf.code == code and (status := status_of(leaf)) != 500:
            if language == "en":
                return status, leaf.title, leaf.message
            chinese = problem_texts()[code]
            return status, chinese["title_zh"], chinese["zh"]
    if code in OF_REQUESTS:
        key = "errors." + code.replace("-", "_")
        detail = "errors.invalid_field_detail" if code == "invalid-request" else f"{key}_detail"
        return OF_REQUESTS[code], texts().text(key, language), texts().text(detail, language)
    return None


def page(request: Request) -> Response:
    found = described(request.path_params["code"], language_of_page(request))
    if found is None:
        raise HTTPException(404)
    status, title, message = found
    parts = re.split(r"\{(\w+)\}", _SEVERAL.sub(r"\1", message))
    return render(request, "problem.html", title=title, http_status=status, parts=parts)


routes = [Route("/problems/{code}", page)]
