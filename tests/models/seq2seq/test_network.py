"""The network against PyTorch's own recurrent layers, and its promises about padding."""

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from models.seq2seq.config import NetworkConfig
from models.seq2seq.encoder import reverse_valid
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.unrolled import unrolled_linear

SOURCE, LENGTHS = torch.tensor([[4, 5, 6, 7, 8], [9, 4, 5, 0, 0], [6, 0, 0, 0, 0]]), [5, 3, 1]


def network(**choices) -> EncoderDecoder:
    torch.manual_seed(0)
    config = NetworkConfig(12, 13, embedding=6, hidden=8, **choices)
    made = EncoderDecoder(config).eval()
    for parameter in made.parameters():
        nn.init.uniform_(parameter, -0.6, 0.6)
    return made


def torch_encoder(made: EncoderDecoder) -> nn.Module:
    """PyTorch's bidirectional layers with the same weights."""
    config = made.config
    kind = {"lstm": nn.LSTM, "gru": nn.GRU}[config.cell]
    reference = kind(
        config.embedding, config.hidden // 2, config.layers, bidirectional=True, batch_first=True
    )
    with torch.no_grad():
        for index, layer in enumerate(made.encoder.layers):
            for direction, suffix in enumerate(("", "_reverse")):
                getattr(reference, f"weight_ih_l{index}{suffix}").copy_(layer.input[direction])
                getattr(reference, f"weight_hh_l{index}{suffix}").copy_(layer.recurrent[direction])
                getattr(reference, f"bias_ih_l{index}{suffix}").copy_(layer.bias[direction])
                getattr(reference, f"bias_hh_l{index}{suffix}").zero_()
    return reference


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_encoder_equals_torchs_bidirectional_layers_on_packed_sequences(cell, layers):
    made = network(cell=cell, layers=layers)
    packed = pack_padded_sequence(
        made.encoder.embedding(SOURCE), LENGTHS, batch_first=True, enforce_sorted=False
    )
    outputs, state = torch_encoder(made)(packed)
    expected, _ = pad_packed_sequence(outputs, batch_first=True)
    memory = made.encoder(SOURCE, torch.tensor(LENGTHS))
    for row, length in enumerate(LENGTHS):
        torch.testing.assert_close(memory.outputs[row, :length], expected[row, :length])
    hidden = state[0] if cell == "lstm" else state
    for index in range(layers):
        both = torch.cat((hidden[2 * index], hidden[2 * index + 1]), dim=-1)
        torch.testing.assert_close(memory.states[index].hidden, both)
        if cell == "lstm":
            both = torch.cat((state[1][2 * index], state[1][2 * index + 1]), dim=-1)
            torch.testing.assert_close(memory.states[index].cell, both)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_a_decoder_step_equals_torchs_cell_on_context_and_embedding(cell):
    made = network(cell=cell)
    decoder, lengths = made.decoder, torch.tensor(LENGTHS)
    sentence, state = decoder.start(made.encoder(SOURCE, lengths))
    embedded = decoder.embed(torch.tensor([3, 4, 5]))
    maps = decoder.maps()
    step = decoder.step(maps.embedding(embedded), state, sentence, maps)

    reference = {"lstm": nn.LSTMCell, "gru": nn.GRUCell}[cell](6 + 8, 8)
    layer = decoder.layer(0)
    with torch.no_grad():
        reference.weight_ih.copy_(layer.input)
        reference.weight_hh.copy_(layer.recurrent)
        reference.bias_ih.copy_(layer.bias)
        reference.bias_hh.zero_()
    before = state.layers[0]
    inputs = torch.cat((embedded, step.context), dim=-1)
    if cell == "lstm":
        hidden, memory_cell = reference(inputs, (before.hidden, before.cell))
        torch.testing.assert_close(step.state.layers[0].cell, memory_cell)
    else:
        hidden = reference(inputs, before.hidden)
    torch.testing.assert_close(step.state.layers[0].hidden, hidden)


@pytest.mark.parametrize("score", ["additive", "dot"])
@pytest.mark.parametrize("attend", ["before", "after"])
def test_query_and_context_are_what_the_order_says(score, attend):
    made = network(score=score, attend=attend)
    decoder = made.decoder
    sentence, state = decoder.start(made.encoder(SOURCE, torch.tensor(LENGTHS)))
    maps = decoder.maps()
    embedded = decoder.embed(torch.tensor([3, 4, 5]))
    step = decoder.step(maps.embedding(embedded), state, sentence, maps)
    of = state if attend == "before" else step.state
    torch.testing.assert_close(step.query, of.layers[-1].hidden)
    keys = sentence.memory @ decoder.attention.key.T
    query = step.query @ decoder.attention.query.T
    if score == "additive":
        expected = torch.tanh(keys + query[:, None]) @ decoder.attention.vector
    else:
        expected = (keys @ query[:, :, None])[..., 0] / 8**0.5
    torch.testing.assert_close(step.scores, expected)
    torch.testing.assert_close(step.context, (step.weights[:, :, None] * sentence.memory).sum(1))


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("attend", ["before", "after"])
def test_padding_changes_nothing_and_weighs_exactly_zero(cell, attend):
    made = network(cell=cell, attend=attend, layers=2)
    inputs = torch.tensor([[2, 5, 6], [2, 7, 8], [2, 9, 10]])
    together = made(SOURCE, torch.tensor(LENGTHS), inputs)
    for row, length in enumerate(LENGTHS):
        alone = made(SOURCE[row : row + 1, :length], torch.tensor([length]), inputs[row : row + 1])
        torch.testing.assert_close(together.readout[row], alone.readout[0])
        torch.testing.assert_close(together.weights[row, :, :length], alone.weights[0])
        assert (together.weights[row, :, length:] == 0).all()
        torch.testing.assert_close(together.weights[row].sum(-1), torch.ones(3))


def test_each_sequence_is_reversed_within_its_valid_length():
    reversed_ids = reverse_valid(SOURCE, torch.tensor(LENGTHS))
    assert reversed_ids.tolist() == [[8, 7, 6, 5, 4], [5, 4, 9, 0, 0], [6, 0, 0, 0, 0]]


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_the_gathered_gradient_of_an_unrolled_map_equals_autograds(shape):
    torch.manual_seed(0)
    weight = torch.randn(shape, dtype=torch.float64, requires_grad=True)
    inputs = torch.randn(5, *shape[:-2], 6, 4, dtype=torch.float64, requires_grad=True)

    def loss(apply) -> torch.Tensor:
        total, carried = torch.zeros((), dtype=torch.float64), 0.0
        for step in inputs:
            carried = apply(step + carried).tanh().sum(-1, keepdim=True)
            total = total + carried.sum()
        return total

    expected = torch.autograd.grad(loss(lambda x: x @ weight.transpose(-1, -2)), (weight, inputs))
    found = torch.autograd.grad(loss(unrolled_linear(weight)), (weight, inputs))
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"hidden": 7}, "even, got 7"),
        ({"attend": "during"}, "attend must be one of before, after, got 'during'"),
        ({"score": "product"}, "one of additive, dot"),
        ({"cell": "rnn"}, "one of lstm, gru"),
        ({"layers": 0}, "layers must be 1 or more, got 0"),
        ({"dropout": 1.0}, "dropout"),
    ],
)
def test_a_network_that_cannot_be_is_refused(choices, message):
    with pytest.raises(ValueError, match=message):
        NetworkConfig(5, 5, **choices)
