"""Templates and what each of them can use."""

import json
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.bundles import with_bundles
from app.i18n import COOKIE, LANGUAGES, NAMES, QUERY, Language, accepted, named, texts
from app.settings import TEMPLATES
from models import limits

PLOTLY_URL = f"/static/vendor/plotly-{version('plotly')}.min.js"
HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}


@cache
def environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of_page(request: Request) -> Language:
    """`?lang=`, else what the visitor switched to by hand, else Accept-Language."""
    return named(request.query_params.get("lang")) or language_without_query(request)


def language_without_query(request: Request) -> Language:
    return named(request.cookies.get(COOKIE)) or accepted(request.headers.get("accept-language"))


def as_script_data(value: object) -> Markup:
    """JSON that may stand inside a <script type="application/json"> element."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def context(request: Request, language: Language, catalogues: tuple[str, ...]) -> dict[str, Any]:
    """What every template can use.

    t(key, **parameters): a text in the page's language.
    lang: its tag. limits: every bound. path: this page's path.
    link(path): a link that keeps a language chosen by the address alone.
    url_with(**query): this page's address with some of its query changed (None removes one).
    """
    path = request.url.path
    query = dict(parse_qsl(request.url.query, keep_blank_values=True))
    by_address = language != language_without_query(request)
    other = next(tag for tag in LANGUAGES if tag != language)

    def t(key: str, /, **parameters: object) -> str:
        return texts().text(key, language, **parameters)

    def url_with(**changes: object) -> str:
        changed = {**query, **changes}
        kept = {key: str(value) for key, value in changed.items() if value is not None}
        return f"{path}?{urlencode(kept, errors='replace')}" if kept else path

    def link(target: str) -> str:
        if not by_address:
            return target
        return f"{target}{'&' if '?' in target else '?'}lang={QUERY[language]}"

    return {
        "t": t,
        "lang": language,
        "limits": limits,
        "path": path,
        "link": link,
        "url_with": url_with,
        "plotly_url": PLOTLY_URL,
        "other_language": {"tag": other, "query": QUERY[other], "name": NAMES[other]},
        "messages": as_script_data(texts().of_pages(("common", *catalogues), language)),
    }


def render(
    request: Request,
    template: str,
    catalogues: tuple[str, ...] = (),
    *,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """A page in the language of its request."""
    language = language_of_page(request)
    shared = context(request, language, catalogues)
    html = with_bundles(environment().get_template(template).render(shared | values))
    body = html.encode("utf-8", errors="replace")
    return HTMLResponse(body, status, HEADERS | {"Content-Language": language})
