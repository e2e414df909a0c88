"""The decoder: started by what the encoder hands over, it attends to the memory at each step.

Context and input embedding are fed to its recurrence; a readout scores the next token.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.attention.scores import valid_mask, weighted_pooling
from models.interruption import checkpoint
from models.seq2seq.attention import Attention, Sentence
from models.seq2seq.cells import Gates, State
from models.seq2seq.config import NetworkConfig
from models.seq2seq.dropout import Dropout
from models.seq2seq.encoder import Memory
from models.seq2seq.linear import LinearMap, linear, packed_linear
from models.seq2seq.recurrence import RecurrentWeights
from models.seq2seq.unrolled import unrolled_linear
from models.seq2seq.unrolled_attention import Attended, AttentionMap


class DecoderState(NamedTuple):
    """What a step hands to the next."""

    layers: tuple[State, ...]
    context: Tensor
    """(batch, hidden): the step's context; part of the next input if attention comes after."""


class DecoderStep(NamedTuple):
    """One step's intermediates, in the order in which they arise."""

    query: Tensor
    projected_query: Tensor
    scores: Tensor
    weights: Tensor
    context: Tensor
    gates: tuple[Gates, ...]
    state: DecoderState


class DecoderMaps(NamedTuple):
    """The linear maps of one pass through time."""

    query: LinearMap
    embedding: LinearMap
    """The embedding's part of the first layer's W x + b."""
    context: LinearMap
    """The context's part of it."""
    inputs: tuple[LinearMap, ...]
    """Of the other layers, without their biases."""
    recurrent: tuple[LinearMap, ...]
    readout: LinearMap
    output: LinearMap
    attend: AttentionMap | None
    """Given in training; else each step attends by itself."""


class Led(NamedTuple):
    """The decoder led through given targets (teacher forcing)."""

    embedded: Tensor
    """(batch, target, embedding) of the tokens that are read."""
    steps: tuple[DecoderStep, ...]
    weights: Tensor
    """(batch, target, source): row i is the attention with which target token i is predicted."""
    readout: Tensor
    """(batch, target, embedding)"""


def _as_scored(_step: int) -> None:
    """No step's weights are given."""


