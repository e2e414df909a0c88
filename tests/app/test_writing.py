"""Answers that are written in pieces are what pydantic writes in one go."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from pydantic import BaseModel

from app.api import convolve, learn, translate, writing
from app.registry import Registry
from app.schemas import numbers
from app.schemas.convolve import ConvolveRequest
from app.schemas.learn import LearnRequest
from app.schemas.numbers import nested, plain
from app.schemas.translate import TranslateRequest
from tests.app.small_models import save_small

GRID = [[0.5, -1.0, 2.0], [1e99, 0.25, 3.0], [7.0, 8.0, 9.0]]
KERNEL = [[1, 2], [3, 4]]
TEXT = "My sister reads. Is this your dog? They do not want to go home."

ANSWERS: dict[str, Callable[[Registry], BaseModel]] = {
    "frames": lambda _: convolve.answer(ConvolveRequest(input=GRID, kernel=KERNEL)),
    "channels": lambda _: convolve.answer(
        ConvolveRequest(input=[GRID, GRID], kernel=[[KERNEL, KERNEL]] * 3, activation="relu")
    ),
    "painted": lambda _: convolve.answer(
        ConvolveRequest(input=GRID, kernel=KERNEL, operation="transposed", frames={"by": "input"})
    ),
    "empty cells": lambda _: convolve.answer(
        ConvolveRequest(input=GRID, operation="max_pool", window=2, padding=1)
    ),
    "steps of a descent": lambda _: learn.answer(
        LearnRequest(input=KERNEL, kernel_size=1, target=KERNEL)
    ),
    "attention": lambda models: translate.answer(TranslateRequest(text=TEXT), models),
    "every number": lambda models: translate.answer(
        TranslateRequest(text=TEXT, detail="steps", max_tokens=3), models
    ),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = Path(tmp_path_factory.mktemp("weights"))
    save_small(folder, "small", default=True)
    return Registry.load(folder)


@pytest.mark.parametrize("name", ANSWERS)
def test_pieces_make_the_whole(
    name: str, models: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ANSWERS[name](models)
    whole = answer.__pydantic_serializer__.to_json(answer)
    assert writing.as_json(answer) == whole
    monkeypatch.setattr(writing, "AT_ONCE", 3)
    assert len(list(writing._model(answer))) > 3
    assert writing.as_json(answer) == whole


@pytest.mark.parametrize("array", [np.arange(24.0), np.arange(24.0) / 5])
def test_lists_made_part_by_part_hold_the_same(
    array: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "AT_ONCE", 2)
    for shaped in (array, array.reshape(-1, 3), array.reshape(-1, 2, 3)):
        assert nested(shaped) == shaped.tolist()
        assert_array_equal(plain(shaped), shaped)
    assert all(isinstance(number, int) for number in plain(np.arange(6.0).reshape(2, 3))[1])
