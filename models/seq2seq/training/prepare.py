"""From a corpus to examples: tokenizers, alignments and token ids, kept in the run's folder.

Tokenizers and alignments are made once and read back afterwards, so that a resumed run sees
exactly what it saw before.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import sentencepiece

from models.seq2seq.tokens import Pieces, Tokenizer
from models.seq2seq.training.alignment import (
    Links,
    align,
    as_text,
    from_text,
    on_pieces,
    word_spans,
)
from models.seq2seq.training.batches import Example, with_end
from models.seq2seq.training.corpus import Pair, Splits
from models.seq2seq.training.recipe import Recipe
from models.seq2seq.training.tokenizer import train_tokenizer
from models.whole_files import write_whole


@dataclass(frozen=True)
class Prepared:
    """What training and the measures on dev need."""

    source: Tokenizer
    target: Tokenizer
    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    pairs: tuple[Pair, ...]
    """Those of `train`."""
    links: Sequence[Links]
    """The word links of each of `pairs`; empty sets if the recipe does not guide."""

    def read_again(self, index: int, source: str) -> Example:
        """A training example with its source written otherwise, all but its last words in place."""
        links = self.links[index]
        if links:
            count = len(word_spans(source))
            links = frozenset(link for link in links if link[0] < count)
        return _example((source, self.pairs[index][1]), links, self.source, self.target)

    def sampled(self, chance: float, seed: int) -> list[Example]:
        """The training examples with pieces drawn by chance; the same seed draws the same."""
        with ThreadPoolExecutor(1) as fresh:  # a new thread begins a new series of draws
            return fresh.submit(self._sampled, chance, seed).result()

    def _sampled(self, chance: float, seed: int) -> list[Example]:
        sentencepiece.set_random_generator_seed(seed)
        examples = []
        for (source, target), links in zip(self.pairs, self.links, strict=True):
            pieces = self.source.sample(source, chance), self.target.sample(target, chance)
            examples.append(_linked(*pieces, links))
        return examples


def tokenizers(splits: Splits, recipe: Recipe, folder: Path) -> tuple[Tokenizer, Tokenizer]:
    """The run's tokenizers, learned from the training sentences if the folder has none."""
    found = []
    for side, name in enumerate(("source", "target")):
        path = folder / f"{name}.model"
        if not path.exists():
            sentences = dict.fromkeys(pair[side] for pair in splits.train)
            language = recipe.target_language if side else recipe.source_language
            size = recipe.vocabulary if side else recipe.source_vocabulary or recipe.vocabulary
            write_whole(path, train_tokenizer(sentences, size, language).model)
        found.append(Tokenizer.load(path))
    return found[0], found[1]


def prepare(splits: Splits, recipe: Recipe, folder: Path) -> Prepared:
    """Examples of train and dev; those of train with links if the recipe guides the attention."""
    folder.mkdir(parents=True, exist_ok=True)
    source, target = tokenizers(splits, recipe, folder)
    links: Sequence[Links] = [frozenset()] * len(splits.train)
    if recipe.guidance:
        links = _train_links(splits, folder / "links.txt")
    return Prepared(
        source,
        target,
        tuple(
            _example(pair, link, source, target)
            for pair, link in zip(splits.train, links, strict=True)
        ),
        tuple(_example(pair, frozenset(), source, target) for pair in splits.dev),
        splits.train,
        links,
    )


def _example(pair: Pair, links: Links, source: Tokenizer, target: Tokenizer) -> Example:
    if links:
        return _linked(source.encode(pair[0]), target.encode(pair[1]), links)
    return Example(with_end(source.ids(pair[0])), with_end(target.ids(pair[1])), ())


def _linked(source: Pieces, target: Pieces, links: Links) -> Example:
    found: list[tuple[int, int]] = []
    if links:
        found = on_pieces(links, source, target)
        found.append((len(target.ids), len(source.ids)))  # the two ends of sentence, last
    return Example(with_end(source.ids), with_end(target.ids), tuple(found))


def _train_links(splits: Splits, path: Path) -> list[Links]:
    if not path.exists():
        links = (alignment.both for alignment in align(splits.train))
        write_whole(path, as_text(links).encode())
    return from_text(path.read_text())
