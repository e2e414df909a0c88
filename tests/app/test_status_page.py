"""/status and its events: the present in a table, the last minutes as a stream for a few."""

import asyncio
import json
import re
import socket
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.main import create_app
from app.observing import events, sampler
from app.observing.sampler import Sampler
from app.page_contexts.status import FORMS
from app.settings import Settings
from tests.app.at_once import Asked, get, post, started, until
from tests.app.small_models import save_small
from tests.app.test_orderly import running, wait_until

CONVOLUTION = {"input": [[0, 1], [2, 3]], "kernel": [[1]]}
Steps = Callable[[FastAPI], Awaitable[None]]


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    save_small(tmp_path, "small", default=True)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty samples a second."""
    monkeypatch.setattr(sampler, "EVERY_S", 0.05)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[Steps], None]]:
    """Take steps on the event loop of an application that has started."""
    app = create_app(Settings(weights=tmp_path, classifiers=tmp_path))

    def in_loop(steps: Steps) -> None:
        async def main() -> None:
            async with started(app), asyncio.timeout(30):
                await steps(app)

        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, main()).result()

    return in_loop  # type: ignore[return-value]


def told(asked: Asked) -> list[tuple[str, dict[str, list[float | None]]]]:
    """The events that a listener was told: name and columns."""
    found = re.findall(r"event: (\w+)\ndata: (.+)\n\n", asked.body.decode())
    return [(name, json.loads(data)) for name, data in found]


@pytest.mark.usefixtures("quick")
def test_a_listener_is_told_the_past_at_once_and_then_what_is_new(run: Any) -> None:
    async def steps(app: FastAPI) -> None:
        for _ in range(3):
            await post(app, "/api/v1/convolve", CONVOLUTION).answered()
        own: Sampler = app.state.sampler
        await until(lambda: len(own.ring) > 5)
        listener = get(app, "/status/events", **{"accept-encoding": "gzip, br"})
        await until(lambda: len(told(listener)) > 3)
        assert listener.status == 200
        assert listener.headers["content-type"].startswith("text/event-stream")
        assert listener.headers["cache-control"] == "no-store"
        assert "content-encoding" not in listener.headers
        assert "x-request-id" in listener.headers
        (first, past), *later = told(listener)
        assert first == "past"
        assert len(past["at"]) > 5
        assert max(value or 0 for value in past["requests"]) > 0
        assert past["at"] == sorted(past["at"])  # type: ignore[type-var]
        assert {name for name, _ in later} == {"now"}
        assert [len(now["at"]) for _, now in later] == [1] * len(later)
        assert set(past) == set(sampler.Sample.__dataclass_fields__) >= set(FORMS)
        listener.leave()
        await listener.task

    run(steps)


@pytest.mark.usefixtures("quick")
def test_a_listener_that_goes_away_leaves_nothing_behind(run: Any) -> None:
    async def steps(app: FastAPI) -> None:
        own: Sampler = app.state.sampler
        before = len(asyncio.all_tasks())
        listeners = [get(app, "/status/events") for _ in range(10)]
        await until(lambda: own.listeners == 10 and all(told(each) for each in listeners))
        for each in listeners:
            each.leave()
        await asyncio.gather(*(each.task for each in listeners))
        assert own.listeners == 0
        assert own.tally.in_flight == 0
        assert len(asyncio.all_tasks()) == before

    run(steps)


@pytest.mark.usefixtures("quick")
def test_listeners_are_few_and_one_too_many_is_told_when_to_come_again(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_LISTENERS", 2)

    async def steps(app: FastAPI) -> None:
        listeners = [get(app, "/status/events") for _ in range(2)]
        await until(lambda: all(told(each) for each in listeners))
        refused = await get(app, "/status/events").answered()
        assert (refused.status, refused.problem) == (503, "too-many-listeners")
        assert int(refused.headers["retry-after"]) > 0
        listeners[0].leave()
        await listeners[0].task
        again = get(app, "/status/events")
        await until(lambda: bool(told(again)))
        for each in (listeners[1], again):
            each.leave()
            await each.task

    run(steps)


@pytest.mark.usefixtures("quick")
def test_streams_end_when_the_server_is_told_to_stop(run: Any) -> None:
    async def steps(app: FastAPI) -> None:
        listener = get(app, "/status/events")
        await until(lambda: bool(told(listener)))
        app.state.stopping = True
        await asyncio.wait_for(listener.task, 2)
        assert not listener.sent[-1].get("more_body", False)

    run(steps)


def test_a_listener_that_takes_nothing_in_is_let_go(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PATIENCE_S", 0.05)

    async def steps(app: FastAPI) -> None:
        async def send(message: Any) -> None:
            if message["type"] == "http.response.body":
                await asyncio.sleep(60)

        async def receive() -> Any:
            await asyncio.sleep(60)

        scope = {"type": "http", "method": "GET", "app": app}
        await asyncio.wait_for(events.Events()(scope, receive, send), 2)
        assert app.state.sampler.listeners == 0

    run(steps)


def test_a_quiet_stream_beats_all_the_same(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_S", 0.02)
    monkeypatch.setattr(sampler, "EVERY_S", 60)

    async def steps(app: FastAPI) -> None:
        listener = get(app, "/status/events")
        await until(lambda: listener.body.count(b"\n:\n\n") >= 2)
        listener.leave()
        await listener.task

    run(steps)


def test_asking_for_its_head_ends(client: TestClient) -> None:
    answer = client.head("/status/events")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


@pytest.mark.usefixtures("quick")
def test_only_five_minutes_are_kept_whoever_listens(
    run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "EVERY_S", 0.0)

    async def steps(app: FastAPI) -> None:
        own: Sampler = app.state.sampler
        await until(lambda: own._count > sampler.KEPT + 5)
        assert len(own.ring) == sampler.KEPT == 300

    run(steps)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_holds_the_present_in_a_table(weights: Path, language: str) -> None:
    with TestClient(create_app(Settings(weights=weights))) as client:
        for _ in range(4):
            client.post("/api/v1/convolve", json=CONVOLUTION)
        state = client.app.state  # type: ignore[attr-defined]
        state.sampler.history.clear()
        sample = state.sampler.take(state)
        page = client.get(f"/status?lang={language}").text
    for key, form in FORMS.items():
        value = getattr(sample, key)
        shown = "–" if value is None else form(value)
        assert f'<td data-now="{key}">{shown}</td>' in page
    assert re.search(r'href="/models[^"]*#small">small</a>', page)
    assert ("loaded" if language == "en" else "已加载") in page


def test_every_page_leads_to_it(client: TestClient) -> None:
    assert 'href="/status"' in client.get("/models").text


def test_a_sample_that_fails_does_not_end_the_sampling(
    run: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sampler, "EVERY_S", 0.01)

    async def steps(app: FastAPI) -> None:
        own: Sampler = app.state.sampler
        whole = own.totals
        monkeypatch.setattr(own, "totals", lambda _state: 1 / 0)
        await until(lambda: "no sample" in caplog.text)
        monkeypatch.setattr(own, "totals", whole)
        before = own._count
        await until(lambda: own._count > before)

    run(steps)


def test_two_processes_show_one_picture_and_let_go_of_their_listeners(weights: Path) -> None:
    asked = 6
    with running(weights, "--workers", "2") as server:

        def read(path: str) -> str:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
                return str(answer.read().decode())

        for _ in range(asked):
            read("/models")
        count = f'loupe_request_seconds_count{{model="",route="/models",status="2xx"}} {asked}.0'
        for _ in range(5):  # whichever of them answers
            assert count in read("/metrics").splitlines()
        wait_until(lambda: "2 processes answer here" in read("/status"), 10)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as listening:
            listening.sendall(b"GET /status/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            text = b""
            while b"event: past" not in text:
                text += listening.recv(65536)
            server.process.terminate()
            rest = b"".join(iter(lambda: listening.recv(65536), b""))
        assert rest.endswith(b"0\r\n\r\n")  # whole, not cut off
        assert server.process.wait(6) == 0
