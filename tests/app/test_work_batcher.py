"""Plain translations are computed together, and come out as they do alone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.problems import Refused
from app.settings import Settings
from app.work.batcher import Batcher, Size
from app.work.figures import Figures
from app.work.gate import Gate
from models.interruption import checkpoint
from tests.app.at_once import on_a_loop, post, started, until
from tests.app.small_models import save_small

PATH = "/api/v1/translate"
TEXTS = [
    f"{who} {what}."
    for who in ("My sister", "Your dog", "They")
    for what in ("reads a blue book", "want to go home", "is blue", "do not want this")
]
BEAM = {"method": "beam", "size": 2}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    save_small(folder, "small", default=True)
    save_small(folder, "other", target_language="de", default=False)
    return folder


def application(weights: Path, **settings: Any) -> tuple[FastAPI, Figures]:
    """Without a memory of answers, so that each is computed."""
    none = weights / "none"
    app = create_app(Settings(weights=weights, classifiers=none, cache_bytes=0, **settings))
    return app, app.state.work


def assert_close(one: Any, other: Any) -> None:
    """The same but for numbers, which agree to 1e-4."""
    if isinstance(one, float):
        assert one == pytest.approx(other, abs=1e-4)
    elif isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_close(a, b)
    elif isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            assert_close(one[key], other[key])
    else:
        assert one == other


def test_many_at_once_share_batches_and_have_the_answers_of_one_alone(weights: Path) -> None:
    app, figures = application(weights)

    async def main() -> None:
        async with started(app):
            alone = [await post(app, PATH, {"text": text}).answered() for text in TEXTS]
            assert set(figures.batch_sizes) == {1}
            figures.batch_sizes.clear()
            asked = [post(app, PATH, {"text": text}) for text in TEXTS * 5]
            for one, expected in zip(asked, alone * 5, strict=True):
                answer = await one.answered()
                assert answer.status == 200
                assert_close(answer.json(), expected.json())
        assert sum(size * count for size, count in figures.batch_sizes.items()) == len(asked)
        assert max(figures.batch_sizes) > 10
        assert (figures.running, figures.waiting) == (0, 0)

    on_a_loop(main())


def test_each_has_its_own_model_language_limit_and_error(weights: Path) -> None:
    app, _ = application(weights)
    chinese = {"accept-language": "zh"}

    async def main() -> None:
        async with started(app):
            asked = [
                post(app, PATH, {"text": TEXTS[0]}),
                post(app, PATH, {"text": " "}, **chinese),
                post(app, PATH, {"text": TEXTS[0], "model": "other"}),
                post(app, PATH, {"text": TEXTS[0], "model": "none"}),
                post(app, PATH, {"text": TEXTS[0], "max_tokens": 2}),
                post(app, PATH, {"text": TEXTS[0].upper()}, **chinese),
                post(app, PATH, {"text": TEXTS[0], "search": BEAM}),
                post(app, PATH, {"text": TEXTS[0], "target": TEXTS[1]}),
                post(app, PATH, {"text": 7}),
                post(app, PATH, b"{"),
            ]
            first, empty, other, unknown, short, capitals, beam, forced, number, broken = [
                await one.answered() for one in asked
            ]
        assert first.json()["model"] == "small"
        assert (empty.status, empty.problem) == (422, "sentence-empty")
        assert "句子" in empty.json()["title"]
        assert other.json()["model"] == "other"
        assert (unknown.status, unknown.problem) == (422, "unknown-model")
        assert len(short.json()["target"]["tokens"]) == 2
        assert "大写" in capitals.json()["source"]["notes"][0]
        assert len(beam.json()["hypotheses"]) == 2
        assert forced.json()["target"]["text"] == TEXTS[1]
        assert [number.status, broken.status] == [422, 422]

    on_a_loop(main())


class Counting:
    """A batcher of numbers, which are doubled once they are let go."""

    def __init__(self, *, slots: int = 1, room: int = 100, size: Size | None = None) -> None:
        self.figures = Figures()
        self.go = Event()
        self.batches: list[list[int]] = []
        gate = Gate(slots, room, self.figures)
        self.batcher = Batcher(self.compute, gate, self.figures, size or Size(4, 100), fill_s=0.001)

    def compute(self, _key: str, numbers: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(numbers))
        while not self.go.wait(0.002):
            checkpoint()
        return [ValueError(number) if number < 0 else 2 * number for number in numbers]

    def ask(self, number: int, key: str = "") -> "asyncio.Task[int]":
        return asyncio.create_task(self.batcher.ask(key, number, abs(number)))


def test_what_comes_meanwhile_gathers_by_kind_up_to_a_size() -> None:
    async def main() -> None:
        counting = Counting()
        asked = [counting.ask(1)]
        await until(lambda: counting.batches == [[1]])
        asked += [counting.ask(number) for number in (2, 3, 4, 5, 6)]
        asked += [counting.ask(7, "another"), counting.ask(80), counting.ask(90)]
        await until(lambda: counting.figures.waiting == 8)
        counting.go.set()
        assert await asyncio.gather(*asked) == [2, 4, 6, 8, 10, 12, 14, 160, 180]
        assert sorted(counting.batches) == [[1], [2, 3, 4, 5], [6, 80], [7], [90]]
        assert counting.figures.batch_sizes == {1: 3, 4: 1, 2: 1}

    on_a_loop(main())


def test_an_error_is_of_its_own_request_alone() -> None:
    async def main() -> None:
        counting = Counting()
        first = counting.ask(1)
        asked = [counting.ask(number) for number in (2, -3, 4)]
        counting.go.set()
        results = await asyncio.gather(first, *asked, return_exceptions=True)
        assert [results[0], results[1], results[3]] == [2, 4, 8]
        assert isinstance(results[2], ValueError)

    on_a_loop(main())


def test_who_goes_away_leaves_the_group_and_nobody_there_ends_a_batch() -> None:
    async def main() -> None:
        counting = Counting()
        running = counting.ask(1)
        await until(lambda: counting.batches)
        gone, stays = counting.ask(2), counting.ask(3)
        await until(lambda: counting.figures.waiting == 2)
        gone.cancel()
        await until(lambda: counting.figures.waiting == 1)
        counting.go.set()
        assert await stays == 6
        assert await running == 2
        assert [2] not in counting.batches
        assert [3] in counting.batches
        assert gone.cancelled()

    on_a_loop(main())


def test_without_room_it_is_refused() -> None:
    async def main() -> None:
        counting = Counting(room=1)
        asked = [counting.ask(1)]
        await until(lambda: counting.batches)
        asked.append(counting.ask(2))
        await until(lambda: counting.figures.waiting == 1)
        with pytest.raises(Refused):
            await counting.ask(3)
        assert counting.figures.refused == {"full": 1}
        counting.go.set()
        assert await asyncio.gather(*asked) == [2, 4]

    on_a_loop(main())


def test_a_translation_whose_clients_all_went_away_is_stopped(weights: Path) -> None:
    app, figures = application(weights, computations=1)
    began, go = Event(), Event()

    def stuck(_group: object, asked: Sequence[object]) -> list[bytes | Exception]:
        began.set()
        while not go.wait(0.002):
            checkpoint()
        return [b"{}"] * len(asked)

    app.state.batcher.compute = stuck

    async def main() -> None:
        async with started(app):
            alone = post(app, PATH, {"text": TEXTS[0]})
            await until(began.is_set)
            alone.leave()
            await until(lambda: figures.running == 0)
            assert figures.left["computing"] == 1
            began.clear()
            both = [post(app, PATH, {"text": text}) for text in TEXTS[:3]]
            await until(began.is_set)
            both[0].leave()
            await until(lambda: figures.left["computing"] == 2)
            go.set()
            assert [(await one.answered()).status for one in both[1:]] == [200, 200]
            assert not both[0].sent

    on_a_loop(main())