class Decoder(nn.Module):
    """Writes the target, attending to the memory at each step."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.target_vocabulary, config.embedding)
        self.attention = Attention(config)
        sizes = [config.embedding + config.hidden] + [config.hidden] * (config.layers - 1)
        self.layers = nn.ModuleList(
            RecurrentWeights(config.cell, size, config.hidden) for size in sizes
        )
        lexical = config.embedding if config.lexical else 0
        self.readout = nn.Linear(2 * config.hidden + config.embedding + lexical, config.embedding)
        self.output_bias = nn.Parameter(torch.empty(config.target_vocabulary))
        self.dropout = Dropout(config.dropout)
        self._packed: DecoderMaps | None = None

    def layer(self, index: int) -> RecurrentWeights:
        weights = self.layers[index]
        assert isinstance(weights, RecurrentWeights)
        return weights

    def start(self, memory: Memory) -> tuple[Sentence, DecoderState]:
        """From the three things that the encoder hands over to the state before the first step."""
        sentence = Sentence(
            memory.outputs,
            self.attention.keys(memory.outputs),
            valid_mask(memory.valid_lengths, memory.outputs.shape[1]),
            memory.embeddings,
        )
        return sentence, DecoderState(memory.states, torch.zeros_like(memory.states[0].hidden))

    def maps(self, sentence: Sentence | None = None) -> DecoderMaps:
        """The maps for one pass; in training, with its sentence, gradients are gathered."""
        if not torch.is_grad_enabled():
            return self._packed or self._maps(linear, unrolled_linear)
        attend = self.attention.unrolled(sentence) if sentence else None
        return self._maps(linear, unrolled_linear)._replace(attend=attend)

    def pack(self) -> None:
        """Keep copies of the weights, which will not change any more, for fast products."""
        self._packed = self._maps(packed_linear, packed_linear)
        self.attention.pack()

    def _maps(
        self, at_once: Callable[[Tensor, Tensor], LinearMap], a_step: Callable[[Tensor], LinearMap]
    ) -> DecoderMaps:
        """Maps of two makes: for any number of steps at once, and for a step at a time."""
        layers = [self.layer(index) for index in range(self.config.layers)]
        of_embedding, of_context = layers[0].input.tensor_split([self.config.embedding], dim=1)
        return DecoderMaps(
            a_step(self.attention.query),
            at_once(of_embedding, layers[0].bias),
            a_step(of_context),
            tuple(a_step(layer.input) for layer in layers[1:]),
            tuple(a_step(layer.recurrent) for layer in layers),
            at_once(self.readout.weight, self.readout.bias),
            at_once(self.embedding.weight, self.output_bias),
            None,
        )

    def embed(self, tokens: Tensor) -> Tensor:
        """Tokens (...) -> (..., embedding)."""
        return self.dropout(self.embedding(tokens))  # type: ignore[no-any-return]

    def attend(
        self,
        projected_query: Tensor,
        sentence: Sentence,
        maps: DecoderMaps,
        given: Tensor | None = None,
    ) -> Attended:
        """Scores and weights (batch, source), context (batch, hidden).

        projected_query (batch, hidden); given (source,) stands in for the weights if there is one.
        """
        if maps.attend:
            found = maps.attend(projected_query)
        else:
            found = self.attention.attend(projected_query, sentence)
        if given is None:
            return found
        weights = given.expand_as(found.weights)
        return Attended(found.scores, weights, weighted_pooling(weights, sentence.memory))

    def step(
        self,
        projected: Tensor,
        state: DecoderState,
        sentence: Sentence,
        maps: DecoderMaps,
        given: Tensor | None = None,
    ) -> DecoderStep:
        """One step of the recurrence. projected (batch, gates * hidden): `maps.embedding`'s.

        given (source,): attention weights in place of those that the scores make.
        """
        query, context = state.layers[-1].hidden, state.context
        if self.config.attend == "before":
            projected_query = maps.query(query)
            scores, weights, context = self.attend(projected_query, sentence, maps, given)
        projected = maps.context(context, projected)
        layers: list[State] = []
        gates: list[Gates] = []
        for index in range(self.config.layers):
            weights_of_layer = self.layer(index)
            if index:
                below = self.dropout(layers[-1].hidden)
                bias = weights_of_layer.bias.expand(len(below), -1)
                projected = maps.inputs[index - 1](below, bias)
            new, new_gates = weights_of_layer.step(
                projected, maps.recurrent[index], state.layers[index]
            )
            layers.append(new)
            gates.append(new_gates)
        if self.config.attend == "after":
            query = layers[-1].hidden
            projected_query = maps.query(query)
            scores, weights, context = self.attend(projected_query, sentence, maps, given)
        after = DecoderState(tuple(layers), context)
        return DecoderStep(query, projected_query, scores, weights, context, tuple(gates), after)

    def read_out(
        self,
        embedded: Tensor,
        hidden: Tensor,
        context: Tensor,
        weights: Tensor,
        sentence: Sentence,
        maps: DecoderMaps,
    ) -> Tensor:
        """tanh(W [hidden; context; embedding] + b) for each of some steps. Pascanu et al. 2014.

        embedded (batch, target, embedding), hidden and context (batch, target, hidden), weights
        (batch, target, source) -> (batch, target, embedding). If the configuration is lexical, the
        source embeddings under the weights stand last in the brackets.
        """
        parts = [hidden, context, embedded]
        if self.config.lexical:
            parts.append(torch.bmm(weights, sentence.embeddings))
        joined = torch.cat(parts, dim=-1)
        return self.dropout(torch.tanh(maps.readout(joined)))  # type: ignore[no-any-return]

    def lead(
        self,
        inputs: Tensor,
        sentence: Sentence,
        state: DecoderState,
        maps: DecoderMaps,
        given: Callable[[int], Tensor | None] = _as_scored,
    ) -> Led:
        """Read inputs (batch, target), the targets shifted right with the start token first.

        given: attention weights (source,) that a step is to have, if any; counted from 0.
        """
        embedded = self.embed(inputs)
        steps: list[DecoderStep] = []
        for index, projected in enumerate(maps.embedding(embedded).unbind(1)):
            checkpoint()
            steps.append(self.step(projected, state, sentence, maps, given(index)))
            state = steps[-1].state
        weights = torch.stack([step.weights for step in steps], dim=1)
        readout = self.read_out(
            embedded,
            torch.stack([step.state.layers[-1].hidden for step in steps], dim=1),
            torch.stack([step.context for step in steps], dim=1),
            weights,
            sentence,
            maps,
        )
        return Led(embedded, tuple(steps), weights, readout)

    def logits(self, readout: Tensor) -> Tensor:
        """Score of each target token: the readout against its embedding. (..., vocabulary).

        Input and output embedding are one matrix: Press and Wolf 2017.
        """
        return F.linear(readout, self.embedding.weight, self.output_bias)

    def predict(
        self, embedded: Tensor, step: DecoderStep, sentence: Sentence, maps: DecoderMaps
    ) -> Tensor:
        """Logits of the token that follows a step. embedded (batch, embedding)
        -> (batch, vocabulary).
        """
        embedded, hidden, context, weights = (
            part.unsqueeze(1)
            for part in (embedded, step.state.layers[-1].hidden, step.context, step.weights)
        )
        readout = self.read_out(embedded, hidden, context, weights, sentence, maps)
        return maps.output(readout.squeeze(1))
