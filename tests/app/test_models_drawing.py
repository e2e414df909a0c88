"""The drawing of a network: its shapes are those of the real tensors, and nothing collides."""

import itertools
from typing import Any

import pytest
import torch

from app.i18n import Language
from app.page_contexts.models_drawing import draw
from app.page_contexts.models_picture import Box, Drawing
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder

CASES = [
    {"attend": attend, "score": score, "cell": cell, "layers": layers, "lexical": lexical}
    for attend, score, (cell, layers), lexical in itertools.product(
        ("before", "after"), ("additive", "dot"), (("lstm", 1), ("gru", 2)), (True, False)
    )
]


def drawing(language: Language = "en", **config: Any) -> tuple[NetworkConfig, Drawing]:
    made = NetworkConfig(50, 40, 12, 16, **config)
    return made, draw(made, language)


def shape(*sides: int, source: int) -> str:
    return f"({', '.join('S' if side == source else f'{side:,}' for side in sides)})"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_shapes_on_the_wires_are_those_of_the_tensors(case: dict[str, Any]) -> None:
    config, drawn = drawing(**case)
    network = EncoderDecoder(config).eval()
    decoder, source = network.decoder, 7
    tokens = torch.randint(4, 40, (1, source))
    memory = network.encoder(tokens, torch.tensor([source]))
    sentence, state = decoder.start(memory)
    embedded = decoder.embed(torch.tensor([2]))
    maps = decoder.maps()
    step = decoder.step(maps.embedding(embedded), state, sentence, maps)
    shapes = {
        shape(*tokens.shape[1:], source=source),
        shape(*network.encoder.embed(tokens).shape[1:], source=source),
        shape(*memory.outputs.shape[1:], source=source),
        shape(*step.context.shape[1:], source=source),
        shape(*embedded.shape[1:], source=source),
        shape(decoder.layer(0).input.shape[1], source=source),
        shape(*step.query.shape[1:], source=source),
        shape(*decoder.predict(embedded, step, sentence, maps).shape[1:], source=source),
    }
    assert {label.text for label in drawn.labels if label.kind == "shape"} == shapes
    lines = {line for box in drawn.boxes for line in box.lines}
    assert f"tanh: {decoder.readout.in_features} → {decoder.readout.out_features}" in lines


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_collides_or_leaves_the_picture(case: dict[str, Any], language: Language) -> None:
    _, drawn = drawing(language, **case)
    for one, other in itertools.combinations(drawn.boxes, 2):
        assert not overlap(one, other), (one.lines, other.lines)
    for wire in drawn.wires:
        for (x0, y0), (x, y) in itertools.pairwise(wire.points):
            assert (x0 == x) != (y0 == y), "wires run straight across or straight down"
            assert min(x, y) >= 0
            assert x <= drawn.width
            assert y <= drawn.height
    for label in drawn.labels:
        assert 0 < label.y <= drawn.height
        assert 0 <= label.x <= drawn.width


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_arrows_end_at_boxes_or_at_tokens(case: dict[str, Any]) -> None:
    _, drawn = drawing(**case)
    for wire in drawn.wires:
        if not wire.arrow:
            continue
        x, y = wire.points[-1]
        at_box = any(
            box.left <= x <= box.right and box.top <= y <= box.bottom for box in drawn.boxes
        )
        at_gap = any(box.top == y and abs(box.left - x) <= 3 for box in drawn.boxes)
        at_token = any(
            label.kind == "token" and abs(label.x - x) < 1 and abs(label.y - y) < 20
            for label in drawn.labels
        )
        assert at_box or at_gap or at_token, wire


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same_is_said_in_words(case: dict[str, Any]) -> None:
    _, drawn = drawing(**case)
    words = " ".join(drawn.words)
    assert ("before this step's update" in words) == (case["attend"] == "before")
    assert ("tanh(W q + U h)" in words) == (case["score"] == "additive")
    assert case["cell"].upper() in words
    assert ("a direct way from a word" in words) == case["lexical"]
    assert len([one for one in drawn.words if one.startswith("Encoder")]) == case["layers"]
    readout = "(56)" if case["lexical"] else "(44)"
    for number in ("50 × 12", "40 × 12", "(S, 16)", "(28)", readout):
        assert number in words
