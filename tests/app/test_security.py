"""What every request passes, asked as a stranger would ask."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from app.main import create_app
from app.settings import Settings
from models import limits

ADDRESSES = [
    "/", "/attention", "/convolution", "/models", "/docs", "/openapi.json", "/healthz", "/readyz",
    "/static/css/base.css", "/static/js/page.js", "/nothing", "/api/v1/nothing",
    "/static/nothing.css", "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml",
]  # fmt: skip
CONVOLUTION = {"input": [[1, 2], [3, 4]], "kernel": [[1]]}


@pytest.fixture(scope="module")
def small() -> Iterator[TestClient]:
    """An application that takes bodies of up to 1,000 bytes."""
    with TestClient(create_app(Settings(body_bytes=1000))) as client:
        yield client


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_has_the_security_headers(
    client: TestClient, address: str, accept: str
) -> None:
    headers = client.get(address, headers={"Accept": accept}).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert "unsafe-inline" not in policy["style-src-elem"] + policy["style-src"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"])
    assert "server" not in headers


@pytest.mark.parametrize("address", ["/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml",
                                     "/static/..%2fpyproject.toml", "/static/js/"])  # fmt: skip
def test_nothing_outside_the_static_files_is_served(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_errors_for_programs_are_problems(client: TestClient) -> None:
    answer = client.get("/api/v1/nothing")
    problem = answer.json()
    assert answer.status_code == problem["status"] == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/problems/not-found"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "/api/v1/nothing" in problem["detail"]


def test_errors_for_people_are_pages_in_their_language(client: TestClient) -> None:
    answer = client.get("/nothing", headers={"Accept": "text/html", "Accept-Language": "zh-CN"})
    assert answer.status_code == 404
    assert 'lang="zh-Hans"' in answer.text
    assert "这里什么也没有" in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_an_error_page_shows_an_address_as_text(client: TestClient) -> None:
    answer = client.get("/<script>alert(1)</script>", headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_wrong_method_says_which_are_allowed(client: TestClient) -> None:
    answer = client.get("/api/v1/convolve")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["detail"] == "“GET” cannot be used here; allowed: POST."


def test_pages_answer_head(client: TestClient) -> None:
    answer = client.head("/")
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1@evil"])
def test_strange_hosts_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host, "Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/host-not-served"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:8000"])
def test_own_hosts_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_hosts_can_be_set() -> None:
    settings = Settings(trusted_hosts=("*",))
    with TestClient(create_app(settings)) as open_to_all:
        assert open_to_all.get("/healthz", headers={"Host": "any"}).status_code == 200


def test_hosts_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_TRUSTED_HOSTS", "Loupe.example, other.example")
    assert Settings().trusted_hosts == ("loupe.example", "other.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_other_sites_cannot_send(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/convolve", json=CONVOLUTION, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-origin"


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}]
)
def test_own_pages_and_programs_can_send(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/convolve", json=CONVOLUTION, headers=headers)
    assert answer.status_code == 200


def is_too_large(answer: Any) -> bool:
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "/problems/body-too-large"
    assert "1,000" in problem["detail"]
    return bool(answer.status_code == 413)


def test_a_declared_length_over_the_cap_is_413_at_once(small: TestClient) -> None:
    assert is_too_large(small.post("/api/v1/grids", content=b"1" * 1001))


def test_a_chunked_body_over_the_cap_is_413(small: TestClient) -> None:
    answer = small.post("/api/v1/grids", content=(b"1" * 300 for _ in range(5)))
    assert is_too_large(answer)


def test_a_body_of_exactly_the_cap_is_read(small: TestClient) -> None:
    body = b"1" + b" " * 999
    answer = small.post("/api/v1/grids", content=body, headers={"Content-Type": "text/csv"})
    assert answer.status_code == 200


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "９", "0x10", "+5", ""])
def test_a_length_that_is_no_number_is_400(small: TestClient, length: str) -> None:
    headers = {"Content-Length": length.encode("utf-8")}
    answer = small.post("/api/v1/grids", content=b"1", headers=headers)
    assert answer.status_code == 400


def test_a_huge_number_as_length_is_413(small: TestClient) -> None:
    headers = {"Content-Length": "9" * 5000}
    assert is_too_large(small.post("/api/v1/grids", content=b"1", headers=headers))


def raw_status(
    app: FastAPI, headers: dict[bytes, bytes], receive: Callable[[], Awaitable[Message]]
) -> int:
    """The status of a POST whose headers and body are handed over just as they are."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/grids",
        "raw_path": b"/api/v1/grids",
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), *headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    statuses = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    # in a thread of its own: a browser that other tests drive keeps a loop running in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, receive, send)).result()
    return int(statuses[0])


def test_a_length_that_lies_does_not_lift_the_cap() -> None:
    part = {"type": "http.request", "body": b"1" * 400, "more_body": True}
    parts = iter([part] * 4)

    async def receive() -> Message:
        return next(parts, {"type": "http.disconnect"})

    app = create_app(Settings(body_bytes=1000))
    assert raw_status(app, {b"content-length": b"5"}, receive) == 413


def test_a_body_that_never_ends_is_408() -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"", "more_body": True}

    assert raw_status(create_app(Settings(body_timeout_s=0.05)), {}, receive) == 408


def test_the_cap_is_the_one_that_is_written_down() -> None:
    assert Settings().body_bytes == limits.BODY_BYTES


def test_what_nobody_foresaw_says_nothing_about_itself(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings())

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret/path.py")

    with TestClient(app) as client:
        for accept in ("text/html", "application/json"):
            answer = client.get("/broken", headers={"Accept": accept})
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "Traceback" not in answer.text
            assert answer.headers["x-request-id"] in answer.text
            assert answer.headers["x-frame-options"] == "DENY"
            assert answer.headers["x-request-id"] in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"text": "\\ud800"}',
        b"\xff\xfe\x00",
        b"null",
        b'{"text": 5}',
        b'{"text": "a", "wrong": 1}',
    ],
)
@pytest.mark.parametrize("path", ["translate", "convolve"])
def test_broken_bodies_are_problems(client: TestClient, path: str, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"/api/v1/{path}", content=body, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]


def test_problems_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    request = {"input": [[1]], "kernel": [[1, 1], [1, 1]]}
    answers = [
        client.post("/api/v1/convolve", json=request, headers={"Accept-Language": language}).json()
        for language in ("en", "zh-CN")
    ]
    assert [answer["field"] for answer in answers] == ["kernel", "kernel"]
    assert "larger" in answers[0]["title"]
    assert "卷积核" in answers[1]["title"]


def test_unknown_fields_are_named(client: TestClient) -> None:
    request = {**CONVOLUTION, "strides": 2}
    problem = client.post("/api/v1/convolve", json=request).json()
    assert problem["field"] == "strides"
    assert "strides" in problem["detail"]
