"""The encoder-decoder with attention, as `nn.Module`s.

Encoder: embedding, then layers of a recurrence that reads the sentence in both directions; the two
states of a position are concatenated. Its last layer's outputs are the *memory*.
Decoder: started by what the encoder hands over (memory, final state, valid length); at each step it
attends to the memory and feeds context and input embedding to its recurrence.
Bahdanau, Cho and Bengio 2015, with the sizes and the choices that `NetworkConfig` names.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.attention.scores import (
    additive_scores,
    masked_softmax,
    scaled_dot_scores,
    valid_mask,
    weighted_pooling,
)
from models.seq2seq.cells import CELL_GATES, Gates, State, gru_step, lstm_step
from models.seq2seq.dropout import Dropout
from models.seq2seq.unrolled import LinearMap, unrolled_linear
from models.seq2seq.unrolled_attention import Attended, AttentionMap, unrolled_attention

_CHOICES = {"cell": tuple(CELL_GATES), "score": ("additive", "dot"), "attend": ("before", "after")}


@dataclass(frozen=True)
class NetworkConfig:
    """Sizes and choices. `hidden` is the decoder's; each encoder direction has half of it."""

    source_vocabulary: int
    target_vocabulary: int
    embedding: int = 256
    hidden: int = 512
    layers: int = 1
    cell: Literal["lstm", "gru"] = "lstm"
    score: Literal["additive", "dot"] = "additive"
    attend: Literal["before", "after"] = "before"
    """Whether a step's query is the state before or after its recurrent update."""
    dropout: float = 0.0
    """Chance with which a value of an embedding or of the readout is zeroed in training."""
    lexical: bool = False
    """Whether the readout also sees the source embeddings averaged under the attention weights: a
    direct way from a word to its translation. Nguyen and Chiang 2018."""

    def __post_init__(self) -> None:
        """Raises ValueError for a choice or a size that no network has."""
        for name, choices in _CHOICES.items():
            if (value := getattr(self, name)) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
        for name in ("source_vocabulary", "target_vocabulary", "embedding", "hidden", "layers"):
            if (size := getattr(self, name)) < 1:
                raise ValueError(f"{name} must be 1 or more, got {size}")
        if self.hidden % 2:
            raise ValueError(f"hidden must be even, got {self.hidden}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in 0..1, without 1, got {self.dropout}")


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


class DecoderState(NamedTuple):
    """What a step hands to the next."""

    layers: tuple[State, ...]
    context: Tensor
    """(batch, hidden): the step's context; part of the next input if attention comes after."""


class DecoderStep(NamedTuple):
    """One step's intermediates, in the order in which they arise."""

    query: Tensor
    scores: Tensor
    weights: Tensor
    context: Tensor
    gates: tuple[Gates, ...]
    state: DecoderState


class RecurrentWeights(nn.Module):
    """Weights of one recurrent layer; `stack` copies of it side by side.

    input (stack, gates * hidden, inputs), recurrent (stack, gates * hidden, hidden),
    bias (stack, gates * hidden); without the stack axis if `stack` is None.
    """

    def __init__(self, cell: str, inputs: int, hidden: int, stack: int | None = None) -> None:
        super().__init__()
        lead = () if stack is None else (stack,)
        rows = len(CELL_GATES[cell]) * hidden
        self.cell = cell
        self.input = nn.Parameter(torch.empty(*lead, rows, inputs))
        self.recurrent = nn.Parameter(torch.empty(*lead, rows, hidden))
        self.bias = nn.Parameter(torch.empty(*lead, rows))

    def step(self, projected: Tensor, recurrent: LinearMap, state: State) -> tuple[State, Gates]:
        """One update. projected (..., gates * hidden) is W x + b; recurrent maps h to U h."""
        if self.cell == "lstm":
            return lstm_step(recurrent(state.hidden, projected), state)
        return gru_step(projected, recurrent(state.hidden), state)

    def initial(self, shape: tuple[int, ...], like: Tensor) -> State:
        """The state of zeros. shape (..., hidden)."""
        zeros = torch.zeros(shape, dtype=torch.float32, device=like.device)
        return State(zeros, zeros if self.cell == "lstm" else None)


