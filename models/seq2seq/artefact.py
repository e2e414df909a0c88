"""A trained model on disk: safetensors, configuration, tokenizers, metrics, card.

`save` writes a folder, `load` verifies it: names, shapes and checksum. Weights are kept in fp16
and computed with in fp32. No pickle is ever read.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from models.errors import BrokenArtefact
from models.seq2seq.network import EncoderDecoder, NetworkConfig
from models.seq2seq.tokens import Tokenizer

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"
TOKENIZERS = ("source.model", "target.model")


@dataclass(frozen=True)
class Artefact:
    """A model ready to translate. The network is in evaluation mode and needs no gradients."""

    name: str
    source_language: str
    target_language: str
    network: EncoderDecoder
    source: Tokenizer
    target: Tokenizer
    training: dict[str, Any] = field(default_factory=dict)
    """How it was trained: the recipe, the time, the data."""
    metrics: dict[str, Any] = field(default_factory=dict)
    default: bool = False
    """Whether it answers when no model is named."""


def save(artefact: Artefact, folder: Path) -> None:
    """Write an artefact; the folder's name is the model's."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in artefact.network.state_dict().items()
    }
    weights = save_tensors(tensors)
    files = dict(zip(TOKENIZERS, (artefact.source.model, artefact.target.model), strict=True))
    files[WEIGHTS] = weights
    for name, content in files.items():
        (folder / name).write_bytes(content)
    config = {
        "name": artefact.name,
        "source_language": artefact.source_language,
        "target_language": artefact.target_language,
        "default": artefact.default,
        "network": asdict(artefact.network.config),
        "training": artefact.training,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    _write_json(folder / CONFIG, config)
    _write_json(folder / METRICS, artefact.metrics)


def load(folder: Path) -> Artefact:
    """Read and verify an artefact; anything wrong is a BrokenArtefact that says what."""
    config = _read_json(folder, CONFIG)
    try:
        checksums = dict(config["sha256"])
        network_config = NetworkConfig(**config["network"])
        described = {
            name: str(config[name]) for name in ("name", "source_language", "target_language")
        }
        default = bool(config["default"])
        training = dict(config["training"])
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    if described["name"] != folder.name:
        raise _broken(folder, f"{CONFIG} names it {described['name']}")
    files = {name: _verified(folder, name, checksums) for name in (WEIGHTS, *TOKENIZERS)}
    network = _network(folder, network_config, files[WEIGHTS])
    try:
        source, target = (Tokenizer(files[name]) for name in TOKENIZERS)
    except RuntimeError as error:
        raise _broken(folder, f"a tokenizer cannot be read ({error})") from error
    sizes = (network_config.source_vocabulary, network_config.target_vocabulary)
    if (source.size, target.size) != sizes:
        raise _broken(
            folder, f"its tokenizers have {source.size} and {target.size} pieces, not {sizes}"
        )
    metrics = _read_json(folder, METRICS)
    return Artefact(
        **described,
        network=network,
        source=source,
        target=target,
        training=training,
        metrics=metrics,
        default=default,
    )


def _network(folder: Path, config: NetworkConfig, weights: bytes) -> EncoderDecoder:
    try:
        network = EncoderDecoder(config)
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"{CONFIG} describes no network ({error})") from error
    try:
        tensors = load_tensors(weights)
    except SafetensorError as error:
        raise _broken(folder, f"{WEIGHTS} is no safetensors file ({error})") from error
    _same_names_and_shapes(folder, network.state_dict(), tensors)
    for name, value in tensors.items():
        if not torch.isfinite(value).all():
            raise _broken(folder, f"{name} holds a value that is not finite")
    network.load_state_dict({n: t.float() for n, t in tensors.items()}, assign=True)
    return network.eval().requires_grad_(False)


def _same_names_and_shapes(
    folder: Path, expected: dict[str, Tensor], found: dict[str, Tensor]
) -> None:
    if difference := expected.keys() ^ found.keys():
        raise _broken(folder, f"tensors missing or superfluous: {', '.join(sorted(difference))}")
    for name, value in expected.items():
        if value.shape != found[name].shape:
            raise _broken(
                folder, f"{name} has shape {tuple(found[name].shape)}, not {tuple(value.shape)}"
            )


def _verified(folder: Path, name: str, checksums: dict[str, str]) -> bytes:
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise _broken(folder, f"{name} cannot be read") from error
    if hashlib.sha256(content).hexdigest() != checksums.get(name):
        raise _broken(folder, f"{name} does not have the checksum that {CONFIG} gives")
    return content


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(folder, f"{name} cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise _broken(folder, f"{name} is no JSON object")
    return content


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _broken(folder: Path, reason: str) -> BrokenArtefact:
    return BrokenArtefact(folder=folder.name, reason=reason)
