"""The log: one line a request, never a word of what a visitor sent, and ids that find it again."""

import asyncio
import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from app.main import create_app
from app.observing import logs
from app.settings import Settings
from tests.app.at_once import on_a_loop

SECRET = "Marmalade"
CONVOLUTION = {"input": [[0, 1], [2, 3]], "kernel": [[1]]}


class Log(io.StringIO):
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def last(self) -> dict[str, Any]:
        return self.lines()[-1]


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging as it was before."""
    names = ("", "loupe", "uvicorn", "uvicorn.error", "uvicorn.access")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one, one.handlers[:], one.level, one.propagate) for one in loggers]
    shown = warnings.showwarning
    yield
    warnings.showwarning = shown
    for one, handlers, level, propagate in before:
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Log:
    """What the server writes from now on."""
    request.getfixturevalue("restored")
    stream = Log()
    logs.configure("json", stream)
    return stream


def broken_app() -> FastAPI:
    """The application, with routes that fail while they hold a visitor's text."""
    app = create_app(Settings())

    @app.post("/broken")
    async def broken(body: dict[str, str]) -> None:
        text = body["text"]
        try:
            int(text)
        except ValueError as error:
            raise RuntimeError(f"cannot use {text}") from error

    return app


def test_a_request_is_one_line(client: TestClient, log: Log) -> None:
    answer = client.post("/api/v1/convolve?lang=en", json=CONVOLUTION)
    (line,) = log.lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": answer.headers["x-request-id"],
        "method": "POST",
        "route": "/api/v1/convolve",
        "status": 200,
        "bytes_in": len(json.dumps(CONVOLUTION, separators=(",", ":"))),
        "bytes_out": int(answer.headers["content-length"]),
    }


def test_the_model_is_named(client: TestClient, log: Log) -> None:
    name = client.get("/api/v1/models").json()["models"][0]["name"]
    client.post("/api/v1/translate", json={"text": "I am at home."})
    assert log.last()["model"] == name


