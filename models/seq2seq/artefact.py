"""A trained model on disk: safetensors, configuration, tokenizers, metrics, card.

`save` writes a folder; `describe` reads what it says of itself, in a millisecond; `load` reads and
verifies all of it: names, shapes and checksum. Weights are kept in fp16 and computed with in fp32.
No pickle is ever read.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as save_tensors
from torch import Tensor
from torch.overrides import TorchFunctionMode

from models.errors import ArtefactTooNew, BrokenArtefact
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.sizes import parameters_by_part
from models.seq2seq.tokens import Tokenizer
from models.seq2seq.whole_files import told, write_together

FORMAT = 1
"""Of the files below. Raised when an older version would misread what a newer one writes."""
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
    tensors = {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in artefact.network.state_dict().items()
    }
    files = dict(zip(TOKENIZERS, (artefact.source.model, artefact.target.model), strict=True))
    files[WEIGHTS] = save_tensors(tensors)
    config = {
        "format": FORMAT,
        "written_by": version("loupe"),
        "name": artefact.name,
        "source_language": artefact.source_language,
        "target_language": artefact.target_language,
        "default": artefact.default,
        "network": asdict(artefact.network.config),
        "training": artefact.training,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }
    files |= {CONFIG: _as_json(config), METRICS: _as_json(artefact.metrics)}
    write_together({folder / name: content for name, content in files.items()})


def describe(folder: Path) -> Description:
    """Read what an artefact says of itself and whether its weights are all there.

    Raises BrokenArtefact, or ArtefactTooNew for one that only a newer version can read.
    """
    config = _read_json(folder, CONFIG)
    _readable(folder, config)
    try:
        sizes = NetworkConfig(**config["network"])
    except ValueError as error:
        raise _broken(folder, f"{CONFIG} describes no network ({error})") from error
    except (KeyError, TypeError) as error:
        raise _broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    network = _empty_network(folder, sizes)
    try:
        described = Description(
            folder=folder,
            **{name: str(config[name]) for name in ("name", "source_language", "target_language")},
            config=sizes,
            parameters=parameters_by_part(network),
            training=dict(config["training"]),
            metrics=_read_json(folder, METRICS),
            default=bool(config["default"]),
            sha256=dict(config["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"{CONFIG} lacks or misspells {error}") from error
    if described.name != folder.name:
        raise _broken(folder, f"{CONFIG} names it {described.name}")
    for name in (WEIGHTS, *TOKENIZERS):
        if not (folder / name).is_file():
            raise _broken(folder, f"{name} is missing")
    _same_names_and_shapes(folder, network.state_dict(), _tensors(folder))
    return described


def load(folder: Path) -> Artefact:
    """Read and verify an artefact; anything wrong is a BrokenArtefact that says what."""
    described = describe(folder)
    for name in (WEIGHTS, *TOKENIZERS):
        _verify(folder, name, described.sha256)
    network = _empty_network(folder, described.config)
    # The file is mapped, not read: one pass turns it into fp32 in place.
    tensors = {n: t.to(torch.float32, copy=True) for n, t in _tensors(folder).items()}
    for name, value in tensors.items():
        if not value.sum().isfinite():  # halves cannot sum up to more than a float holds
            raise _broken(folder, f"{name} holds a value that is not finite")
    network.load_state_dict(tensors, assign=True)
    source, target = _tokenizers(described)
    return Artefact(
        name=described.name,
        source_language=described.source_language,
        target_language=described.target_language,
        network=network.eval().requires_grad_(False),
        source=source,
        target=target,
        training=described.training,
        metrics=described.metrics,
        default=described.default,
    )


def _readable(folder: Path, config: dict[str, Any]) -> None:
    """Refuse a newer format before its other keys are taken for misspelt ones."""
    found = config.get("format", 1)
    if not isinstance(found, int) or found < 1:
        raise _broken(folder, f"{CONFIG} gives no format that there is: {found}")
    if found > FORMAT:
        written_by = config.get("written_by", "?")
        raise ArtefactTooNew(folder=folder.name, found=found, limit=FORMAT, version=written_by)


class _Uninitialised(TorchFunctionMode):
    """Leaves fresh parameters as they are, for they are about to be replaced."""

    def __torch_function__(
        self, function: Any, _types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if getattr(function, "__module__", "") == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return function(*args, **kwargs)


def _empty_network(folder: Path, config: NetworkConfig) -> EncoderDecoder:
    try:
        with _Uninitialised():
            return EncoderDecoder(config)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise _broken(folder, f"{CONFIG} describes no network ({error})") from error


def _tensors(folder: Path) -> dict[str, Tensor]:
    """The tensors as they lie in the file; each is read when it is first used."""
    try:
        with safe_open(folder / WEIGHTS, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise _broken(folder, f"{WEIGHTS} is no safetensors file ({error})") from error


def _tokenizers(described: Description) -> tuple[Tokenizer, Tokenizer]:
    try:
        source, target = (Tokenizer.load(described.folder / name) for name in TOKENIZERS)
    except RuntimeError as error:
        raise _broken(described.folder, f"a tokenizer cannot be read ({error})") from error
    sizes = (described.config.source_vocabulary, described.config.target_vocabulary)
    if (source.size, target.size) != sizes:
        reason = f"its tokenizers have {source.size} and {target.size} pieces, not {sizes}"
        raise _broken(described.folder, reason)
    return source, target


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


def _verify(folder: Path, name: str, checksums: dict[str, str]) -> None:
    try:
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _broken(folder, f"{name} cannot be read") from error
    if found != checksums.get(name):
        raise _broken(folder, f"{name} does not have the checksum that {CONFIG} gives")


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _broken(folder, f"{name} cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise _broken(folder, f"{name} is no JSON object")
    return content


def _as_json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def _broken(folder: Path, reason: str) -> BrokenArtefact:
    return BrokenArtefact(folder=folder.name, reason=reason)
