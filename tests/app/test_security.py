"""What every request passes, asked as a stranger would ask."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from app.main import create_app
from app.settings import Settings
from models import limits
from tests.app.asgi import first_answer

CONVOLUTION = {"input": [[1, 2], [3, 4]], "kernel": [[1]]}


@pytest.fixture(scope="module")
def small() -> Iterator[TestClient]:
    """An application that takes bodies of up to 1,000 bytes."""
    with TestClient(create_app(Settings(body_bytes=1000))) as client:
        yield client


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


def test_a_length_that_lies_does_not_lift_the_cap() -> None:
    part = {"type": "http.request", "body": b"1" * 400, "more_body": True}
    parts = iter([part] * 4)

    async def receive() -> Message:
        return next(parts, {"type": "http.disconnect"})

    app = create_app(Settings(body_bytes=1000))
    lie = {b"content-length": b"5"}
    assert first_answer(app, "POST", "/api/v1/grids", lie, receive)[0] == 413


def test_a_body_that_never_ends_is_408() -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"", "more_body": True}

    app = create_app(Settings(body_timeout_s=0.05))
    assert first_answer(app, "POST", "/api/v1/grids", receive=receive)[0] == 408


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
