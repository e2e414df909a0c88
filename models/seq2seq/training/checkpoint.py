"""Everything a run needs to go on exactly where it stopped, in one safetensors file."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from torch import Tensor, nn

from models.seq2seq.training.run_folder import write_tensors


@dataclass
class Progress:
    """Where a run is. `batch` counts within the epoch, `step` since the start."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    best_loss: float = float("inf")
    seconds: float = 0.0
    """Spent training so far, over all sessions."""
    target_tokens: int = 0
    epoch_tokens: int = 0
    """Target tokens of the epoch so far."""
    epoch_loss: float = 0.0
    """Their cross-entropy, summed, in nats, with the recipe's smoothing and dropout."""


def save(
    path: Path,
    network: nn.Module,
    average: dict[str, Tensor],
    optimiser: torch.optim.Adam,
    progress: Progress,
) -> None:
    """Write weights, their running average, Adam's moments and the progress.

    If that fails, the file that was there stays as it was and CannotWrite says why.
    """
    tensors = {f"network.{name}": value for name, value in network.state_dict().items()}
    tensors |= {f"average.{name}": value for name, value in average.items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": value for name, value in state.items()}
    write_tensors(path, tensors, {"progress": json.dumps(asdict(progress))})


def load(
    path: Path, network: nn.Module, average: dict[str, Tensor], optimiser: torch.optim.Adam
) -> Progress:
    """Put back what `save` wrote."""
    with safe_open(path, framework="pt") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        progress = Progress(**json.loads(file.metadata()["progress"]))
    network.load_state_dict(_under("network.", tensors))
    for name, value in _under("average.", tensors).items():
        average[name].copy_(value)
    states: dict[int, dict[str, Any]] = {}
    for name, value in _under("adam.", tensors).items():
        index, key = name.split(".")
        states.setdefault(int(index), {})[key] = value
    groups = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": states, "param_groups": groups})
    return progress


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
