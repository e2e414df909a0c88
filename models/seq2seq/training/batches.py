"""Sentence pairs as batches of token ids, sorted by length and bounded by their token count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.seq2seq.tokens import END, PAD, START

IGNORED = -100
"""Target of a padding position: no loss."""


@dataclass(frozen=True)
class Example:
    """One sentence pair as token ids, both with the end-of-sentence token."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    links: tuple[tuple[int, int], ...] = ()
    """(target token, source token) that an alignment links."""


@dataclass(frozen=True)
class Batch:
    """source (batch, source), valid_lengths (batch,), inputs and targets (batch, target)."""

    source: Tensor
    valid_lengths: Tensor
    inputs: Tensor
    """The target shifted right: the start token first."""
    targets: Tensor
    """Token ids, `IGNORED` beyond the end of the sentence."""
    guide: Tensor
    """(batch, target, source): rows of linked targets sum to 1 over their links, others are 0."""

    @property
    def target_tokens(self) -> int:
        return int((self.targets != IGNORED).sum())


def make_batch(examples: Sequence[Example]) -> Batch:
    """Pad a handful of examples to the longest."""
    batch = len(examples)
    lengths = [len(example.source) for example in examples]
    source = np.full((batch, max(lengths)), PAD, dtype=np.int64)
    longest = max(len(example.target) for example in examples)
    inputs = np.full((batch, longest), PAD, dtype=np.int64)
    targets = np.full((batch, longest), IGNORED, dtype=np.int64)
    guide = np.zeros((batch, longest, max(lengths)), dtype=np.float32)
    for row, example in enumerate(examples):
        end = len(example.target)
        source[row, : lengths[row]] = example.source
        inputs[row, 0] = START
        inputs[row, 1:end] = example.target[:-1]
        targets[row, :end] = example.target
        if example.links:
            linked = np.array(example.links)
            guide[row, linked[:, 0], linked[:, 1]] = 1.0
    guide /= np.maximum(guide.sum(axis=-1, keepdims=True), 1.0)
    return Batch(
        torch.from_numpy(source),
        torch.tensor(lengths),
        torch.from_numpy(inputs),
        torch.from_numpy(targets),
        torch.from_numpy(guide),
    )


def with_end(ids: Sequence[int]) -> tuple[int, ...]:
    return (*ids, END)


def plan(
    examples: Sequence[Example], tokens: int, generator: np.random.Generator
) -> list[list[int]]:
    """Indices of one epoch's batches.

    Sentences of like length go together; a batch has at most `tokens` target tokens with its
    padding, and at most that many source tokens. Ties and the order of batches are shuffled.
    """
    noise = generator.random(len(examples))
    order = sorted(
        range(len(examples)),
        key=lambda i: (len(examples[i].target), len(examples[i].source), noise[i]),
    )
    batches: list[list[int]] = []
    longest_source = longest_target = 0
    for index in order:
        longest_source = max(longest_source, len(examples[index].source))
        longest_target = max(longest_target, len(examples[index].target))
        longest = max(longest_source, longest_target)
        if not batches or (len(batches[-1]) + 1) * longest > tokens:
            batches.append([])
            longest_source = len(examples[index].source)
            longest_target = len(examples[index].target)
        batches[-1].append(index)
    return [batches[i] for i in generator.permutation(len(batches))]


def in_order(examples: Sequence[Example], tokens: int) -> Iterator[Batch]:
    """Every example once, in batches by length: for evaluation."""
    for indices in plan(examples, tokens, np.random.default_rng(0)):
        yield make_batch([examples[i] for i in indices])
