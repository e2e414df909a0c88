"""Every answer forbids what it can, whatever was asked and however it went."""

import asyncio
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.datastructures import Headers
from starlette.routing import Mount, Route

from app import __version__
from app.main import create_app
from app.settings import ROOT, Settings
from tests.app.asgi import first_answer

ENDLESS = ("/status/events",)
ACCEPTED = ("text/html", "application/json")


def addresses(app: FastAPI) -> list[str]:
    """An address of every route."""
    paths = [route.path for route in app.routes if isinstance(route, Route)]
    mounts = [f"{route.path}/js/page.js" for route in app.routes if isinstance(route, Mount)]
    return [re.sub(r"\{[^}]*\}", "x", path) for path in (*paths, *mounts)]


def check(headers: Headers) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe-inline" not in policy["style-src-elem"] + policy["style-src"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in headers["permissions-policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "OPTIONS"])
def test_every_route_with_every_method(app: FastAPI, client: TestClient, method: str) -> None:
    for address in addresses(app):
        if address in ENDLESS and method == "GET":
            continue
        answer = client.request(method, address, follow_redirects=False)
        assert answer.status_code < 500, (method, address)
        check(answer.headers)


REFUSED = {
    "another host": (400, {"headers": {"Host": "evil.example"}}),
    "another site": (403, {"headers": {"Origin": "https://evil.example"}}),
    "no length": (400, {"headers": {"Content-Length": "x"}}),
    "too large": (413, {"headers": {"Content-Length": "9" * 12}}),
    "another kind": (415, {"content": b"x", "headers": {"Content-Type": "image/gif"}}),
    "no grid": (422, {"content": b"x", "headers": {"Content-Type": "text/csv"}}),
}


@pytest.mark.parametrize("accept", ACCEPTED)
@pytest.mark.parametrize("refusal", REFUSED)
def test_every_refusal(client: TestClient, refusal: str, accept: str) -> None:
    status, request = REFUSED[refusal]
    headers = {"Accept": accept, **request["headers"]}
    answer = client.post("/api/v1/grids", **{**request, "headers": headers})
    assert answer.status_code == status
    check(answer.headers)


@pytest.mark.parametrize("accept", ACCEPTED)
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nothing", 404), ("GET", "/static/nothing.css", 404), ("PUT", "/attention", 405),
     ("GET", "/api/v1/nothing", 404), ("GET", "/static/%2e%2e/pyproject.toml", 404),
     ("POST", "/static/js/page.js", 405), ("GET", "/api/v1/convolve", 405)],
)  # fmt: skip
def test_what_there_is_not(
    client: TestClient, method: str, address: str, status: int, accept: str
) -> None:
    answer = client.request(method, address, headers={"Accept": accept})
    assert answer.status_code == status
    check(answer.headers)


def test_a_file_that_has_not_changed(client: TestClient) -> None:
    first = client.get("/static/js/page.js")
    again = client.get("/static/js/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    check(again.headers)


def test_a_body_that_does_not_arrive() -> None:
    app = create_app(Settings(body_timeout_s=0.05))

    async def receive() -> dict[str, object]:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"", "more_body": True}

    status, headers = first_answer(app, "POST", "/api/v1/grids", receive=receive)
    assert status == 408
    check(headers)


@pytest.mark.parametrize("accept", ACCEPTED)
def test_what_nobody_foresaw_tells_no_path_no_version_and_no_trace(accept: str) -> None:
    app = create_app(Settings())

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError(f"in {ROOT}/secret.py")

    with TestClient(app) as client:
        answer = client.get("/broken", headers={"Accept": accept})
    assert answer.status_code == 500
    check(answer.headers)
    told = answer.text + str(answer.headers)
    for secret in ("secret", str(ROOT), "Traceback", "RuntimeError", ".py", __version__, "uvicorn"):
        assert secret not in told
