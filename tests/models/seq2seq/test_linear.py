"""Packed weights: the same products, told from plain ones by nothing but their speed."""

import copy

import pytest
import torch
from torch import nn

from models.seq2seq.beam import beam
from models.seq2seq.config import NetworkConfig
from models.seq2seq.linear import can_pack, filled, linear, packed_linear
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import Hypothesis, forced, greedy

SOURCES = [[5, 9, 4, 11, 7, 2], [6, 2], [8, 8, 10, 2]]
TARGET = [7, 5, 12, 3]

pytestmark = pytest.mark.skipif(not can_pack(), reason="this build of torch has no oneDNN")


@pytest.mark.parametrize("rows", [1, 2, 5, 17, 64, 130])
@pytest.mark.parametrize("columns", [slice(None), slice(0, 40), slice(40, None)])
def test_products_with_a_packed_weight_equal_those_in_double_precision(rows, columns):
    torch.manual_seed(rows)
    weight, bias = torch.randn(50, 72)[:, columns], torch.randn(50)
    inputs, added = torch.randn(rows, weight.shape[1]), torch.randn(rows, 3, 50)[:, 1]
    before = added.clone()
    expected = inputs.double() @ weight.double().T
    apply = packed_linear(weight, bias)
    torch.testing.assert_close(apply(inputs).double(), expected + bias, rtol=1e-5, atol=1e-4)
    found = apply(inputs, added).double()
    torch.testing.assert_close(found, expected + added, rtol=1e-5, atol=1e-4)
    assert torch.equal(added, before)


def test_rows_are_filled_up_to_few_numbers():
    numbers = [filled(rows) for rows in range(1, 65)]
    assert all(rows <= number < 1.5 * rows for rows, number in enumerate(numbers, start=1))
    assert sorted(set(numbers)) == [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40, 48, 56, 64]


def test_several_steps_are_multiplied_at_once():
    torch.manual_seed(0)
    weight, inputs = torch.randn(12, 8), torch.randn(7, 11, 8)
    torch.testing.assert_close(packed_linear(weight)(inputs), inputs @ weight.T)


def test_stacked_weights_multiply_stacked_inputs():
    torch.manual_seed(0)
    weight, bias = torch.randn(2, 12, 8), torch.randn(2, 12)
    inputs, added = torch.randn(2, 5, 8), torch.randn(2, 5, 12)
    expected = torch.einsum("sri,soi->sro", inputs, weight)
    for make in (linear, packed_linear):
        torch.testing.assert_close(make(weight, bias)(inputs), expected + bias[:, None])
    torch.testing.assert_close(packed_linear(weight)(inputs, added), expected + added)


def network(**choices) -> EncoderDecoder:
    torch.manual_seed(0)
    made = EncoderDecoder(NetworkConfig(12, 13, embedding=16, hidden=32, **choices)).eval()
    for parameter in made.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    return made


def same(found: list[Hypothesis], expected: list[Hypothesis]) -> None:
    assert [one.ids for one in found] == [one.ids for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.log_probabilities == pytest.approx(other.log_probabilities, abs=1e-5)
        torch.testing.assert_close(one.attention, other.attention, rtol=0, atol=1e-5)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize(
    "choices", [{}, {"layers": 2}, {"lexical": True, "attend": "after"}, {"score": "dot"}], ids=str
)
def test_a_packed_network_translates_as_before(cell, choices):
    plain = network(cell=cell, **choices)
    packed = copy.deepcopy(plain)
    packed.pack()
    same(greedy(packed, SOURCES, 9), greedy(plain, SOURCES, 9))
    same([forced(packed, SOURCES[0], TARGET)], [forced(plain, SOURCES[0], TARGET)])
    for found, expected in zip(
        beam(packed, SOURCES, 4, 1.0, 9), beam(plain, SOURCES, 4, 1.0, 9), strict=True
    ):
        same(found, expected)


def test_gradients_are_those_of_the_weights_themselves():
    made = network()
    made.pack()
    source, lengths = torch.tensor([SOURCES[0]]), torch.tensor([6])
    made(source, lengths, torch.tensor([[2, *TARGET]])).readout.sum().backward()
    assert all(
        parameter.grad is not None
        for name, parameter in made.named_parameters()
        if name != "decoder.output_bias"
    )
