"""Gradient x input against finite differences, occlusion against a network that lacks the word."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.saliency import saliency
from models.seq2seq.search import forced
from models.seq2seq.tokens import END

SOURCE, TARGET = [4, 5, 6, END], [5, 4, 7, 6, END]
CASES = [
    {},
    {"cell": "gru", "layers": 2},
    {"score": "dot", "lexical": True},
    {"attend": "after", "lexical": True},
]


def arbitrary(**choices) -> EncoderDecoder:
    torch.manual_seed(3)
    network = EncoderDecoder(NetworkConfig(8, 8, embedding=5, hidden=6, **choices))
    for parameter in network.parameters():
        nn.init.uniform_(parameter, -1, 1)
    return network.double().eval().requires_grad_(False)


def chance(network: EncoderDecoder, first: int, last: int) -> float:
    return sum(forced(network, SOURCE, TARGET).log_probabilities[first : last + 1])


@pytest.mark.parametrize("choices", CASES)
@pytest.mark.parametrize(("first", "last"), [(0, 0), (1, 2), (4, 4)])
def test_gradient_input_equals_finite_differences(choices, first, last):
    network = arbitrary(**choices)
    found = saliency(network, SOURCE, TARGET, first, last)
    table, step = network.encoder.embedding.weight, 1e-5
    for index, token in enumerate(SOURCE):
        row = table[token].clone()
        table[token] = row * (1 + step)  # along the embedding itself
        more = chance(network, first, last)
        table[token] = row * (1 - step)
        less = chance(network, first, last)
        table[token] = row
        assert found.gradient_input[index] == pytest.approx((more - less) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("choices", CASES)
def test_occlusion_equals_a_network_whose_embedding_of_the_word_is_zero(choices):
    network = arbitrary(**choices)
    found = saliency(network, SOURCE, TARGET, 1, 2)
    assert found.log_probability == pytest.approx(chance(network, 1, 2), abs=1e-9)
    for index, token in enumerate(SOURCE):
        without = copy.deepcopy(network)
        without.encoder.embedding.weight[token] = 0
        fall = chance(network, 1, 2) - chance(without, 1, 2)
        assert found.occlusion[index] == pytest.approx(fall, abs=1e-9)


def test_attention_is_the_mean_of_the_words_rows():
    network = arbitrary()
    found = saliency(network, SOURCE, TARGET, 1, 2)
    rows = forced(network, SOURCE, TARGET).attention[1:3]
    assert found.attention == pytest.approx(rows.mean(0).numpy(), abs=1e-12)
    assert -1 <= found.gradient_agreement <= 1
    assert -1 <= found.occlusion_agreement <= 1


def test_agreement_with_a_constant_is_none():
    found = saliency(arbitrary(), [END], TARGET, 0, 0)
    assert found.gradient_agreement is None
    assert np.isfinite(found.occlusion).all()