def reverse_valid(sequences: Tensor, valid_lengths: Tensor) -> Tensor:
    """Each sequence backwards within its valid length, padding left where it is.

    sequences (batch, time, ...), valid_lengths (batch,) -> the same shape.
    """
    time = torch.arange(sequences.shape[1], device=sequences.device).unsqueeze(0)
    lengths = valid_lengths.unsqueeze(1)
    order = torch.where(time < lengths, lengths - 1 - time, time)
    return sequences[torch.arange(len(order), device=order.device).unsqueeze(1), order]


class EncoderLayerOutput(NamedTuple):
    """Both directions of a layer, each in the order in which the sentence is written."""

    hidden: Tensor
    """(batch, source, 2, hidden / 2): index 0 reads forwards, 1 backwards."""
    gates: tuple[Tensor, ...]
    """Each (batch, source, 2, hidden / 2); empty unless asked for."""
    final: State
    """(batch, hidden): forward's state after the last word beside backward's after the first."""


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

    def embed(self, tokens: Tensor) -> Tensor:
        """Tokens (batch, source) -> (batch, source, embedding)."""
        return self.dropout(self.embedding(tokens))  # type: ignore[no-any-return]

    def read(
        self, layer: int, inputs: Tensor, valid_lengths: Tensor, keep_gates: bool = False
    ) -> EncoderLayerOutput:
        """One layer, both directions at once. inputs (batch, source, size)."""
        weights = self.layers[layer]
        assert isinstance(weights, RecurrentWeights)
        batch = len(inputs)
        both = torch.stack((inputs, reverse_valid(inputs, valid_lengths)))
        projected = torch.baddbmm(
            weights.bias.unsqueeze(1), both.flatten(1, 2), weights.input.transpose(1, 2)
        ).view(2, *inputs.shape[:2], -1)
        recurrent = unrolled_linear(weights.recurrent)
        state = weights.initial((2, batch, self.config.hidden // 2), inputs)
        states, gates = [], []
        for step in projected.unbind(2):
            state, step_gates = weights.step(step, recurrent, state)
            states.append(state)
            if keep_gates:
                gates.append(torch.stack(step_gates))
        last = valid_lengths - 1
        rows = torch.arange(batch, device=last.device)
        hidden = torch.stack([one.hidden for one in states], dim=2)
        final_hidden = hidden[:, rows, last].transpose(0, 1).reshape(batch, -1)
        final_cell = None
        if state.cell is not None:
            cells = torch.stack([one.cell for one in states if one.cell is not None], dim=2)
            final_cell = cells[:, rows, last].transpose(0, 1).reshape(batch, -1)
        return EncoderLayerOutput(
            _as_written(hidden, valid_lengths),
            tuple(_as_written(one, valid_lengths) for one in torch.stack(gates, dim=3))
            if gates
            else (),
            State(final_hidden, final_cell),
        )

    def forward(self, tokens: Tensor, valid_lengths: Tensor) -> Memory:
        """Tokens (batch, source) of token ids, valid_lengths (batch,) -> what the decoder needs."""
        embeddings, states = self.embed(tokens), []
        inputs = embeddings
        for layer in range(self.config.layers):
            if layer:
                inputs = self.dropout(inputs)
            output = self.read(layer, inputs, valid_lengths)
            inputs = output.hidden.flatten(2)
            states.append(output.final)
        return Memory(inputs, tuple(states), valid_lengths, embeddings)


def _as_written(both: Tensor, valid_lengths: Tensor) -> Tensor:
    """(2, batch, source, size) with the second reversed -> (batch, source, 2, size)."""
    return torch.stack((both[0], reverse_valid(both[1], valid_lengths)), dim=2)


class Attention(nn.Module):
    """Projects query and keys, scores them, pools the memory."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.score = config.score
        self.query = nn.Parameter(torch.empty(config.hidden, config.hidden))
        self.key = nn.Parameter(torch.empty(config.hidden, config.hidden))
        if config.score == "additive":
            self.vector = nn.Parameter(torch.empty(config.hidden))

    def keys(self, memory: Tensor) -> Tensor:
        """W_k memory: formed once a sentence. (batch, source, hidden) -> the same shape."""
        return F.linear(memory, self.key)

    def attend(self, projected_query: Tensor, sentence: "Sentence") -> Attended:
        """Scores, weights and context of one query. projected_query (batch, hidden)."""
        if self.score == "additive":
            scores = additive_scores(projected_query, sentence.keys, self.vector)
        else:
            scores = scaled_dot_scores(projected_query, sentence.keys)
        weights = masked_softmax(scores, sentence.mask)
        return Attended(scores, weights, weighted_pooling(weights, sentence.memory))

    def unrolled(self, sentence: "Sentence") -> AttentionMap:
        """The same for all steps of one pass, its gradients gathered."""
        vector = self.vector if self.score == "additive" else None
        return unrolled_attention(sentence.memory, sentence.keys, sentence.mask, vector)


class Sentence(NamedTuple):
    """What each decoder step needs of the source: formed once."""

    memory: Tensor
    keys: Tensor
    mask: Tensor
    embeddings: Tensor


class DecoderMaps(NamedTuple):
    """The linear maps of one pass through time."""

    query: LinearMap
    context: LinearMap
    inputs: tuple[LinearMap, ...]
    recurrent: tuple[LinearMap, ...]
    attend: AttentionMap | None
    """Given in training; else each step attends by itself."""


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
        layers = [self.layer(index) for index in range(self.config.layers)]
        return DecoderMaps(
            unrolled_linear(self.attention.query),
            unrolled_linear(layers[0].input[:, self.config.embedding :]),
            tuple(unrolled_linear(layer.input) for layer in layers[1:]),
            tuple(unrolled_linear(layer.recurrent) for layer in layers),
            self.attention.unrolled(sentence) if sentence and torch.is_grad_enabled() else None,
        )

    def embed(self, tokens: Tensor) -> Tensor:
        """Tokens (...) -> (..., embedding)."""
        return self.dropout(self.embedding(tokens))  # type: ignore[no-any-return]

    def project(self, embedded: Tensor) -> Tensor:
        """The embedding's part of the first layer's W x + b, for any number of steps at once."""
        first = self.layer(0)
        return F.linear(embedded, first.input[:, : self.config.embedding], first.bias)

    def attend(self, query: Tensor, sentence: Sentence, maps: DecoderMaps) -> Attended:
        """Query (batch, hidden) -> scores and weights (batch, source), context (batch, hidden)."""
        projected = maps.query(query)
        return maps.attend(projected) if maps.attend else self.attention.attend(projected, sentence)

    def step(
        self, projected: Tensor, state: DecoderState, sentence: Sentence, maps: DecoderMaps
    ) -> DecoderStep:
        """One step of the recurrence. projected (batch, gates * hidden) is `project`'s."""
        query, context = state.layers[-1].hidden, state.context
        if self.config.attend == "before":
            scores, weights, context = self.attend(query, sentence, maps)
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
            scores, weights, context = self.attend(query, sentence, maps)
        after = DecoderState(tuple(layers), context)
        return DecoderStep(query, scores, weights, context, tuple(gates), after)

    def read_out(
        self,
        embedded: Tensor,
        hidden: Tensor,
        context: Tensor,
        weights: Tensor,
        sentence: Sentence,
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
        return self.dropout(torch.tanh(self.readout(joined)))  # type: ignore[no-any-return]

    def logits(self, readout: Tensor) -> Tensor:
        """Score of each target token: the readout against its embedding. (..., vocabulary).

        Input and output embedding are one matrix: Press and Wolf 2017.
        """
        return F.linear(readout, self.embedding.weight, self.output_bias)

    def read_out_step(self, embedded: Tensor, step: DecoderStep, sentence: Sentence) -> Tensor:
        """`read_out` of one step. embedded (batch, embedding) -> (batch, embedding)."""
        embedded, hidden, context, weights = (
            part.unsqueeze(1)
            for part in (embedded, step.state.layers[-1].hidden, step.context, step.weights)
        )
        return self.read_out(embedded, hidden, context, weights, sentence).squeeze(1)

    def predict(self, embedded: Tensor, step: DecoderStep, sentence: Sentence) -> Tensor:
        """Logits of the token that follows a step. -> (batch, vocabulary)."""
        return self.logits(self.read_out_step(embedded, step, sentence))


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
        decoder = self.decoder
        sentence, state = decoder.start(self.encoder(source, valid_lengths))
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
