"""A trained model on disk: safetensors, configuration, tokenizers, metrics, card.

`save` writes a folder; `describe` reads what it says of itself, in a millisecond; `load` reads and
verifies all of it: names, shapes and checksum. Weights are kept in fp16 and computed with in fp32.
No pickle is ever read.
"""

from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models import weight_files
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.sizes import parameters_by_part
from models.seq2seq.tokens import Tokenizer
from models.weight_files import (
    Uninitialised,
    as_json,
    broken,
    check_format,
    check_tensors,
    checksums,
    fill,
    halves,
    read_json,
    verify,
)
from models.whole_files import told, write_together

FORMAT = 1
"""Of the files below. Raised when an older version would misread what a newer one writes."""
WEIGHTS = weight_files.WEIGHTS
CONFIG = weight_files.CONFIG
METRICS = weight_files.METRICS
CARD = weight_files.CARD
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


@dataclass(frozen=True)
class Description:
    """What an artefact says of itself; its weights are not read yet."""

    folder: Path
    name: str
    source_language: str
    target_language: str
    config: NetworkConfig
    parameters: dict[str, int]
    """Trained numbers of each part of the network."""
    training: dict[str, Any]
    metrics: dict[str, Any]
    default: bool
    sha256: dict[str, str]
    """Checksum of each file."""


def save(artefact: Artefact, folder: Path) -> None:
    """Write an artefact, or leave the one that was there; CannotWrite says why.

    The folder's name is the model's.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = dict(zip(TOKENIZERS, (artefact.source.model, artefact.target.model), strict=True))
    files[WEIGHTS] = halves(artefact.network)
    config = {
        "format": FORMAT,
        "written_by": version("loupe"),
        "name": artefact.name,
        "source_language": artefact.source_language,
        "target_language": artefact.target_language,
        "default": artefact.default,
        "network": asdict(artefact.network.config),
        "training": artefact.training,
        "sha256": checksums(files),
    }
    files |= {CONFIG: as_json(config), METRICS: as_json(artefact.metrics)}
    write_together({folder / name: content for name, content in files.items()})


def describe(folder: Path) -> Description:
    """Read what an artefact says of itself and whether its weights are all there.

    Raises BrokenArtefact, or ArtefactTooNew for one that only a newer version can read.
    """
    config = read_json(folder, CONFIG)
    check_format(folder, config, FORMAT)
    try:
        sizes = NetworkConfig(**config["network"])
    except ValueError as error:
        raise broken(folder, f"{CONFIG} describes no network ({error})") from error
    except (KeyError, TypeError) as error:
        raise broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    network = _empty_network(folder, sizes)
    try:
        described = Description(
            folder=folder,
            **{name: str(config[name]) for name in ("name", "source_language", "target_language")},
            config=sizes,
            parameters=parameters_by_part(network),
            training=dict(config["training"]),
            metrics=read_json(folder, METRICS),
            default=bool(config["default"]),
            sha256=dict(config["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    if described.name != folder.name:
        raise broken(folder, f"{CONFIG} names it {described.name}")
    for name in (WEIGHTS, *TOKENIZERS):
        if not (folder / name).is_file():
            raise broken(folder, f"{name} is missing")
    check_tensors(folder, network.state_dict())
    return described


def load(folder: Path) -> Artefact:
    """Read and verify an artefact; anything wrong is a BrokenArtefact that says what."""
    described = describe(folder)
    for name in (WEIGHTS, *TOKENIZERS):
        verify(folder, name, described.sha256)
    network = _empty_network(folder, described.config)
    fill(network, folder)
    network.pack()
    source, target = _tokenizers(described)
    return Artefact(
        name=described.name,
        source_language=described.source_language,
        target_language=described.target_language,
        network=network,
        source=source,
        target=target,
        training=described.training,
        metrics=described.metrics,
        default=described.default,
    )


def _empty_network(folder: Path, config: NetworkConfig) -> EncoderDecoder:
    try:
        with Uninitialised():
            return EncoderDecoder(config)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise broken(folder, f"{CONFIG} describes no network ({error})") from error


def _tokenizers(described: Description) -> tuple[Tokenizer, Tokenizer]:
    try:
        source, target = (Tokenizer.load(described.folder / name) for name in TOKENIZERS)
    except RuntimeError as error:
        raise broken(described.folder, f"a tokenizer cannot be read ({error})") from error
    sizes = (described.config.source_vocabulary, described.config.target_vocabulary)
    if (source.size, target.size) != sizes:
        reason = f"its tokenizers have {source.size} and {target.size} pieces, not {sizes}"
        raise broken(described.folder, reason)
    return source, target
