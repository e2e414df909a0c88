"""Small models with weights drawn at random, as folders: for tests of what a server has."""

from functools import cache
from pathlib import Path
from typing import Any

import torch

from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.network import EncoderDecoder, NetworkConfig
from models.seq2seq.tokens import Tokenizer
from models.seq2seq.training.initialise import initialise
from models.seq2seq.training.tokenizer import train_tokenizer

SENTENCES = ("My sister reads a blue book.", "They do not want to go home.", "Is this your dog?")


@cache
def tokenizer() -> Tokenizer:
    return train_tokenizer(SENTENCES, 60)


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
