"""The same question has the same answer: it is computed once, and then remembered for a while.

Only what is asked about a translation, and pages and files whose address says all, are remembered;
what visitors upload is not.
"""

import json
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.body_cap import replay
from app.compression import accepted as coding
from app.i18n import COOKIE, accepted, named
from app.work.cache import Cache, Kept

QUESTIONS = frozenset({"/api/v1/translate", "/api/v1/beam", "/api/v1/explain"})
PAGES = frozenset(
    {
        "/",
        "/attention",
        "/attention/change",
        "/attention/lab",
        "/attention/search",
        "/convolution",
        "/convolution/learn",
        "/convolution/matrix",
        "/convolution/network",
        "/models",
    }
)
FILES = "/attention."
QUESTION_BYTES = 2**14
"""Longest body that is compared."""
_KEY = "cache_key"


class Recalling:
    """Answers what is remembered, at any load."""

    def __init__(self, app: ASGIApp, cache: Cache) -> None:
        self.app = app
        self.cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self.cache.limit_bytes and _memorable(scope):
            body = b""
            if scope["method"] == "POST":
                body = (await receive()).get("body", b"")
                receive = replay(body, receive)
            if len(body) <= QUESTION_BYTES and (content := _canonical(body)) is not None:
                key = _key(scope, content)
                if found := self.cache.get(key):
                    await _answer(found, send)
                    return
                scope["state"][_KEY] = key
        await self.app(scope, receive, send)


class Remembering:
    """Keeps answers as they are sent, compressed; stands where a request has its slot.

    It looks once more first: while a request waited another may have asked the same.
    """

    def __init__(self, app: ASGIApp, cache: Cache) -> None:
        self.app = app
        self.cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = scope["state"].get(_KEY) if scope["type"] == "http" else None
        if key is None:
            await self.app(scope, receive, send)
            return
        if found := self.cache.get(key):
            await _answer(found, send)
            return
        self.cache.figures.cache_misses += 1
        start: Message = {}

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            elif start["status"] == 200 and not message.get("more_body", False):
                self._keep(key, Kept(start, message.get("body", b"")))
            await send(message)

        await self.app(scope, receive, keep)

    def _keep(self, key: bytes, answer: Kept) -> None:
        headers = Headers(raw=answer.start["headers"])
        whole = headers.get("content-length") == str(len(answer.body))
        if whole and len(answer.body) <= self.cache.most_bytes and "set-cookie" not in headers:
            self.cache.put(key, answer)


async def _answer(found: Kept, send: Send) -> None:
    # a copy of the headers, for others add theirs
    await send({**found.start, "headers": [*found.start["headers"]]})
    await send({"type": "http.response.body", "body": found.body})


def _memorable(scope: Scope) -> bool:
    path = scope["path"]
    if scope["method"] == "GET":
        return path in PAGES or path.startswith(FILES)
    return scope["method"] == "POST" and path in QUESTIONS


def _canonical(body: bytes) -> bytes | None:
    """A question in JSON whatever its spaces and the order of its fields; None if it is none."""
    if not body:
        return body
    try:
        return json.dumps(
            json.loads(body.decode(), object_pairs_hook=_unambiguous), sort_keys=True
        ).encode()
    except (ValueError, RecursionError):
        return None


def _unambiguous(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is given twice")
    return found


def _key(scope: Scope, content: bytes) -> bytes:
    """Of everything that an answer depends on."""
    request = Request(scope)
    headers = request.headers
    parts = (
        request.app.state.registry.fingerprint,
        scope["method"],
        str(request.url),
        accepted(headers.get("accept-language")),
        str(named(request.cookies.get(COOKIE))),
        coding(headers.get("accept-encoding", "")).value,
        headers.get("content-type", ""),
    )
    return sha256("\n".join(map(repr, parts)).encode() + content).digest()
