"""Search: from a source sentence to target tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from models.seq2seq.attention import Sentence
from models.seq2seq.cells import State
from models.seq2seq.decoder import DecoderState
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
    divisor: float = ((5 + tokens) / 6) ** length_penalty
    return log_probability / divisor


def pad(sentences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Token ids of several sentences as (batch, source) and valid lengths (batch,)."""
    lengths = torch.tensor([len(ids) for ids in sentences])
    source = torch.full((len(sentences), int(lengths.max())), PAD)
    for row, ids in enumerate(sentences):
        source[row, : len(ids)] = torch.tensor(ids)
    return source, lengths


@torch.inference_mode()
def greedy(
    network: EncoderDecoder, sentences: Sequence[Sequence[int]], max_tokens: int
) -> list[Hypothesis]:
    """The likeliest token at each step, for several sentences at once.

    sentences: token ids with the end-of-sentence token; max_tokens: of the target, 1 or more.
    Finished sentences leave the batch, so that the others go on alone.
    """
    source, lengths = pad(sentences)
    decoder = network.decoder
    sentence, state = decoder.start(network.encoder(source, lengths))
    maps = decoder.maps()
    tokens = torch.full((len(sentences),), START)
    running = torch.arange(len(sentences))
    ids: list[list[int]] = [[] for _ in sentences]
    chances: list[list[float]] = [[] for _ in sentences]
    rows: list[list[Tensor]] = [[] for _ in sentences]
    for _ in range(max_tokens):
        embedded = decoder.embed(tokens)
        step = decoder.step(decoder.project(embedded), state, sentence, maps)
        logits = decoder.predict(embedded, step, sentence)
        best, tokens = logits.max(dim=-1)
        chance = best - torch.logsumexp(logits, dim=-1)
        for row, (index, token, value) in enumerate(
            zip(running.tolist(), tokens.tolist(), chance.tolist(), strict=True)
        ):
            ids[index].append(token)
            chances[index].append(value)
            rows[index].append(step.weights[row, : lengths[index]])
        state = step.state
        going_on = tokens != END
        if not going_on.all():
            if not going_on.any():
                break
            running, tokens = running[going_on], tokens[going_on]
            sentence, state = select(sentence, going_on), select_state(state, going_on)
    return [
        Hypothesis(tuple(ids[i]), tuple(chances[i]), torch.stack(rows[i]))
        for i in range(len(sentences))
    ]


@torch.inference_mode()
def forced(
    network: EncoderDecoder, source_ids: Sequence[int], target_ids: Sequence[int]
) -> Hypothesis:
    """The given target's probabilities and attention (teacher forcing)."""
    source, lengths = pad([source_ids])
    inputs = torch.tensor([[START, *target_ids[:-1]]])
    unrolled = network(source, lengths, inputs)
    chances = torch.log_softmax(network.decoder.logits(unrolled.readout[0]), dim=-1)
    chosen = chances.gather(1, torch.tensor(target_ids).unsqueeze(1)).squeeze(1)
    return Hypothesis(tuple(target_ids), tuple(chosen.tolist()), unrolled.weights[0])


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
