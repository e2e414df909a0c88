"""Texts that are translated together come out as they do alone."""

import numpy as np
import pytest

from models import load_translator
from models.errors import LoupeError, NulCharacter, OutOfRange, SentenceEmpty
from models.seq2seq.artefact import Artefact
from models.seq2seq.together import trace_texts
from models.seq2seq.trace import TextTrace, trace_text

SEVERAL = (
    "My older sister lives in a small house near the river.  She has two dogs and a black cat.\n"
    "EVERY MORNING SHE WALKS TO WORK. In the evening she reads “old” books in her garden!"
)
TEXTS = (
    "I am at home.",
    "",
    "The little girl wants to buy a new book.",
    SEVERAL,
    "Go!",
    "a\0b",
    "I am at home.",
    "He told me a long story about his brother, and nobody in the old town believed it.",
)


@pytest.fixture(scope="module")
def model() -> Artefact:
    return load_translator().artefact


@pytest.fixture(scope="module")
def together(model: Artefact) -> list[TextTrace | LoupeError]:
    return trace_texts(model, TEXTS)


@pytest.mark.parametrize("place", [0, 2, 3, 4, 6, 7])
def test_each_text_has_the_answer_that_it_has_alone(
    place: int, model: Artefact, together: list[TextTrace | LoupeError]
) -> None:
    ours, alone = together[place], trace_text(model, TEXTS[place])
    assert isinstance(ours, TextTrace)
    assert (ours.model, ours.text, ours.target_text) == (alone.model, alone.text, alone.target_text)
    for one, other in zip(ours.segments, alone.segments, strict=True):
        assert (one.source, one.source_ids, one.start, one.notes) == (
            (other.source, other.source_ids, other.start, other.notes)
        )
        assert (one.target, one.forced, one.padding) == (other.target, other.forced, other.padding)
        assert one.hypotheses[0].ids == other.hypotheses[0].ids
        np.testing.assert_allclose(one.attention, other.attention, atol=1e-4)
        np.testing.assert_allclose(one.attention.sum(axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(
            one.token_log_probabilities, other.token_log_probabilities, atol=1e-4
        )


def test_what_cannot_be_read_spoils_nothing_else(together: list[TextTrace | LoupeError]) -> None:
    assert isinstance(together[1], SentenceEmpty)
    assert isinstance(together[5], NulCharacter)
    assert sum(isinstance(one, TextTrace) for one in together) == len(TEXTS) - 2


def test_the_limit_holds_for_all(model: Artefact) -> None:
    found = trace_texts(model, TEXTS[2:5], max_tokens=3)
    assert all(
        len(one.target.tokens) <= 3
        for text in found
        if isinstance(text, TextTrace)
        for one in text.segments
    )
    with pytest.raises(OutOfRange):
        trace_texts(model, TEXTS[:1], max_tokens=0)


def test_nothing_comes_of_nothing(model: Artefact) -> None:
    assert trace_texts(model, []) == []
