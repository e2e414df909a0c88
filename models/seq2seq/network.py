"""The encoder-decoder with attention, whole.

The decoder starts from what the encoder hands over: memory, final state and valid length.
Bahdanau, Cho and Bengio 2015, with the sizes and the choices that `NetworkConfig` names.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.seq2seq.config import NetworkConfig
from models.seq2seq.decoder import Decoder
from models.seq2seq.encoder import Encoder, Memory


class Unrolled(NamedTuple):
    """The decoder run over a given target (teacher forcing)."""

    readout: Tensor
    """(batch, target, embedding)"""
    weights: Tensor
    """(batch, target, source): row i is the attention with which target token i is predicted."""


class EncoderDecoder(nn.Module):
    """Encoder and decoder together. Fresh weights are arbitrary: load some, or initialise them."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def forward(self, source: Tensor, valid_lengths: Tensor, inputs: Tensor) -> Unrolled:
        """Teacher forcing.

        source (batch, source) token ids, valid_lengths (batch,), inputs (batch, target): the
        target shifted right, the start token first.
        """
        return self.unroll(self.encoder(source, valid_lengths), inputs)

    def unroll(self, memory: Memory, inputs: Tensor) -> Unrolled:
        """The same from what the encoder hands over."""
        decoder = self.decoder
        sentence, state = decoder.start(memory)
        maps = decoder.maps(sentence)
        embedded = decoder.embed(inputs)
        hidden, contexts, weights = [], [], []
        for projected in decoder.project(embedded).unbind(1):
            step = decoder.step(projected, state, sentence, maps)
            state = step.state
            hidden.append(state.layers[-1].hidden)
            contexts.append(step.context)
            weights.append(step.weights)
        stacked = torch.stack(weights, dim=1)
        readout = decoder.read_out(
            embedded,
            torch.stack(hidden, dim=1),
            torch.stack(contexts, dim=1),
            stacked,
            sentence,
        )
        return Unrolled(readout, stacked)

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())
