"""Search: from a source sentence to target tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import torch
from torch import Tensor
from torch.nn import functional as F

from models.interruption import checkpoint
from models.seq2seq.attention import Sentence
from models.seq2seq.cells import State
from models.seq2seq.decoder import Decoder, DecoderState, Led
from models.seq2seq.encoder import EncoderLayerOutput
from models.seq2seq.interventions import AS_IT_IS, Edit
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.tokens import END, PAD, START


@dataclass(frozen=True)
class Hypothesis:
    """One translation. Rows of `attention` and `log_probabilities` belong to `ids`."""

    ids: tuple[int, ...]
    """Ends with the end-of-sentence token unless the limit was reached before."""
    log_probabilities: tuple[float, ...]
    """Natural logarithm of each token's probability given those before it."""
    attention: Tensor
    """(target, source) of this sentence's valid length; each row sums to 1."""

    @property
    def log_probability(self) -> float:
        """Natural logarithm of the probability of the whole translation."""
        return sum(self.log_probabilities)

    def score(self, length_penalty: float) -> float:
        """What beam search ranks by; with a penalty of 0 the log probability."""
        return normalised(self.log_probability, len(self.ids), length_penalty)


Sum = TypeVar("Sum", float, Tensor)


def normalised(log_probability: Sum, tokens: int, length_penalty: float) -> Sum:
    """The log probability of so many tokens over ((5 + tokens) / 6) ^ length_penalty.

    Every token makes a translation less likely, so that without it short ones win.
    Wu et al. 2016, section 7, without their coverage term.
    """
    return log_probability / length_divisor(tokens, length_penalty)


def length_divisor(tokens: int, length_penalty: float) -> float:
    """((5 + tokens) / 6) ^ length_penalty: 1 for one token or without a penalty."""
    divisor: float = ((5 + tokens) / 6) ** length_penalty
    return divisor


def pad(sentences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Token ids of several sentences as (batch, source) and valid lengths (batch,)."""
    lengths = torch.tensor([len(ids) for ids in sentences])
    source = torch.full((len(sentences), int(lengths.max())), PAD)
    for row, ids in enumerate(sentences):
        source[row, : len(ids)] = torch.tensor(ids)
    return source, lengths


class Begun(NamedTuple):
    """A decoder before its first step."""

    sentence: Sentence
    state: DecoderState
    columns: list[int]
    """Of each sentence's attention: its valid length, and the padding that was asked for."""
    encoder: tuple[EncoderLayerOutput, ...]


def begin(
    network: EncoderDecoder,
    sentences: Sequence[Sequence[int]],
    edit: Edit = AS_IT_IS,
    keep_gates: bool = False,
) -> Begun:
    """Encode the sentences and start the decoder."""
    source, lengths = pad(sentences)
    source = F.pad(source, (0, edit.padding), value=PAD)
    encoder = network.encoder
    memory, layers = encoder.layer_by_layer(
        encoder.embed(source), lengths, keep_gates, edit.direction()
    )
    sentence, state = network.decoder.start(memory)
    if not edit.mask:
        sentence = sentence._replace(mask=torch.ones_like(sentence.mask))
    return Begun(sentence, state, (lengths + edit.padding).tolist(), layers)


@torch.inference_mode()
def greedy(
    network: EncoderDecoder,
    sentences: Sequence[Sequence[int]],
    max_tokens: int,
    edit: Edit = AS_IT_IS,
) -> list[Hypothesis]:
    """The likeliest token at each step, for several sentences at once.

    sentences: token ids with the end-of-sentence token; max_tokens: of the target, 1 or more.
    Finished sentences leave the batch, so that the others go on alone.
    """
    decoder = network.decoder
    sentence, state, columns, _ = begin(network, sentences, edit)
    maps = decoder.maps()
    tokens = torch.full((len(sentences),), START)
    running = torch.arange(len(sentences))
    found: list[tuple[Tensor, ...]] = []
    for length in range(max_tokens):
        checkpoint()
        embedded = decoder.embed(tokens)
        projected = maps.embedding(embedded)
        step = decoder.step(projected, state, sentence, maps, edit.given(length))
        chances = torch.log_softmax(decoder.predict(embedded, step, sentence, maps), dim=-1)
        best, tokens = chances.max(dim=-1)
        if length < len(edit.prefix):
            tokens = torch.full_like(tokens, edit.prefix[length])
            best = chances[:, edit.prefix[length]]
        found.append((running, tokens, best, step.weights))
        state = step.state
        going_on = tokens != END
        if not going_on.all():
            if not going_on.any():
                break
            running, tokens = running[going_on], tokens[going_on]
            sentence, state = select(sentence, going_on), select_state(state, going_on)
    owners, *parts = (torch.cat(part) for part in zip(*found, strict=True))
    order, counts = owners.argsort(stable=True), owners.bincount().tolist()
    return [
        Hypothesis(tuple(ids.tolist()), tuple(chances.tolist()), weights[:, :width])
        for ids, chances, weights, width in zip(
            *(torch.split(part[order], counts) for part in parts), columns, strict=True
        )
    ]


@torch.inference_mode()
def forced(
    network: EncoderDecoder,
    source_ids: Sequence[int],
    target_ids: Sequence[int],
    edit: Edit = AS_IT_IS,
) -> Hypothesis:
    """The given target's probabilities and attention (teacher forcing)."""
    led = lead(network.decoder, begin(network, [source_ids], edit), target_ids, edit)
    chances = torch.log_softmax(network.decoder.logits(led.readout[0]), dim=-1)
    chosen = chances.gather(1, torch.tensor(target_ids).unsqueeze(1)).squeeze(1)
    return Hypothesis(tuple(target_ids), tuple(chosen.tolist()), led.weights[0])


def lead(decoder: Decoder, begun: Begun, target_ids: Sequence[int], edit: Edit = AS_IT_IS) -> Led:
    """Lead the decoder through a target, for the one sentence of the batch."""
    inputs = torch.tensor([[START, *target_ids[:-1]]])
    return decoder.lead(inputs, begun.sentence, begun.state, decoder.maps(), edit.given)


def select(sentence: Sentence, rows: Tensor) -> Sentence:
    """Rows of the batch: by index, or those that are True."""
    return Sentence(*(part[rows] for part in sentence))


def select_state(state: DecoderState, rows: Tensor) -> DecoderState:
    """The same rows of a state."""
    layers = tuple(
        State(layer.hidden[rows], None if layer.cell is None else layer.cell[rows])
        for layer in state.layers
    )
    return DecoderState(layers, state.context[rows])
