"""Folders of weights: what every kind of model reads, verifies and refuses in the same way.

Weights are safetensors, kept in fp16 and computed with in fp32. No pickle is ever read.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from models.errors import ArtefactTooNew, BrokenArtefact

WEIGHTS = "model.safetensors"
CONFIG = "config.json"
METRICS = "metrics.json"
CARD = "MODEL_CARD.md"


def halves(network: nn.Module) -> bytes:
    """A network's numbers as they are kept."""
    tensors = {
        name: value.detach().to(torch.float16).contiguous()
        for name, value in network.state_dict().items()
    }
    return save(tensors)


def tensors_of(folder: Path) -> dict[str, Tensor]:
    """The tensors as they lie in the file; each is read when it is first used."""
    try:
        with safe_open(folder / WEIGHTS, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise broken(folder, f"{WEIGHTS} is no safetensors file ({error})") from error


def fill(network: nn.Module, folder: Path) -> None:
    """Give a network its trained numbers, in fp32; then it is ready to be asked."""
    # The file is mapped, not read: one pass turns it into fp32 in place.
    tensors = {n: t.to(torch.float32, copy=True) for n, t in tensors_of(folder).items()}
    for name, value in tensors.items():
        if not value.sum().isfinite():  # halves cannot sum up to more than a float holds
            raise broken(folder, f"{name} holds a value that is not finite")
    network.load_state_dict(tensors, assign=True)
    network.eval().requires_grad_(False)


class Uninitialised(TorchFunctionMode):
    """Leaves fresh parameters as they are, for they are about to be replaced."""

    def __torch_function__(
        self, function: Any, _types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if getattr(function, "__module__", "") == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return function(*args, **kwargs)


def check_format(folder: Path, config: Mapping[str, Any], newest: int) -> None:
    """Refuse a newer format before its other keys are taken for misspelt ones."""
    found = config.get("format", 1)
    if not isinstance(found, int) or found < 1:
        raise broken(folder, f"{CONFIG} gives no format that there is: {found}")
    if found > newest:
        written_by = config.get("written_by", "?")
        raise ArtefactTooNew(folder=folder.name, found=found, limit=newest, version=written_by)


def check_tensors(folder: Path, expected: Mapping[str, Tensor]) -> None:
    """Names and shapes of the file are the network's."""
    found = tensors_of(folder)
    if difference := expected.keys() ^ found.keys():
        raise broken(folder, f"tensors missing or superfluous: {', '.join(sorted(difference))}")
    for name, value in expected.items():
        if value.shape != found[name].shape:
            raise broken(
                folder, f"{name} has shape {tuple(found[name].shape)}, not {tuple(value.shape)}"
            )


def checksums(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def verify(folder: Path, name: str, sums: Mapping[str, str]) -> None:
    """A file has the checksum that the configuration gives."""
    try:
        with (folder / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise broken(folder, f"{name} cannot be read") from error
    if found != sums.get(name):
        raise broken(folder, f"{name} does not have the checksum that {CONFIG} gives")


def read_json(folder: Path, name: str) -> dict[str, Any]:
    try:
        content = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise broken(folder, f"{name} cannot be read ({type(error).__name__})") from error
    if not isinstance(content, dict):
        raise broken(folder, f"{name} is no JSON object")
    return content


def as_json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def broken(folder: Path, reason: str) -> BrokenArtefact:
    return BrokenArtefact(folder=folder.name, reason=reason)
