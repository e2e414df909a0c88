"""A class of 300 at one server: how long everybody waits, and who is turned away how fast."""

import asyncio
import itertools
import json
import random
import time
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from bench.client import Answer, Connection, ask, percentile_s
from bench.table import Row
from scripts.live import serve

TRANSLATE = "/api/v1/translate"
STUDENTS = 300
ALONE = 60
"""Sentences that are asked for one by one; each takes as long as the next."""
LEAVE = 20
P95_LIMIT_S = 3.0
LIGHT_LIMIT_S = 0.050
WHO = (
    "My brother",
    "The old man",
    "She",
    "A small child",
    "Our teacher",
    "The girl next door",
    "Nobody",
)
DOES = ("wants to buy", "has lost", "is looking for", "does not like", "will sell", "found")
WHAT = (
    "a new book",
    "the red car",
    "his keys",
    "this old house near the river",
    "some bread",
    "my hat",
    "a very big dog",
    "the letter from your mother",
    "nothing at all",
    "two tickets for the theatre",
)
SENTENCES = [f"{' '.join(words)}." for words in itertools.product(WHO, DOES, WHAT)]
LONG: dict[str, Any] = {"text": "Go! " * 100, "search": {"method": "beam", "size": 10}}
"""Seconds of work in a hundred bytes."""
GRID = json.dumps({"input": [[0.5] * 512] * 512, "kernel": [[1, 2], [3, 4]]}).encode()
"""An answer of megabytes."""


def measure(_address: str) -> list[Row]:
    random.Random(0).shuffle(SENTENCES)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with serve(log, LOUPE_CACHE_BYTES="0") as address:
            rows = asyncio.run(_class(address))
        with serve(log, LOUPE_COMPUTATIONS="1", LOUPE_WAITING="4") as address:
            rows += asyncio.run(_crowd(address))
        with serve(log, LOUPE_CACHE_BYTES="0", LOUPE_DEADLINE_S="120") as address:
            rows += asyncio.run(_left(address))
    return rows


async def _class(address: str) -> list[Row]:
    """300 sentences at once; then heavy work of other kinds."""
    fresh = iter(SENTENCES)
    async with Connection(address) as connection:
        warm = [await connection.ask(TRANSLATE, {"text": next(fresh)}) for _ in range(5)]
        alone = [await connection.ask(TRANSLATE, {"text": next(fresh)}) for _ in range(ALONE)]
    with _Probe(address) as idle:
        await asyncio.sleep(2)
    with _Probe(address) as meanwhile:
        began = time.perf_counter()
        asked = (ask(address, TRANSLATE, {"text": next(fresh)}) for _ in range(STUDENTS))
        together = await asyncio.gather(*asked)
        total = time.perf_counter() - began
    with _Probe(address) as heavy:
        beams = [ask(address, TRANSLATE, LONG | {"text": "Go on! " * 20}) for _ in range(4)]
        grids = [ask(address, "/api/v1/convolve", GRID) for _ in range(12)]
        others = await asyncio.gather(*beams, *grids)
    one_by_one = sum(answer.seconds for answer in alone) / ALONE * STUDENTS
    _all_answered([*warm, *alone, *together, *others, *idle, *meanwhile, *heavy])
    p95 = percentile_s(together, 0.95)
    return [
        Row(
            f"{STUDENTS} sentences at once, 95th percentile",
            f"{p95:.2f} s",
            f"limit: {P95_LIMIT_S:g} s",
            p95 / P95_LIMIT_S,
        ),
        Row(
            f"{STUDENTS} sentences at once, all answered (higher is better)",
            f"{total:.2f} s",
            f"one by one: {one_by_one:.2f} s",
            one_by_one / total,
        ),
        *_light("/healthz before", idle),
        *_light("/healthz meanwhile", meanwhile),
        *_light("/healthz during beams and large grids", heavy),
    ]


async def _crowd(address: str) -> list[Row]:
    """One computes, four wait, everybody else is turned away."""
    holding = [asyncio.create_task(ask(address, TRANSLATE, LONG)) for _ in range(5)]
    await asyncio.sleep(0.5)
    refused = []
    for _ in range(4):
        some = (ask(address, TRANSLATE, {"text": one}) for one in SENTENCES[:10])
        refused += await asyncio.gather(*some)
    for one in holding:
        one.cancel()
    await asyncio.gather(*holding, return_exceptions=True)
    if {answer.status for answer in refused} != {503}:
        raise RuntimeError("the server was not busy")
    return [
        Row(
            f"503 where nobody may wait any more, {name}",
            f"{seconds * 1e3:.0f} ms",
            f"limit: {LIGHT_LIMIT_S * 1e3:.0f} ms",
            seconds / LIGHT_LIMIT_S,
        )
        for name, seconds in _median_and_worst(refused)
    ]


async def _left(address: str) -> list[Row]:
    """Clients that ask for seconds of work and go away."""
    whole = await ask(address, TRANSLATE, LONG)
    began = time.perf_counter()
    for _ in range(LEAVE):
        async with Connection(address) as connection:
            await connection.send(TRANSLATE, LONG)
    after = await ask(address, TRANSLATE, {"text": SENTENCES[0]})
    seconds = time.perf_counter() - began
    _all_answered([whole, after])
    return [
        Row(
            f"A sentence behind {LEAVE} clients who left",
            f"{seconds:.2f} s",
            f"what one of them had asked for: {whole.seconds:.2f} s",
            seconds / whole.seconds,
        )
    ]


class _Probe:
    """Asks for /healthz in a thread of its own, again and again, while something else goes on."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.answers: list[Answer] = []
        self._stop = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> list[Answer]:
        self._thread.start()
        return self.answers

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.02):
            began = time.perf_counter()
            connection = HTTPConnection(self.host, timeout=60)
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            self.answers.append(Answer(answer.status, time.perf_counter() - began, body))


def _light(what: str, answers: list[Answer]) -> list[Row]:
    return [
        Row(
            f"{what}, {name} of {len(answers)}",
            f"{seconds * 1e3:.0f} ms",
            f"limit: {LIGHT_LIMIT_S * 1e3:.0f} ms",
            seconds / LIGHT_LIMIT_S,
        )
        for name, seconds in _median_and_worst(answers)
    ]


def _median_and_worst(answers: list[Answer]) -> list[tuple[str, float]]:
    return [
        ("median", percentile_s(answers, 0.5)),
        ("95th percentile", percentile_s(answers, 0.95)),
        ("slowest", percentile_s(answers, 1.0)),
    ]


def _all_answered(answers: list[Answer]) -> None:
    if wrong := [answer for answer in answers if answer.status != 200]:
        raise RuntimeError(f"{len(wrong)} of {len(answers)} failed: {wrong[0]}")
