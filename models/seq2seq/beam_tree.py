"""Beam search step by step: what was considered, what was kept and what was pruned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import torch

from models.seq2seq.beam import ROOT, BeamStep, Search, beam
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import Hypothesis, normalised
from models.seq2seq.tokens import END


@dataclass(frozen=True)
class Candidate:
    """A hypothesis made longer by one token."""

    node: int | None
    """Its number in the tree, counted from 0, if it was kept."""
    parent: int
    """The node that it lengthens; `ROOT` before the first token."""
    token: int
    log_probability: float
    """Of the token, given those before it."""
    total: float
    """Sum of the log probabilities from the first token on."""
    score: float
    """The total under the length penalty: what ended hypotheses are ranked by."""
    ended: bool
    """Whether it left the beam."""


@dataclass(frozen=True)
class BeamTrace:
    """A search from its first step to its end."""

    hypotheses: tuple[Hypothesis, ...]
    """Best first, as the search answers."""
    steps: tuple[tuple[Candidate, ...], ...]
    """For each step the candidates, likeliest first: those that were kept, then as many of the
    likeliest that were not."""

    @cached_property
    def _kept(self) -> dict[int, Candidate]:
        """By the numbers of their nodes."""
        return {one.node: one for step in self.steps for one in step if one.node is not None}

    def ids(self, node: int) -> tuple[int, ...]:
        """Tokens from the first one to this node's."""
        found = []
        while node != ROOT:
            found.append(self._kept[node].token)
            node = self._kept[node].parent
        return tuple(found[::-1])

    def node(self, hypothesis: Hypothesis) -> int:
        """The node at which a hypothesis ended."""
        return next(
            one.node
            for one in self.steps[len(hypothesis.ids) - 1]
            if one.node is not None and one.ended and self.ids(one.node) == hypothesis.ids
        )


@dataclass
class _Watcher:
    size: int
    length_penalty: float
    steps: list[tuple[Candidate, ...]] = field(default_factory=list)
    nodes: int = 0

    def __call__(self, step: BeamStep) -> None:
        kept = step.chosen.tolist()
        flat = step.sums.flatten()
        likeliest = flat.topk(min(2 * self.size, len(flat))).indices.tolist()
        others = [place for place in likeliest if place not in kept]
        ended = [*step.ended.tolist(), *([False] * len(others))]
        found = [
            self._candidate(step, place, rank if rank < len(kept) else None, end)
            for rank, (place, end) in enumerate(zip([*kept, *others], ended, strict=True))
            if flat[place] > -math.inf
        ]
        self.steps.append(tuple(found))
        self.nodes += len(kept)

    def _candidate(self, step: BeamStep, place: int, rank: int | None, ended: bool) -> Candidate:
        row, token = divmod(place, step.sums.shape[1])
        total = float(step.sums[row, token])
        return Candidate(
            None if rank is None else self.nodes + rank,
            int(step.parents[row]),
            token,
            float(step.chances[row, token]),
            total,
            normalised(total, len(self.steps) + 1, self.length_penalty),
            ended or (rank is None and token == END),
        )


@torch.inference_mode()
def trace_beam(
    network: EncoderDecoder,
    source_ids: Sequence[int],
    search: Search,
    max_tokens: int,
) -> BeamTrace:
    """What `beam` does for one sentence; source_ids with the end-of-sentence token."""
    watcher = _Watcher(search.size, search.length_penalty)
    (hypotheses,) = beam(
        network, [source_ids], search.size, search.length_penalty, max_tokens, watch=watcher
    )
    return BeamTrace(tuple(hypotheses), tuple(watcher.steps))
