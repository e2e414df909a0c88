"""The card says plainly what a model is, what it is worth and what it is bad at."""

import dataclasses
import re

import pytest

from models.seq2seq.artefact import Artefact
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training.card import card
from tests.app.small_models import METRICS


@pytest.fixture
def model(tiny):
    """The small model as if it had been measured so, or with other choices and figures."""

    def made(recipe=None, network=None, **figures) -> Artefact:
        config = dataclasses.replace(tiny.network.config, **(network or {}))
        training = tiny.training | {"recipe": tiny.training["recipe"] | (recipe or {})}
        return dataclasses.replace(
            tiny,
            network=EncoderDecoder(config),
            training=training,
            metrics={**METRICS, **figures, "dev": dict(METRICS["dev"])},
        )

    return made


def plain(text: str) -> str:
    return " ".join(text.split())


def test_figures_of_both_searches_and_splits_are_there(model):
    text = card(model())
    assert "| BLEU, greedy | 47.1 | 44.2 |" in text
    assert "| BLEU, beam search | 50.5 | 48.3 |" in text
    assert "| rows read as the next token's | 18.0% | 17.5% |" in text
    assert "| 9 to 14 | 180 | 43.1 | 40.2 |" in text
    assert "| weight on punctuation | 8.1% | 8.0% |" in text
    assert max(len(line) for line in text.splitlines() if line[:1] not in "|S") <= 100


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"recipe": {"guidance": 0.5}}, "**Guided**: in training a term of the loss (weight 0.5)"),
        ({"recipe": {"guidance": 0.0}}, "**Not guided**: it was shown no word links"),
        ({"network": {"score": "dot"}}, "**Scaled dot-product attention**: q . k / sqrt(d)"),
        ({}, "**Additive (MLP) attention**"),
        ({}, "**Attention before the update**"),
        ({"network": {"attend": "after"}}, "**Attention after the update**"),
        ({"network": {"lexical": True}}, "**Lexical way**"),
        ({"recipe": {"joined": 0.15}}, "| pairs read several in a row | 15% |"),
    ],
)
def test_what_sets_a_model_apart_is_said(model, choices, says):
    assert says in plain(card(model(**choices)))


def test_what_was_not_measured_is_a_dash(model):
    made = model()
    for split in (made.metrics, made.metrics["dev"]):
        for key in ("bleu_beam", "link_share", "entropy", "by_length"):
            del split[key]
        split["shift"] = {}
    text = card(made)
    assert "| BLEU, beam search | – | – |" in text
    assert "| rows read as the next token's | – | – |" in text
    assert "how it does on long ones was not measured" in plain(text)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({}, "from 9 words on it reaches 43.1 BLEU, with 1 to 4 words 54.0"),
        ({"items": 191}, "Measured on 191 sentences only"),
        ({"aer": 0.5}, "no better than a plain diagonal does: alignment error rate 0.50, diagonal"),
        (
            {"shift": {"-1": 0.1, "0": 0.3, "1": 0.6}},
            "the target word after its own better, with 60% of the links against 30%",
        ),
        ({"end_mass": 0.2}, "20% of a word's weight rests on the sign for the end"),
        ({}, "whether “you” is “tu” or “vous”"),
    ],
)
def test_weaknesses_follow_from_the_figures(model, figures, says):
    assert says in plain(card(model(**figures)))
    if figures:
        assert says not in plain(card(model()))


def test_every_number_of_the_card_is_finished_english(model):
    assert not re.search(r"None|nan|\{|\}", card(model()))
