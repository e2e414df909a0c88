"""Small models with weights drawn at random, as folders: for tests of what a server has."""

from functools import cache
from pathlib import Path
from typing import Any

import torch

from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.tokens import Tokenizer
from models.seq2seq.training.initialise import initialise
from models.seq2seq.training.tokenizer import train_tokenizer

SENTENCES = ("My sister reads a blue book.", "They do not want to go home.", "Is this your dog?")


@cache
def tokenizer() -> Tokenizer:
    return train_tokenizer(SENTENCES, 60, "en")


def save_small(
    weights: Path,
    name: str,
    *,
    source_language: str = "en",
    target_language: str = "fr",
    default: bool = False,
    training: dict[str, Any] | None = None,
    metrics: dict[str, Any] | None = None,
    **config: Any,
) -> Path:
    """Write a model below `weights`; `config` goes to its NetworkConfig."""
    torch.manual_seed(0)
    pieces = tokenizer()
    sizes = {"embedding": 12, "hidden": 16} | config
    network = EncoderDecoder(NetworkConfig(pieces.size, pieces.size, **sizes))
    initialise(network)
    made = Artefact(
        name=name,
        source_language=source_language,
        target_language=target_language,
        network=network.half().float(),
        source=pieces,
        target=pieces,
        training=training or {},
        metrics=metrics or {},
        default=default,
    )
    artefact.save(made, weights / name)
    return weights / name


def _split(**changed: Any) -> dict[str, Any]:
    groups = [
        {"least": 1, "most": 4, "items": 160, "bleu": 52.1, "chrf": 66.2, "bleu_beam": 54.0},
        {"least": 5, "most": 8, "items": 402, "bleu": 46.1, "chrf": 63.0, "bleu_beam": 48.2},
        {"least": 9, "most": 14, "items": 180, "bleu": 40.2, "chrf": 60.1, "bleu_beam": 43.1},
        {"least": 15, "most": 30, "items": 4, "bleu": 12.0, "chrf": 30.0, "bleu_beam": 11.0},
    ]
    return {
        "bleu": 44.2,
        "chrf": 61.1,
        "exact_match": 0.214,
        "bleu_beam": 48.3,
        "chrf_beam": 63.2,
        "exact_match_beam": 0.231,
        "bleu_signature": "signature",
        "chrf_signature": "signature",
        "perplexity": 4.21,
        "items": 742,
        "by_length": groups,
        "link_share": 0.899,
        "aer": 0.215,
        "links": 7468,
        "diagonal_link_share": 0.648,
        "diagonal_aer": 0.426,
        "shift": {"-1": 0.205, "0": 0.899, "1": 0.175},
        "end_mass": 0.009,
        "punctuation_mass": 0.08,
        "entropy": 0.72,
    } | changed


METRICS = _split(
    dev=_split(
        bleu=47.1,
        bleu_beam=50.5,
        exact_match_beam=0.24,
        perplexity=4.12,
        link_share=0.904,
        aer=0.211,
        diagonal_link_share=0.645,
        shift={"-1": 0.21, "0": 0.904, "1": 0.18},
        end_mass=0.0098,
        punctuation_mass=0.081,
        entropy=0.71,
    )
)
"""Every key that `loupe evaluate` writes, with figures as a good model has them."""
TRAINING: dict[str, Any] = {
    "corpus": "Tatoeba (tatoeba.org), as published by manythings.org/anki; CC BY 2.0 FR",
    "pairs": 162_315,
    "target_tokens": 2_000_000,
    "seconds": 600,
    "threads": 2,
    "remark": "",
    "curve": [
        {
            "epoch": epoch,
            "target_tokens": 1_000_000 * epoch,
            "seconds": 300 * epoch,
            "train_loss": train_loss,
            "dev_loss": dev_loss,
        }
        for epoch, train_loss, dev_loss in ((1, 4.1, 3.5), (2, 3.0, 2.5))
    ],
}
"""What a run leaves behind."""
