"""Computations have a bounded number of places, a bounded room to wait in, and a bounded time."""

import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import torch
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.main import create_app
from app.settings import Settings
from app.work.figures import Figures
from models.interruption import checkpoint
from tests.app.at_once import get, on_a_loop, started, until

Steps = Callable[["Slow"], Coroutine[Any, Any, None]]


class Slow:
    """The application without models, and a route that computes until it is let go."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.go = Event()
        self.began = 0
        self.ended: list[str] = []
        self.app: FastAPI = create_app(Settings(weights=folder, classifiers=folder, **settings))
        self.app.router.routes.insert(0, Route("/slow", self.compute))
        self.app.router.routes.insert(0, Route("/deaf", self.compute_deaf))
        self.figures: Figures = self.app.state.work

    def compute(self, _request: Request) -> Response:
        self.began += 1
        try:
            while not self.go.wait(0.002):
                checkpoint()
        except BaseException as error:
            self.ended.append(type(error).__name__)
            raise
        self.ended.append("done")
        return Response(str(torch.get_num_threads()))

    def compute_deaf(self, _request: Request) -> Response:
        """Has no checkpoint."""
        self.began += 1
        self.go.wait()
        return Response("too late")

    def run(self, steps: Steps) -> None:
        async def main() -> None:
            async with started(self.app):
                try:
                    await steps(self)
                finally:
                    self.go.set()

        on_a_loop(main())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "none"


def test_so_many_compute_at_once_and_the_others_follow_in_order(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        asked = [get(slow.app, "/slow") for _ in range(5)]
        await until(lambda: slow.began == 2 and slow.figures.waiting == 3)
        assert slow.figures.running == 2
        slow.go.set()
        for one in asked:
            assert (await one.answered()).body == b"1", "torch has one thread"
        assert (slow.figures.running, slow.figures.waiting) == (0, 0)

    Slow(folder, computations=2).run(steps)


def test_beyond_the_waiting_room_a_request_is_refused_at_once(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        waiting = [get(slow.app, "/slow") for _ in range(3)]
        await until(lambda: slow.figures.waiting == 2)
        took_s = []
        for _ in range(5):
            began = time.perf_counter()
            refused = await get(slow.app, "/slow").answered()
            took_s.append(time.perf_counter() - began)
        assert min(took_s) < 0.05, "the best of five, for the machine may be busy"
        assert (refused.status, refused.problem) == (503, "server-busy")
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert slow.figures.refused["full"] == 5
        slow.go.set()
        assert [(await one.answered()).status for one in waiting] == [200] * 3

    Slow(folder, computations=1, waiting=2).run(steps)


def test_a_refused_reader_sees_a_page(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        get(slow.app, "/slow")
        await until(lambda: slow.began == 1)
        headers = {"accept": "text/html", "accept-language": "zh"}
        refused = await get(slow.app, "/slow", **headers).answered()
        assert refused.status == 503
        assert refused.headers["content-type"].startswith("text/html")
        assert "服务器繁忙" in refused.body.decode()

    Slow(folder, computations=1, waiting=0).run(steps)


def test_light_answers_do_not_wait(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        get(slow.app, "/slow")
        await until(lambda: slow.began == 1)
        for path in ("/healthz", "/static/css/base.css", "/problems/server-busy"):
            began = time.perf_counter()
            assert (await get(slow.app, path).answered()).status == 200
            assert time.perf_counter() - began < 1

    Slow(folder, computations=1, waiting=0).run(steps)


def test_who_waits_too_long_is_told_and_leaves_the_queue(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        get(slow.app, "/deaf")
        await until(lambda: slow.began == 1)
        late = await get(slow.app, "/slow").answered()
        assert (late.status, late.problem) == (503, "waited-too-long")
        assert "0.2 seconds" in late.json()["detail"]
        assert late.headers["retry-after"]
        await until(lambda: slow.figures.waiting == 0)
        assert slow.figures.late["waiting"] == 1
        assert slow.began == 1

    Slow(folder, computations=1, deadline_s=0.2).run(steps)


def test_what_computes_too_long_is_stopped(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        late = await get(slow.app, "/slow").answered()
        assert (late.status, late.problem) == (504, "computed-too-long")
        await until(lambda: slow.ended == ["Interrupted"] and slow.figures.running == 0)
        assert slow.figures.late["computing"] == 1

    Slow(folder, computations=1, deadline_s=0.1).run(steps)


def test_what_cannot_be_stopped_keeps_its_slot_until_it_ends(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        late = await get(slow.app, "/deaf").answered()
        assert late.problem == "computed-too-long"
        assert slow.figures.running == 1
        slow.go.set()
        await until(lambda: slow.figures.running == 0)
        assert b"too late" not in late.body

    Slow(folder, computations=1, deadline_s=0.1).run(steps)


def test_a_client_that_goes_away_stops_its_computation(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        asked = get(slow.app, "/slow")
        await until(lambda: slow.began == 1)
        asked.leave()
        await until(lambda: slow.figures.running == 0)
        assert slow.ended == ["Interrupted"]
        assert slow.figures.left["computing"] == 1
        assert not asked.sent

    Slow(folder, computations=1).run(steps)


def test_a_client_that_goes_away_while_it_waits_leaves_the_queue(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        first, second, third = (get(slow.app, "/slow") for _ in range(3))
        await until(lambda: slow.figures.waiting == 2)
        second.leave()
        await until(lambda: slow.figures.waiting == 1)
        assert slow.figures.left["waiting"] == 1
        slow.go.set()
        assert [(await one.answered()).status for one in (first, third)] == [200, 200]
        assert slow.began == 2
        assert not second.sent

    Slow(folder, computations=1).run(steps)


def test_slots_survive_failures(folder: Path) -> None:
    async def steps(slow: Slow) -> None:
        for _ in range(5):
            assert (await get(slow.app, "/convolution.json?stride=x").answered()).status == 422
            assert (await get(slow.app, "/nowhere").answered()).status == 404
        assert slow.figures.running == 0

    Slow(folder, computations=1).run(steps)
