"""Templates and what each of them can use."""

import json
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.datastructures import QueryParams
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


class Noted(QueryParams):
    """A query that remembers which of its keys a page has looked at."""

    def __init__(self, query: QueryParams) -> None:
        super().__init__(query)
        self.keys_read: set[str] = set()

    def __getitem__(self, key: Any) -> str:
        self.keys_read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: Any) -> bool:
        self.keys_read.add(key)
        return super().__contains__(key)

    def getlist(self, key: Any) -> list[str]:
        self.keys_read.add(key)
        return super().getlist(key)

    def read(self) -> dict[str, str]:
        """The last value of each key that was looked at."""
        return {key: value for key, value in self.items() if key in self.keys_read}


def context(
    request: Request, language: Language, catalogues: tuple[str, ...], query: Noted | None
) -> dict[str, Any]:
    """What every template can use.

    t(key, **parameters): a text in the page's language.
    lang: its tag. limits: every bound. path: this page's path.
    link(path): a link that keeps a language chosen by the address alone.
    url_with(**query): this page's address with some of its query changed (None removes one);
    what the page has not read of it is left out.
    """
    path = request.url.path
    kept = query.read() if query else {}
    if tag := named(request.query_params.get("lang")):
        kept["lang"] = QUERY[tag]
    by_address = language != language_without_query(request)
    other = next(tag for tag in LANGUAGES if tag != language)

    def t(key: str, /, **parameters: object) -> str:
        return texts().text(key, language, **parameters)

    def url_with(**changes: object) -> str:
        changed = {**kept, **changes}
        asked = {key: str(value) for key, value in changed.items() if value is not None}
        return f"{path}?{urlencode(asked, errors='replace')}" if asked else path

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
    query: Noted | None = None,
    **values: object,
) -> HTMLResponse:
    """A page in the language of its request; its links pass on what it has read of its query."""
    language = language_of_page(request)
    shared = context(request, language, catalogues, query)
    html = with_bundles(environment().get_template(template).render(shared | values))
    body = html.encode("utf-8", errors="replace")
    return HTMLResponse(body, status, HEADERS | {"Content-Language": language})
