"""A computation that is told to stop does so, whatever it computes."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Timer

import numpy as np
import pytest

from models.convolution.learning import trace_learning
from models.convolution.trace import trace_convolution
from models.errors import Interrupted
from models.figures.animation import animation
from models.interruption import Interruption, checkpoint, current, obeying
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import Search
from models.seq2seq.explanation import explain
from models.seq2seq.trace import trace_text, trace_translation
from tests.app.small_models import save_small

GRID = np.arange(36.0).reshape(6, 6)
KERNEL = np.ones((2, 2))
TEXT = "My sister reads a blue book."

COMPUTATIONS: dict[str, Callable[[Artefact], object]] = {
    "greedy": lambda model: trace_translation(model, TEXT),
    "beam": lambda model: trace_translation(model, TEXT, search=Search(3)),
    "given target": lambda model: trace_translation(model, TEXT, target=TEXT),
    "word explained": lambda model: explain(model, TEXT, 0, 0, target=TEXT),
    "cross-correlation": lambda _: trace_convolution(GRID, KERNEL),
    "transposed": lambda _: trace_convolution(GRID, KERNEL, operation="transposed"),
    "pooling": lambda _: trace_convolution(GRID, operation="max_pool", window=2),
    "learning": lambda _: trace_learning(GRID, target=GRID, kernel_size=1),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Artefact:
    return artefact.load(save_small(Path(tmp_path_factory.mktemp("weights")), "small"))


@pytest.mark.parametrize("name", COMPUTATIONS)
def test_it_ends_when_it_is_told_and_not_otherwise(name: str, model: Artefact) -> None:
    interruption = Interruption()
    with obeying(interruption):
        COMPUTATIONS[name](model)
        interruption.stop()
        with pytest.raises(Interrupted):
            COMPUTATIONS[name](model)
    COMPUTATIONS[name](model)


def test_an_animation_ends_when_it_is_told() -> None:
    trace = trace_convolution(GRID, KERNEL)
    interruption = Interruption()
    interruption.stop()
    with obeying(interruption), pytest.raises(Interrupted):
        animation(trace)


def test_a_long_text_under_a_wide_beam_ends_soon_after_it_is_told(model: Artefact) -> None:
    interruption = Interruption()

    def translate_again_and_again() -> None:
        while True:
            trace_text(model, "Go! " * 100, search=Search(10))

    Timer(0.1, interruption.stop).start()
    began = time.monotonic()
    with obeying(interruption), pytest.raises(Interrupted):
        translate_again_and_again()
    assert time.monotonic() - began < 5


def test_without_an_interruption_nothing_happens() -> None:
    assert current() is None
    checkpoint()
