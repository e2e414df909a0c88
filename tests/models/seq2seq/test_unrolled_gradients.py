"""Gradients that are written out by hand against autograd's of the plain formulas."""

import gc
import weakref

import pytest
import torch

from models.attention.scores import (
    additive_scores,
    masked_softmax,
    scaled_dot_scores,
    valid_mask,
    weighted_pooling,
)
from models.seq2seq.cells import State, lstm_step
from models.seq2seq.config import NetworkConfig
from models.seq2seq.dropout import Dropout
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training.initialise import initialise
from models.seq2seq.unrolled import unrolled_linear
from models.seq2seq.unrolled_attention import unrolled_attention


def numbers(*shape: int) -> torch.Tensor:
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


def test_an_lstm_step_has_the_values_and_gradients_of_torchs_cell():
    torch.manual_seed(0)
    summed, hidden, cell = numbers(5, 12), torch.zeros(5, 3, dtype=torch.float64), numbers(5, 3)
    state, gates = lstm_step(summed, State(hidden, cell))
    reference = torch.nn.LSTMCell(12, 3, bias=False, dtype=torch.float64)
    with torch.no_grad():
        reference.weight_ih.copy_(torch.eye(12))
    expected = reference(summed, (hidden, cell))
    weight = torch.randn(2, 5, 3, dtype=torch.float64)
    found = (weight[0] * state.hidden + weight[1] * state.cell).sum()
    wanted = (weight[0] * expected[0] + weight[1] * expected[1]).sum()
    torch.testing.assert_close(state.hidden, expected[0])
    torch.testing.assert_close(state.cell, expected[1])
    for one, other in zip(
        torch.autograd.grad(found, (summed, cell)),
        torch.autograd.grad(wanted, (summed, cell)),
        strict=True,
    ):
        torch.testing.assert_close(one, other)
    i, f, g, o = summed.chunk(4, dim=-1)
    squashed = (i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid())
    for one, other in zip(gates.values, squashed, strict=True):
        torch.testing.assert_close(one, other)
    for one, other in zip(gates.pre_activations, (i, f, g, o), strict=True):
        torch.testing.assert_close(one, other)


def test_with_and_without_gradients_an_lstm_step_is_the_same():
    torch.manual_seed(0)
    summed, state = torch.randn(4, 20), State(torch.randn(4, 5), torch.randn(4, 5))
    plain, _ = lstm_step(summed, state)
    written_out, _ = lstm_step(summed.requires_grad_(), state)
    torch.testing.assert_close(plain, State(*(part.detach() for part in written_out)))


@pytest.mark.parametrize("score", ["additive", "dot"])
def test_attention_over_several_steps_has_autograds_gradients(score):
    torch.manual_seed(0)
    memory, keys, vector = numbers(3, 4, 6), numbers(3, 4, 5), numbers(5)
    queries, mask = numbers(7, 3, 5), valid_mask(torch.tensor([4, 1, 3]), 4)
    by_context = torch.randn(7, 3, 6, dtype=torch.float64)
    by_weights = torch.randn(7, 3, 4, dtype=torch.float64)

    def plain(query: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if score == "additive":
            scores = additive_scores(query, keys, vector)
        else:
            scores = scaled_dot_scores(query, keys)
        weights = masked_softmax(scores, mask)
        return weights, weighted_pooling(weights, memory)

    def loss(attend) -> torch.Tensor:
        total = torch.zeros((), dtype=torch.float64)
        carried = torch.zeros(3, 1, dtype=torch.float64)
        for step, query in enumerate(queries):
            weights, context = attend(query + carried)
            carried = context.mean(-1, keepdim=True)
            total = total + (by_weights[step] * weights).sum() + (by_context[step] * context).sum()
        return total

    written_out = unrolled_attention(memory, keys, mask, vector if score == "additive" else None)
    tensors = (memory, keys, queries, *((vector,) if score == "additive" else ()))
    found, expected = loss(lambda query: written_out(query)[1:]), loss(plain)
    torch.testing.assert_close(found, expected)
    for one, other in zip(
        torch.autograd.grad(found, tensors), torch.autograd.grad(expected, tensors), strict=True
    ):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("stack", [(), (2,)])
def test_what_is_added_to_an_unrolled_product_gets_its_gradient(stack):
    torch.manual_seed(0)
    weight, inputs, added = numbers(*stack, 4, 3), numbers(*stack, 5, 3), numbers(*stack, 5, 4)
    found = unrolled_linear(weight)(inputs, added).tanh().sum()
    expected = (inputs @ weight.transpose(-1, -2) + added).tanh().sum()
    for one, other in zip(
        torch.autograd.grad(found, (weight, inputs, added)),
        torch.autograd.grad(expected, (weight, inputs, added)),
        strict=True,
    ):
        torch.testing.assert_close(one, other)


def test_dropout_zeroes_its_share_and_keeps_the_mean():
    torch.manual_seed(0)
    dropout = Dropout(0.25)
    values = torch.full((400, 1003), 3.0)
    dropped = dropout(values)
    assert (dropped == 0).double().mean().item() == pytest.approx(0.25, abs=0.003)
    assert dropped.mean().item() == pytest.approx(3.0, rel=0.005)
    assert set(dropped.unique().tolist()) == {0.0, 4.0}
    # each of the eight bytes of a random word counts alike
    by_byte = (dropped.flatten()[: 8 * 50_000].view(-1, 8) == 0).double().mean(0)
    torch.testing.assert_close(by_byte, torch.full((8,), 0.25).double(), atol=0.01, rtol=0)
    assert dropout.eval()(values) is values
    assert Dropout(0.0)(values) is values


def test_dropout_passes_the_gradient_of_what_it_kept():
    torch.manual_seed(0)
    values = torch.ones(50, 50, requires_grad=True)
    dropped = Dropout(0.5)(values)
    dropped.sum().backward()
    torch.testing.assert_close(values.grad, dropped.detach())


@pytest.mark.parametrize("attend", ["before", "after"])
@pytest.mark.parametrize("score", ["additive", "dot"])
def test_a_training_step_leaves_no_tensor_behind(score, attend):
    torch.manual_seed(0)
    network = EncoderDecoder(NetworkConfig(9, 9, 6, 8, layers=2, score=score, attend=attend))
    initialise(network)
    source = torch.tensor([[4, 5, 3], [6, 3, 0]])
    gc.collect()
    gc.disable()
    try:
        for dtype in (torch.float32, torch.bfloat16):
            with torch.autocast("cpu", dtype, enabled=dtype is not torch.float32):
                unrolled = network(source, torch.tensor([3, 2]), source)
            seen = [weakref.ref(unrolled.readout), weakref.ref(unrolled.weights)]
            (unrolled.readout.float().sum() + unrolled.weights[..., 0].sum()).backward()
            left = [weakref.ref(p.grad) for p in network.parameters() if p.grad is not None]
            network.zero_grad(set_to_none=True)
            del unrolled
            assert [ref() for ref in (*seen, *left)] == [None] * len((*seen, *left))
        tensors = sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects())
        with torch.autocast("cpu", torch.bfloat16):
            unrolled = network(source, torch.tensor([3, 2]), source)
        unrolled.readout.float().sum().backward()
        network.zero_grad(set_to_none=True)
        del unrolled
        assert sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects()) == tensors
    finally:
        gc.enable()
