"""From a finished run to a model that says how it was trained and what it is worth."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from models.seq2seq import artefact as artefacts
from models.seq2seq.artefact import Artefact
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training import corpus
from models.seq2seq.training.card import write_card
from models.seq2seq.training.loop import network_config
from models.seq2seq.training.prepare import Prepared
from models.seq2seq.training.recipe import Recipe
from models.seq2seq.training.run_folder import BEST, LOG

DEFAULT = "en-fr-additive"
_CURVE = ("epoch", "target_tokens", "seconds", "train_loss", "dev_loss")


def finished(
    recipe: Recipe, prepared: Prepared, folder: Path, pairs: int, threads: int, remark: str = ""
) -> Artefact:
    """The best weights of a run as a model, not measured yet.

    They are rounded to fp16 first, so that what is measured is what is kept.
    """
    network = EncoderDecoder(network_config(recipe, prepared))
    network.load_state_dict(load_file(folder / BEST))
    network.half().float().eval().requires_grad_(False)
    epochs = curve(folder / LOG)
    training: dict[str, Any] = {
        "recipe": dataclasses.asdict(recipe),
        "corpus": f"{corpus.ATTRIBUTION}; {corpus.LICENCE}",
        "pairs": pairs,
        "target_tokens": epochs[-1]["target_tokens"],
        "seconds": round(epochs[-1]["seconds"]),
        "threads": threads,
        "remark": remark,
        "torch": torch.__version__.partition("+")[0],
        "curve": epochs,
    }
    return Artefact(
        name=recipe.name,
        source_language=recipe.source_language,
        target_language=recipe.target_language,
        network=network,
        source=prepared.source,
        target=prepared.target,
        training=training,
        default=recipe.name == DEFAULT,
    )


def curve(log: Path) -> list[dict[str, float]]:
    """Losses by epoch, as the run wrote them."""
    rows = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    return [{name: round(row[name], 4) for name in _CURVE} for row in rows]


def measured(artefact: Artefact, splits: dict[str, dict[str, Any]]) -> Artefact:
    """With the figures of both splits: test's at the top, dev's below."""
    dev, test = (dict(splits[name]) for name in ("dev", "test"))
    return dataclasses.replace(artefact, metrics={"split": "test", **test, "dev": dev})


def publish(artefact: Artefact, folder: Path) -> None:
    """Write a model and its card; CannotWrite if the disk is full."""
    artefacts.save(artefact, folder)
    write_card(artefact, folder)
