"""Parameters by part, against counts done by hand and against torch's own layers."""

import pytest
from torch import nn

from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.sizes import parameters_by_part


def size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("attend", ["before", "after"])
@pytest.mark.parametrize("score", ["additive", "dot"])
@pytest.mark.parametrize("layers", [1, 2])
def test_parts_are_those_of_layers_of_the_same_sizes_and_add_up(layers, score, attend):
    config = NetworkConfig(50, 40, 12, 16, layers=layers, score=score, attend=attend)
    network = EncoderDecoder(config)
    parts = parameters_by_part(network)
    both_ways = nn.LSTM(12, 8, num_layers=layers, bidirectional=True)
    forwards = nn.LSTM(12 + 16, 16, num_layers=layers)
    second_biases = 4 * 16 * layers  # torch's LSTM has two biases a gate, which only add up
    assert parts == {
        "source_embedding": 50 * 12,
        "encoder": size(both_ways) - second_biases,
        "attention": 2 * 16 * 16 + (16 if score == "additive" else 0),
        "recurrence": size(forwards) - second_biases,
        "readout": (16 + 16 + 12) * 12 + 12,
        "output": 40 * 12 + 40,
    }
    assert sum(parts.values()) == network.parameter_count()
    assert sum(parts.values()) == size(network)
