"""What is held in memory for others is bounded: large bodies on their way in, answers out."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.work import outlet
from app.work.figures import Figures
from tests.app.at_once import get, on_a_loop, post, started, until

GRIDS = "/api/v1/grids"
LARGE = json.dumps([[0.123456] * 200] * 60).encode()
SMALL = [[1, 2], [3, 4]]
PAGE = "/convolution.csv?input=1,2%3B3,4&kernel=1"


def run(
    folder: Path, steps: Callable[[FastAPI, Figures], Coroutine[Any, Any, None]], **settings: Any
) -> None:
    app = create_app(Settings(weights=folder / "no", classifiers=folder / "no", **settings))

    async def main() -> None:
        async with started(app):
            await steps(app, app.state.work)

    on_a_loop(main())


def test_large_bodies_come_a_few_at_a_time(tmp_path: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        first, second = post(app, GRIDS, LARGE), post(app, GRIDS, LARGE)
        first.arrives.clear()
        await asyncio.sleep(0.05)
        assert figures.uploading == 1
        assert not second.sent, "it is not even read"
        small = await post(app, GRIDS, SMALL).answered()
        assert small.status == 200
        huge = await post(app, GRIDS, b"x", **{"content-length": str(10**9)}).answered()
        assert huge.status == 413
        first.arrives.set()
        for one in (first, second):
            assert (await one.answered()).json()["shape"] == [60, 200]
        assert figures.uploading == 0

    run(tmp_path, steps, uploads=1)


def test_a_body_of_no_length_counts_as_large(tmp_path: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        chunked = {"content-length": "", "transfer-encoding": "chunked"}
        first = post(app, GRIDS, SMALL, **chunked)
        first.arrives.clear()
        await until(lambda: figures.uploading == 1)
        first.task.cancel()
        await until(lambda: figures.uploading == 0)

    run(tmp_path, steps)


def test_who_sends_or_waits_too_long_is_told(tmp_path: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        slow = post(app, GRIDS, LARGE)
        slow.arrives.clear()
        assert (await slow.answered()).status == 408
        assert figures.uploading == 0
        app.state.uploads.acquire = asyncio.Event().wait  # its turn never comes
        late = await post(app, GRIDS, LARGE).answered()
        assert (late.status, late.problem) == (503, "waited-too-long")
        assert late.headers["retry-after"]
        assert figures.late["uploading"] == 1
        assert figures.uploading == 0

    run(tmp_path, steps, uploads=1, body_timeout_s=0.2)


def test_a_client_that_does_not_read_keeps_no_slot(tmp_path: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        slow = get(app, PAGE)
        slow.reads.clear()
        await until(lambda: figures.running == 1)
        await until(lambda: figures.running == 0)
        assert not slow.task.done()
        assert (await get(app, PAGE).answered()).status == 200

    run(tmp_path, steps, computations=1)


def test_large_answers_on_their_way_are_few_and_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "LARGE_BYTES", 10_000)
    monkeypatch.setattr(outlet, "PIECE_BYTES", 5_000)
    monkeypatch.setattr(outlet, "LARGE_AT_ONCE", 1)
    monkeypatch.setattr(outlet, "SENT_WITHIN_S", 0.5)

    async def steps(app: FastAPI, figures: Figures) -> None:
        whole = await post(app, GRIDS, LARGE).answered()
        assert whole.json()["shape"] == [60, 200]
        assert len(whole.sent) > 5, "it comes in pieces"
        assert max(len(message.get("body", b"")) for message in whole.sent) == 5_000
        assert len(whole.body) == int(whole.headers["content-length"])
        slow = post(app, GRIDS, LARGE)
        slow.reads.clear()
        await until(lambda: figures.running == 1)
        await until(lambda: figures.running == 0)
        refused = await post(app, GRIDS, LARGE).answered()
        assert (refused.status, refused.problem) == (503, "server-busy")
        assert figures.refused == {"sending": 1}
        assert (await get(app, PAGE).answered()).status == 200, "small ones always go"
        await slow.task
        assert len(slow.body) < len(whole.body), "it was cut off"
        assert (await post(app, GRIDS, LARGE).answered()).status == 200

    run(tmp_path, steps)
