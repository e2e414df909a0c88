"""The encoder: layers of a recurrence that reads the source in both directions.

The two states of a position are concatenated; those of the last layer are the *memory*.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.seq2seq.cells import State
from models.seq2seq.config import NetworkConfig
from models.seq2seq.dropout import Dropout
from models.seq2seq.recurrence import RecurrentMaps, RecurrentWeights


class Memory(NamedTuple):
    """What the encoder hands over to the decoder."""

    outputs: Tensor
    """(batch, source, hidden): keys' source and values of the attention."""
    states: tuple[State, ...]
    """One a layer, (batch, hidden): forward's last state beside backward's last."""
    valid_lengths: Tensor
    """(batch,)"""
    embeddings: Tensor
    """(batch, source, embedding)"""


class EncoderLayerOutput(NamedTuple):
    """Both directions of a layer, each in the order in which the sentence is written."""

    hidden: Tensor
    """(batch, source, 2, hidden / 2): index 0 reads forwards, 1 backwards."""
    gates: tuple[Tensor, ...]
    """Each (batch, source, 2, hidden / 2); empty unless asked for."""
    cells: Tensor | None
    """(batch, source, 2, hidden / 2) of an LSTM, if gates are asked for."""
    final: State
    """(batch, hidden): forward's state after the last word beside backward's after the first."""

    def without(self, direction: int) -> "EncoderLayerOutput":
        """The same with the states of one direction zeroed, its gates as they were."""
        kept = torch.tensor([direction != 0, direction != 1]).unsqueeze(1)

        def halves(final: Tensor) -> Tensor:
            return (final.view(len(final), 2, -1) * kept).flatten(1)

        hidden, cell = self.final
        return self._replace(
            hidden=self.hidden * kept,
            cells=None if self.cells is None else self.cells * kept,
            final=State(halves(hidden), None if cell is None else halves(cell)),
        )


class Encoder(nn.Module):
    """Reads the source in both directions."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.source_vocabulary, config.embedding)
        sizes = [config.embedding] + [config.hidden] * (config.layers - 1)
        self.layers = nn.ModuleList(
            RecurrentWeights(config.cell, size, config.hidden // 2, stack=2) for size in sizes
        )
        self.dropout = Dropout(config.dropout)
        self._packed: tuple[RecurrentMaps, ...] = ()

    def layer(self, index: int) -> RecurrentWeights:
        weights = self.layers[index]
        assert isinstance(weights, RecurrentWeights)
        return weights

    def maps(self, layer: int) -> RecurrentMaps:
        """The maps for one pass; the packed ones where there are some and no gradients."""
        if self._packed and not torch.is_grad_enabled():
            return self._packed[layer]
        return self.layer(layer).maps()

    def pack(self) -> None:
        """Keep copies of the weights, which will not change any more, for fast products."""
        self._packed = tuple(self.layer(index).packed_maps() for index in range(self.config.layers))

    def embed(self, tokens: Tensor) -> Tensor:
        """Tokens (batch, source) -> (batch, source, embedding)."""
        return self.dropout(self.embedding(tokens))  # type: ignore[no-any-return]

    def read(
        self, layer: int, inputs: Tensor, valid_lengths: Tensor, keep_gates: bool = False
    ) -> EncoderLayerOutput:
        """One layer, both directions at once. inputs (batch, source, size)."""
        weights, maps = self.layer(layer), self.maps(layer)
        batch = len(inputs)
        both = torch.stack((inputs, reverse_valid(inputs, valid_lengths)))
        projected = maps.inputs(both.flatten(1, 2)).view(2, *inputs.shape[:2], -1)
        state = weights.initial((2, batch, self.config.hidden // 2), inputs)
        states, gates = [], []
        for step in projected.unbind(2):
            state, step_gates = weights.step(step, maps.recurrent, state)
            states.append(state)
            if keep_gates:
                gates.append(torch.stack(step_gates.values))
        last = valid_lengths - 1
        rows = torch.arange(batch, device=last.device)
        hidden = torch.stack([one.hidden for one in states], dim=2)
        final_hidden = hidden[:, rows, last].transpose(0, 1).reshape(batch, -1)
        cells = final_cell = None
        if state.cell is not None:
            cells = torch.stack([one.cell for one in states if one.cell is not None], dim=2)
            final_cell = cells[:, rows, last].transpose(0, 1).reshape(batch, -1)
        return EncoderLayerOutput(
            _as_written(hidden, valid_lengths),
            tuple(_as_written(one, valid_lengths) for one in torch.stack(gates, dim=3))
            if gates
            else (),
            _as_written(cells, valid_lengths) if keep_gates and cells is not None else None,
            State(final_hidden, final_cell),
        )

    def forward(self, tokens: Tensor, valid_lengths: Tensor) -> Memory:
        """Tokens (batch, source) of token ids, valid_lengths (batch,) -> what the decoder needs."""
        return self.encode(self.embed(tokens), valid_lengths)

    def encode(self, embeddings: Tensor, valid_lengths: Tensor) -> Memory:
        """The same from the embeddings on. embeddings (batch, source, embedding)."""
        return self.layer_by_layer(embeddings, valid_lengths)[0]

    def layer_by_layer(
        self,
        embeddings: Tensor,
        valid_lengths: Tensor,
        keep_gates: bool = False,
        zero_direction: int | None = None,
    ) -> tuple[Memory, tuple[EncoderLayerOutput, ...]]:
        """The same, with what led there; the states of one direction (0 or 1) may be zeroed."""
        outputs: list[EncoderLayerOutput] = []
        inputs = embeddings
        for layer in range(self.config.layers):
            if layer:
                inputs = self.dropout(inputs)
            output = self.read(layer, inputs, valid_lengths, keep_gates)
            if zero_direction is not None:
                output = output.without(zero_direction)
            inputs = output.hidden.flatten(2)
            outputs.append(output)
        states = tuple(output.final for output in outputs)
        return Memory(inputs, states, valid_lengths, embeddings), tuple(outputs)


def _as_written(both: Tensor, valid_lengths: Tensor) -> Tensor:
    """(2, batch, source, size) with the second reversed -> (batch, source, 2, size)."""
    return torch.stack((both[0], reverse_valid(both[1], valid_lengths)), dim=2)


def reverse_valid(sequences: Tensor, valid_lengths: Tensor) -> Tensor:
    """Each sequence backwards within its valid length, padding left where it is.

    sequences (batch, time, ...), valid_lengths (batch,) -> the same shape.
    """
    time = torch.arange(sequences.shape[1], device=sequences.device).unsqueeze(0)
    lengths = valid_lengths.unsqueeze(1)
    order = torch.where(time < lengths, lengths - 1 - time, time)
    return sequences[torch.arange(len(order), device=order.device).unsqueeze(1), order]