@pytest.mark.parametrize("given", ["abcd-1234", "A" * 64, "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_a_well_formed_id_is_kept(client: TestClient, log: Log, given: str) -> None:
    answer = client.get("/nothing", headers={"X-Request-ID": given, "Accept": "application/json"})
    assert answer.headers["x-request-id"] == given
    assert answer.json()["request_id"] == given
    assert log.last()["request_id"] == given


@pytest.mark.parametrize("given", ["short", "A" * 65, f"{SECRET} is sweet", "a_b_c_d_e_f", "é" * 9])
def test_any_other_id_is_replaced(client: TestClient, log: Log, given: str) -> None:
    headers = {"X-Request-ID": given.encode()}
    answer = client.get("/healthz", headers=headers)
    own = answer.headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", own)
    assert log.last()["request_id"] == own
    assert client.get("/healthz").headers["x-request-id"] != own


def test_no_word_of_a_visitor_is_ever_logged(log: Log) -> None:
    with TestClient(broken_app()) as client:
        for send in (
            lambda: client.post("/api/v1/translate", json={"text": SECRET}),
            lambda: client.post("/api/v1/translate", json={"text": SECRET, "model": SECRET}),
            lambda: client.post("/api/v1/translate", json={"text": "a\0" + SECRET}),
            lambda: client.post("/api/v1/translate", content=SECRET.encode()),
            lambda: client.get(f"/attention?text={SECRET}"),
            lambda: client.get(f"/{SECRET}?{SECRET}#{SECRET}"),
            lambda: client.get(f"/problems/{SECRET}"),
            lambda: client.get(f"/static/{SECRET}.js"),
            lambda: client.get(f"/api/v1/grids/{SECRET}"),
            lambda: client.request(SECRET.upper(), "/models"),
            lambda: client.get("/models", headers={"Host": SECRET, "Referer": SECRET}),
            lambda: client.get("/models", headers={"User-Agent": SECRET, "Cookie": SECRET}),
            lambda: client.post("/models", headers={"Origin": f"http://{SECRET}"}),
            lambda: client.post(
                "/api/v1/grids", content=SECRET.encode(), headers={"Content-Type": "text/csv"}
            ),
            lambda: client.post(
                "/api/v1/grids", content=SECRET.encode(), headers={"Content-Type": SECRET}
            ),
            lambda: client.post("/broken", json={"text": SECRET}),
        ):
            before = len(log.lines())
            send()
            assert log.last()["event"] == "request"
            assert len(log.lines()) > before
    assert SECRET.lower() not in log.getvalue().lower()
    assert "testclient" not in log.getvalue()  # where the client is


def test_a_failure_is_found_by_its_id_and_its_place(log: Log) -> None:
    with TestClient(broken_app()) as client:
        answer = client.post("/broken", json={"text": SECRET})
    assert answer.status_code == 500
    failure, request = log.lines()[-2:]
    assert failure["request_id"] == request["request_id"] == answer.json()["request_id"]
    assert (failure["level"], request["level"]) == ("error", "error")
    assert failure["exception"] == "RuntimeError"
    assert re.search(r"test_logs\.py:\d+ broken$", failure["frames"][-1])
    assert failure["because"][0].startswith("ValueError at ")
    assert not re.search(r'[ "]/', log.getvalue().replace('"/broken"', ""))


def test_a_failure_tells_as_little_to_whoever_logs_otherwise(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with TestClient(broken_app()) as client:
        client.post("/broken", json={"text": SECRET})
    assert "failed" in caplog.text
    assert SECRET not in caplog.text


def test_what_other_libraries_and_the_server_say_comes_the_same_way(log: Log) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 5)
    assert log.last()["event"] == "Started server process [5]"
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    assert log.last()["exception"] == "ValueError"
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", SECRET)
    assert (
        log.last()["event"].startswith("asyncio at test_logs.py:")
        or "tests/app" in (log.last()["event"])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = logs.show_warning
        warnings.warn(f"cannot read {SECRET}", RuntimeWarning, stacklevel=1)
    assert log.last()["event"].startswith("RuntimeWarning at tests/app/test_logs.py:")
    logging.getLogger("uvicorn.access").info("GET /?text=%s", SECRET)
    assert SECRET not in log.getvalue()


def test_addresses_are_logged_where_a_setting_says_so(log: Log) -> None:
    client = TestClient(create_app(Settings(log_addresses=True)), client=("192.0.2.7", 5))
    client.get("/healthz")
    assert log.last()["address"] == "192.0.2.7"


def test_a_client_that_goes_away_is_told_from_an_answer(log: Log) -> None:
    app = create_app(Settings())

    @app.get("/slow")
    async def slow() -> None:
        await asyncio.sleep(60)

    async def leave() -> None:
        gone = asyncio.Event()
        messages: list[Message] = []

        async def receive() -> Message:
            if not gone.is_set():
                gone.set()
                return {"type": "http.request", "body": b"", "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            messages.append(message)

        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
            "scheme": "http", "path": "/slow", "raw_path": b"/slow", "query_string": b"",
            "root_path": "", "headers": [(b"host", b"testserver")], "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }  # fmt: skip
        task = asyncio.create_task(app(scope, receive, send))
        await asyncio.wait((task,), timeout=1)
        task.cancel()
        await asyncio.wait((task,))
        assert messages == []

    on_a_loop(leave())
    line = log.last()
    assert (line["route"], line["status"], line["gone"]) == ("/slow", 0, True)


@pytest.mark.parametrize(
    ("form", "terminal", "text"),
    [("auto", True, True), ("auto", False, False), ("text", False, True), ("json", True, False)],
)
@pytest.mark.usefixtures("restored")
def test_a_terminal_gets_text_and_programs_json(
    form: logs.Form, terminal: bool, text: bool
) -> None:
    class Stream(Log):
        def isatty(self) -> bool:
            return terminal

    stream = Stream()
    logs.configure(form, stream)
    logging.getLogger("loupe").info("ready", extra={"fields": {"route": "/models"}})
    if text:
        assert not stream.getvalue().startswith("{")
        plain = re.sub(r"\x1b\[\d*m", "", stream.getvalue())
        assert re.search(r"info.*ready.*route=/models", plain)
    else:
        assert stream.last()["route"] == "/models"


def test_the_form_of_the_log_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_LOG", "json")
    assert Settings().log == "json"
