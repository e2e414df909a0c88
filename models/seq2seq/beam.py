"""Beam search: several translations at once, ranked by the probability of the whole."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from models import limits
from models.errors import OutOfRange, WrongForm
from models.interruption import checkpoint
from models.seq2seq.interventions import AS_IT_IS, Edit
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import Hypothesis, begin, greedy, normalised, select, select_state
from models.seq2seq.tokens import END, START


@dataclass(frozen=True)
class Search:
    """How translations are found: so many at once, ranked by `Hypothesis.score`.

    size: 1..limits.BEAM_SIZE; length_penalty: 0..limits.LENGTH_PENALTY.
    Raises OutOfRange or WrongForm.
    """

    size: int = limits.BEAM_SIZE_DEFAULT
    length_penalty: float = limits.LENGTH_PENALTY_DEFAULT

    def __post_init__(self) -> None:
        if not 1 <= self.size <= limits.BEAM_SIZE:
            raise OutOfRange(
                field="search.size", name="size", value=self.size, least=1, most=limits.BEAM_SIZE
            )
        if not 0 <= self.length_penalty <= limits.LENGTH_PENALTY:
            raise WrongForm(
                field="search.length_penalty",
                name="length_penalty",
                value=self.length_penalty,
                allowed=f"0 … {limits.LENGTH_PENALTY:g}",
            )

    def run(
        self,
        network: EncoderDecoder,
        sentences: Sequence[Sequence[int]],
        max_tokens: int,
        edit: Edit = AS_IT_IS,
    ) -> list[list[Hypothesis]]:
        """At most `size` translations of each sentence, best first."""
        if self == GREEDY:
            return [[one] for one in greedy(network, sentences, max_tokens, edit)]
        return beam(network, sentences, self.size, self.length_penalty, max_tokens, edit)


GREEDY = Search(size=1, length_penalty=0.0)


ROOT = -1
"""The node before the first token."""


class _Nodes(NamedTuple):
    """Beginnings of translations as a tree: each lengthens its parent by one token."""

    parents: Tensor
    """(nodes,)"""
    tokens: Tensor
    """(nodes,)"""
    log_probabilities: Tensor
    """(nodes,) of the token, given those before it."""
    weights: Tensor
    """(nodes, source): the attention with which the token was predicted."""


class BeamStep(NamedTuple):
    """What a step of the search weighed up for the first sentence."""

    parents: Tensor
    """(width,) nodes of the hypotheses that were lengthened; `ROOT` before the first token."""
    chances: Tensor
    """(width, vocabulary) log probabilities of each next token."""
    sums: Tensor
    """(width, vocabulary) log probabilities of the lengthened hypotheses."""
    chosen: Tensor
    """(kept,) places in the flattened sums, best first. Nodes are numbered in this order."""
    ended: Tensor
    """(kept,) whether the hypothesis leaves the beam."""


@torch.inference_mode()
def beam(
    network: EncoderDecoder,
    sentences: Sequence[Sequence[int]],
    size: int,
    length_penalty: float,
    max_tokens: int,
    edit: Edit = AS_IT_IS,
    watch: Callable[[BeamStep], object] | None = None,
) -> list[list[Hypothesis]]:
    """The best translations of several sentences: for each at most `size`, best first.

    sentences: token ids with the end-of-sentence token; size: 1 or more, where 1 is greedy search;
    length_penalty: 0 or more, see `normalised`; max_tokens: of the target, 1 or more; watch: told
    of each step, for one sentence alone.

    A step lengthens each running hypothesis by every token and keeps the `size` likeliest results;
    those that end leave the beam. A sentence is done when `size` hypotheses have ended that are all
    better than any running one would be if it ended next, for certain. Sutskever et al. 2014.
    """
    decoder, maps = network.decoder, network.decoder.maps()
    sentence, state, columns, _ = begin(network, sentences, edit)
    running = torch.arange(len(sentences))
    tokens = torch.full_like(running, START)
    nodes = torch.full_like(running, ROOT)
    # (running, width) sums of log probabilities; the search starts from the empty hypothesis
    sums = torch.zeros(len(sentences), 1)
    best_scores = torch.full((len(sentences), size), -math.inf)
    grown: list[_Nodes] = []
    ends: list[list[int]] = [[] for _ in sentences]
    for length in range(1, max_tokens + 1):
        checkpoint()
        embedded = decoder.embed(tokens)
        given = edit.given(length - 1)
        step = decoder.step(maps.embedding(embedded), state, sentence, maps, given)
        chances = torch.log_softmax(decoder.predict(embedded, step, sentence, maps), dim=-1)
        if length <= len(edit.prefix):
            chances = _only(chances, edit.prefix[length - 1])
        width, vocabulary = sums.shape[1], chances.shape[1]
        lengthened = (sums.view(-1, 1) + chances).view(len(running), width * vocabulary)
        parents = nodes
        sums, chosen = lengthened.topk(min(size, width * vocabulary))
        first_rows = torch.arange(0, len(tokens), width).unsqueeze(1)
        rows, tokens = (
            (first_rows + chosen // vocabulary).flatten(),
            (chosen % vocabulary).flatten(),
        )
        grown.append(_Nodes(nodes[rows], tokens, chances[rows, tokens], step.weights[rows]))
        nodes = torch.arange(len(rows)) + sum(len(one.tokens) for one in grown[:-1])

        ended = (sums > -math.inf) & ((tokens == END).view_as(sums) | (length == max_tokens))
        if watch:
            watch(BeamStep(parents, chances, lengthened.view_as(chances), chosen[0], ended[0]))
        owners = running.unsqueeze(1).expand_as(ended)[ended]
        for index, node in zip(owners.tolist(), nodes[ended.flatten()].tolist(), strict=True):
            ends[index].append(node)
        scores = normalised(sums, length, length_penalty).masked_fill(~ended, -math.inf)
        best_scores = torch.cat((best_scores, scores), dim=1).topk(size).values
        sums = sums.masked_fill(ended, -math.inf)
        hoped_for = normalised(sums.amax(dim=1), length + 1, length_penalty)
        going_on = hoped_for > best_scores[:, -1]
        if not going_on.any():
            break
        if not going_on.all():
            here = going_on.repeat_interleave(sums.shape[1])
            rows, tokens, nodes = rows[here], tokens[here], nodes[here]
            running, sums, best_scores = running[going_on], sums[going_on], best_scores[going_on]
        if not going_on.all() or sums.shape[1] > width:
            sentence = select(sentence, rows)
        state = select_state(step.state, rows)
    tree = _Nodes(*(torch.cat(parts) for parts in zip(*grown, strict=True)))
    return [
        sorted(
            (_hypothesis(tree, node, width) for node in nodes_of_sentence),
            key=lambda hypothesis: -hypothesis.score(length_penalty),
        )[:size]
        for nodes_of_sentence, width in zip(ends, columns, strict=True)
    ]


def _only(chances: Tensor, token: int) -> Tensor:
    """The same with no other token possible."""
    return torch.full_like(chances, -math.inf).index_copy(
        1, torch.tensor([token]), chances[:, token : token + 1]
    )


def _hypothesis(tree: _Nodes, node: int, columns: int) -> Hypothesis:
    """The way from the root to a node."""
    path: list[int] = []
    while node != ROOT:
        path.append(node)
        node = int(tree.parents[node])
    path.reverse()
    return Hypothesis(
        tuple(tree.tokens[path].tolist()),
        tuple(tree.log_probabilities[path].tolist()),
        tree.weights[path, :columns],
    )
