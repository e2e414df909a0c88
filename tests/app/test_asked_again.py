"""What a replica lost is asked again; what no replica answers is refused as everything else is."""

import asyncio
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from app import asked_again
from app.asked_again import AskedAgain
from app.security import HEADERS
from tests.app.at_once import on_a_loop

OURS = dict(HEADERS)
LOST = PlainTextResponse("The actor died: 10.1.2.3, pid 77", 500)


class Replicas:
    """Stands for Ray's proxy: each request gets the next answer; the last one stays."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.bodies.append(await Request(scope, receive).body())
        scope["noted"] = True
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await answer(scope, receive, send)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked_again, "PAUSE_S", 0.001)


def client(replicas: Any, body_bytes: int = 1000, body_timeout_s: float = 5) -> TestClient:
    return TestClient(AskedAgain(replicas, body_bytes, body_timeout_s))


def test_a_request_that_was_lost_is_answered_by_another_replica() -> None:
    replicas = Replicas(LOST, LOST, PlainTextResponse("here", headers=OURS))
    answer = client(replicas).post("/api/v1/translate", content=b"the whole body")
    assert (answer.status_code, answer.text) == (200, "here")
    assert replicas.bodies == [b"the whole body"] * 3


def test_an_error_of_the_application_itself_is_its_answer() -> None:
    replicas = Replicas(PlainTextResponse("ours", 500, headers=OURS))
    answer = client(replicas).post("/api/v1/translate", content=b"{}")
    assert (answer.status_code, answer.text) == (500, "ours")
    assert len(replicas.bodies) == 1


def test_what_no_replica_answers_is_refused_and_says_when_to_ask_again() -> None:
    replicas = Replicas(LOST)
    answer = client(replicas).get("/api/v1/models", headers={"Accept-Language": "zh"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/no-replica"
    assert answer.json()["title"] == "暂无可用服务器"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers.items() >= {k.lower(): v for k, v in HEADERS.items()}.items()
    assert "10.1.2.3" not in answer.text
    assert len(replicas.bodies) == asked_again.TRIES


def test_a_full_queue_is_not_asked_again() -> None:
    replicas = Replicas(PlainTextResponse("Request dropped due to backpressure", 503))
    answer = client(replicas).get("/api/v1/models")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert len(replicas.bodies) == 1


def exchange(app: AskedAgain, receive: Receive) -> list[Message]:
    """What is sent in answer to a request whose body comes from `receive`."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/attend", "query_string": b"",
             "headers": [], "server": ("testserver", 80), "scheme": "http"}  # fmt: skip
    on_a_loop(app(scope, receive, send))
    return sent


def test_a_body_beyond_the_limit_reaches_a_replica_once_and_whole() -> None:
    replicas = Replicas(LOST, PlainTextResponse("here", headers=OURS))
    parts = iter(range(29, -1, -1))

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 100, "more_body": next(parts) > 0}

    sent = exchange(AskedAgain(replicas, 1000, 5), receive)
    assert replicas.bodies == [b"x" * 3000]
    assert sent[0]["status"] == 503


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def receive() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    replicas = Replicas(LOST)
    sent = exchange(AskedAgain(replicas, 1000, 0.01), receive)
    assert sent[0]["status"] == 408
    assert not replicas.bodies
