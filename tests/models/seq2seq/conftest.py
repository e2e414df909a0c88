"""A small model, really trained: on sentences made from a few words of our own."""

import dataclasses
import gzip
import itertools
from pathlib import Path

import pytest
import torch
from rich.console import Console

from models.seq2seq.artefact import Artefact
from models.seq2seq.training.alignment import Links, as_text, words
from models.seq2seq.training.corpus import Pair, Splits
from models.seq2seq.training.finish import finished
from models.seq2seq.training.loop import train
from models.seq2seq.training.prepare import Prepared, prepare
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import Recipe

WHO = {
    "I see": "je vois",
    "we want": "nous voulons",
    "you have": "vous avez",
    "they buy": "ils achètent",
}
WHAT = {"a book": "un livre", "a coat": "un manteau", "a dog": "un chien", "a hat": "un chapeau"}
HOW = {"red": "rouge", "black": "noir", "green": "vert", "blue": "bleu", "yellow": "jaune"}
END = {".": ".", "here.": "ici.", "today!": "aujourd'hui !"}

RECIPE = Recipe(
    "tiny",
    vocabulary=120,
    embedding=32,
    hidden=64,
    dropout=0.0,
    epochs=24,
    batch_tokens=160,
    learning_rate=5e-3,
    warm_up=20,
    average=0.9,
)


def sentences() -> list[Pair]:
    """240 pairs; French puts the colour after the thing."""
    pairs = []
    for who, what, how, end in itertools.product(WHO, WHAT, HOW, END):
        article, thing = what.split()
        glue = "" if end == "." else " "
        english = f"{who} {article} {how} {thing}{glue}{end}"
        french = f"{WHO[who]} {WHAT[what]} {HOW[how]}{glue}{END[end]}"
        pairs.append((english, french))
    return pairs


def true_links(pair: Pair) -> Links:
    """Which words of a pair of ours translate each other."""
    dictionary: dict[str, str] = {}
    for part in (WHO, WHAT, HOW, END):
        for english, french in part.items():
            dictionary.update(zip(words(english), words(french), strict=False))
    source, target = words(pair[0]), words(pair[1])
    return frozenset(
        (i, target.index(dictionary[word]))
        for i, word in enumerate(source)
        if dictionary.get(word) in target
    )


def prepare_with_true_links(splits: Splits, recipe: Recipe, folder: Path) -> Prepared:
    """An aligner's links of so few sentences would differ from run to run."""
    (folder / "links.txt").write_text(as_text(map(true_links, splits.train)))
    return prepare(splits, recipe, folder)


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many pairs that some of them are held out."""
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for (english, french), number in itertools.product(sentences(), range(5)):
            file.write(f"{number} {english}\t{number} {french}\n")
    return path


@pytest.fixture(scope="session")
def splits() -> Splits:
    pairs = sentences()
    dev = pairs[::12]
    return Splits(tuple(p for p in pairs if p not in dev), tuple(dev), tuple(dev[:5]))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def tiny(splits: Splits, run_folder: Path) -> Artefact:
    """Trained in seconds by the project's own loop, guided by the true links."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    prepared = prepare_with_true_links(splits, RECIPE, run_folder)
    train(prepared, RECIPE, run_folder, Report(Console(quiet=True)))
    torch.set_num_threads(threads)
    made = finished(RECIPE, prepared, run_folder, len(splits.train), 1)
    return dataclasses.replace(made, default=True)
