"""What was answered is remembered, within bounds, and never given to another question."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.work.cache import OVERHEAD_BYTES, SHARE, Cache, Kept
from app.work.figures import Figures
from tests.app.at_once import Asked, get, on_a_loop, post, started
from tests.app.small_models import save_small

TRANSLATE = "/api/v1/translate"
TEXT = {"text": "My sister reads a blue book."}


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    save_small(folder, "small", default=True)
    save_small(folder, "other")
    return folder


def run(
    weights: Path, steps: Callable[[FastAPI, Figures], Coroutine[Any, Any, None]], **settings: Any
) -> None:
    app = create_app(Settings(weights=weights, classifiers=weights / "none", **settings))

    async def main() -> None:
        async with started(app):
            await steps(app, app.state.work)

    on_a_loop(main())


async def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
    """Status, headers but for what names the request, body."""
    await asked.answered()
    headers = {name: value for name, value in asked.headers.items() if name != "x-request-id"}
    return asked.status, headers, asked.body


def test_the_same_question_is_computed_once_however_it_is_written(weights: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        first = await answer(post(app, TRANSLATE, TEXT | {"max_tokens": 9}))
        for body in (b'{"max_tokens":9,"text":"My sister reads a blue book."}',):
            assert await answer(post(app, TRANSLATE, body)) == first
        assert (figures.cache_hits, figures.cache_misses) == (1, 1)
        assert figures.batch_sizes == {1: 1}
        assert len(first[2]) < figures.cache_bytes < len(first[2]) + 5000

    run(weights, steps)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/v1/beam", TEXT), ("/api/v1/explain", TEXT | {"tokens": [0, 0]})],
)
def test_other_questions_on_translations_are_remembered(
    weights: Path, path: str, body: dict[str, Any]
) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        first = await answer(post(app, path, body))
        assert first[0] == 200
        assert await answer(post(app, path, body)) == first
        assert figures.cache_hits == 1

    run(weights, steps)


@pytest.mark.parametrize("path", ["/attention?text=Is+this+your+dog?", "/attention.csv?text=Dog"])
def test_a_page_and_a_file_are_remembered_by_their_address(weights: Path, path: str) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        first = await answer(get(app, path))
        assert first[0] == 200
        assert await answer(get(app, path)) == first
        assert figures.cache_hits == 1
        assert await answer(get(app, path + "+not")) != first
        assert figures.cache_hits == 1

    run(weights, steps)


def test_each_language_coding_and_host_has_its_own(weights: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        page = "/attention?text=Is+this+your+dog?"
        kinds = [
            {},
            {"accept-language": "zh"},
            {"cookie": "loupe-language=zh"},
            {"accept-encoding": "gzip"},
            {"accept-encoding": "br"},
            {"host": "localhost"},
        ]
        found = [await answer(get(app, page, **headers)) for headers in kinds]
        assert figures.cache_hits == 0
        assert [await answer(get(app, page, **headers)) for headers in kinds] == found
        assert figures.cache_hits == len(kinds)
        assert [one[1].get("content-encoding") for one in found] == [
            *[None] * 3,
            "gzip",
            "br",
            None,
        ]
        assert [one[1]["content-language"] for one in found[:3]] == ["en", "zh-Hans", "zh-Hans"]

    run(weights, steps)


def test_another_model_or_choice_is_another_question(weights: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        bodies = [
            TEXT,
            TEXT | {"model": "other"},
            TEXT | {"max_tokens": 3},
            TEXT | {"search": {"method": "beam"}},
            TEXT | {"detail": "steps"},
        ]
        found = {(await answer(post(app, TRANSLATE, body)))[2] for body in bodies}
        assert len(found) == len(bodies)
        assert figures.cache_hits == 0
        app.state.registry._described.pop("other")
        await answer(post(app, TRANSLATE, TEXT))
        assert figures.cache_hits == 0, "the models are others now"

    run(weights, steps)


def test_errors_uploads_and_what_is_drawn_are_not_remembered(weights: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        for _ in range(2):
            assert (await answer(post(app, TRANSLATE, {"text": ""})))[0] == 422
            assert (await answer(post(app, TRANSLATE, b'{"text": "a", "text": "Go."}')))[0] == 200
            assert (await answer(post(app, "/api/v1/grids", [[1, 2]])))[0] == 200
            assert (await answer(get(app, "/convolution/practice?seed=own")))[0] == 200
        assert figures.cache_hits == 0
        assert figures.cache_bytes == 0

    run(weights, steps)


def test_it_can_be_turned_off(weights: Path) -> None:
    async def steps(app: FastAPI, figures: Figures) -> None:
        for _ in range(2):
            await answer(post(app, TRANSLATE, TEXT))
        assert (figures.cache_hits, figures.cache_bytes) == (0, 0)

    run(weights, steps, cache_bytes=0)


def kept(size: int) -> Kept:
    return Kept({"type": "http.response.start"}, b"x" * size)


def test_bytes_are_bounded_and_the_oldest_goes_first() -> None:
    figures = Figures()
    cache = Cache(100 * OVERHEAD_BYTES, figures)
    for number in range(500):
        cache.put(bytes([number % 256, number // 256]), kept(OVERHEAD_BYTES))
        assert cache.get(b"\0\0"), "what is asked for again and again stays"
        assert figures.cache_bytes <= cache.limit_bytes
    assert figures.cache_bytes == cache.limit_bytes
    assert not cache.get(b"\1\0")
    assert cache.get(bytes([499 % 256, 1]))
    cache.put(b"\0\0", kept(0))
    assert figures.cache_bytes == cache.limit_bytes - OVERHEAD_BYTES
    assert cache.most_bytes * SHARE < cache.limit_bytes
