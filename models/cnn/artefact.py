"""A trained classifier on disk: safetensors, configuration, metrics, card."""

from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from models.cnn.layers import ClassifierConfig
from models.cnn.network import Classifier
from models.weight_files import (
    CONFIG,
    METRICS,
    WEIGHTS,
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
KIND = "classifier"


@dataclass(frozen=True)
class ClassifierArtefact:
    """A classifier ready to be asked: in evaluation mode, its numbers need no gradients."""

    name: str
    classes: tuple[str, ...]
    """What it tells apart, in the order of its logits."""
    network: Classifier
    training: dict[str, Any] = field(default_factory=dict)
    """How it was trained: the recipe, the time, the data."""
    metrics: dict[str, Any] = field(default_factory=dict)


def save(artefact: ClassifierArtefact, folder: Path) -> None:
    """Write an artefact, or leave the one that was there; CannotWrite says why.

    The folder's name is the model's.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    weights = {WEIGHTS: halves(artefact.network)}
    config = {
        "format": FORMAT,
        "kind": KIND,
        "written_by": version("loupe"),
        "name": artefact.name,
        "classes": artefact.classes,
        "network": asdict(artefact.network.config),
        "training": artefact.training,
        "sha256": checksums(weights),
    }
    files = weights | {CONFIG: as_json(config), METRICS: as_json(artefact.metrics)}
    write_together({folder / name: content for name, content in files.items()})


def load(folder: Path) -> ClassifierArtefact:
    """Read and verify an artefact; anything wrong is a BrokenArtefact that says what."""
    config = read_json(folder, CONFIG)
    check_format(folder, config, FORMAT)
    if config.get("kind") != KIND:
        raise broken(folder, f"{CONFIG} describes no {KIND}")
    try:
        sizes: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in config["network"].items()
        }
        with Uninitialised():
            network = Classifier(ClassifierConfig(**sizes))
        artefact = ClassifierArtefact(
            name=str(config["name"]),
            classes=tuple(map(str, config["classes"])),
            network=network,
            training=dict(config["training"]),
            metrics=read_json(folder, METRICS),
        )
        sums = dict(config["sha256"])
    except (KeyError, TypeError) as error:
        raise broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    except (AttributeError, ValueError, RuntimeError) as error:
        raise broken(folder, f"{CONFIG} describes no network ({error})") from error
    if artefact.name != folder.name:
        raise broken(folder, f"{CONFIG} names it {artefact.name}")
    if len(artefact.classes) != network.config.classes:
        raise broken(folder, f"{CONFIG} names {len(artefact.classes)} classes")
    check_tensors(folder, network.state_dict())
    verify(folder, WEIGHTS, sums)
    fill(network, folder)
    return artefact
