"""Training sentences as people type them: without capital and final mark, and several in a row.

Every epoch varies other sentences, decided by the recipe's seed and the epoch alone.
"""

import re
from collections.abc import Sequence

import numpy as np

from models.seq2seq.training.batches import Example
from models.seq2seq.training.prepare import Prepared
from models.seq2seq.training.recipe import Recipe

_FINAL_MARK = re.compile(r"\s*[.!?。！？]\s*$")
_MOST_JOINED = 4


def epoch_examples(prepared: Prepared, recipe: Recipe, epoch: int) -> list[Example]:
    """One epoch's examples; every training pair is in one of them, alone or joined to others."""
    rng = np.random.default_rng((recipe.seed, epoch, 1))
    examples = (
        prepared.sampled(recipe.sampling, int(rng.integers(2**31)))
        if recipe.sampling
        else list(prepared.train)
    )
    if recipe.casual:
        for index in np.flatnonzero(rng.random(len(examples)) < recipe.casual):
            text = casual(prepared.pairs[index][0], lower=rng.random() < 0.5)
            if text:
                examples[index] = prepared.read_again(int(index), text)
    if not recipe.joined:
        return examples
    chosen = rng.permutation(np.flatnonzero(rng.random(len(examples)) < recipe.joined))
    alone = np.setdiff1d(np.arange(len(examples)), chosen)
    varied = [examples[i] for i in alone]
    while len(chosen):
        count = int(rng.integers(2, _MOST_JOINED + 1))
        varied.append(join([examples[i] for i in chosen[:count]]))
        chosen = chosen[count:]
    return varied


def casual(text: str, *, lower: bool) -> str:
    """A sentence as it is often typed: without its final mark, and perhaps all in lower case."""
    bare = _FINAL_MARK.sub("", text)
    return bare.lower() if lower else bare


def join(examples: Sequence[Example]) -> Example:
    """Several sentence pairs as one: pieces and links one after another, one end at the end."""
    source: list[int] = []
    target: list[int] = []
    links: list[tuple[int, int]] = []
    for example in examples:
        before_target, before_source = len(target), len(source)
        links += [(t + before_target, s + before_source) for t, s in example.links[:-1]]
        source += example.source[:-1]
        target += example.target[:-1]
    end = examples[-1]
    if end.links:
        links.append((len(target), len(source)))
    return Example((*source, end.source[-1]), (*target, end.target[-1]), tuple(links))
