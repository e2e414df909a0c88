"""Small models trained in seconds, to stand beside the one that ships."""

import dataclasses
from pathlib import Path

import torch
from rich.console import Console

from models.seq2seq import artefact
from models.seq2seq.training.cli import finished
from models.seq2seq.training.corpus import Splits
from models.seq2seq.training.loop import train
from models.seq2seq.training.prepare import prepare
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import Recipe
from tests.models.seq2seq.conftest import RECIPE, sentences, true_links

RECIPES = (
    dataclasses.replace(RECIPE, name="small-additive", epochs=14),
    dataclasses.replace(RECIPE, name="small-dot", score="dot", epochs=12),
    dataclasses.replace(
        RECIPE, name="small-back", source_language="fr", target_language="en", epochs=1
    ),
)
"""The first two are trained alike but for the score; the third translates the other way."""


def make(recipe: Recipe, weights: Path, run: Path) -> None:
    """Train one model and put it below `weights`; `run` holds what training writes."""
    pairs = sentences()
    back = recipe.source_language != "en"
    links = [true_links(pair) for pair in pairs]
    if back:
        pairs = [(french, english) for english, french in pairs]
        links = [frozenset((j, i) for i, j in one) for one in links]
    dev = range(0, len(pairs), 12)
    kept = [i for i in range(len(pairs)) if i not in dev]
    splits = Splits(
        tuple(pairs[i] for i in kept),
        tuple(pairs[i] for i in dev),
        tuple(pairs[i] for i in dev[:5]),
    )
    run.mkdir(parents=True)
    lines = (" ".join(f"{a}-{b}" for a, b in sorted(links[i])) for i in kept)
    (run / "links.txt").write_text("\n".join(lines))
    prepared = prepare(splits, recipe, run)
    train(prepared, recipe, run, Report(Console(quiet=True)))
    made = finished(recipe, prepared, run, len(kept), 1)
    artefact.save(dataclasses.replace(made, default=False), weights / recipe.name)


def make_all(weights: Path, runs: Path) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for recipe in RECIPES:
        make(recipe, weights, runs / recipe.name)
    torch.set_num_threads(threads)
