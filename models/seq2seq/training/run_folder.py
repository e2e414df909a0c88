"""The folder of a run: it belongs to one recipe and one corpus, and no file is half written."""

import hashlib
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor

from models.errors import ChangedRecipe
from models.seq2seq.training.corpus import Pair
from models.seq2seq.training.recipe import Recipe
from models.whole_files import told, write_whole

CHECKPOINT = "checkpoint.safetensors"
BEST = "best.safetensors"
LOG = "log.jsonl"
_CLAIM = "run.json"


def claim(folder: Path, recipe: Recipe, pairs: tuple[Pair, ...]) -> None:
    """Note which recipe and training pairs a run is for; refuse others in a later session.

    Without this a run would go on with tokenizers, word links and a learning rate that are not
    its own.
    """
    digest = hashlib.sha256("\n".join(map("\t".join, pairs)).encode()).hexdigest()
    now = {**asdict(recipe), "pairs": len(pairs), "corpus checksum": digest[:8]}
    path = folder / _CLAIM
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        defaults = {field.name: field.default for field in fields(Recipe)}
        changes = [
            f"{name} {before.get(name, defaults.get(name))} → {now.get(name)}"
            for name in dict.fromkeys((*now, *before))
            if before.get(name, defaults.get(name)) != now.get(name)
        ]
        if changes:
            raise ChangedRecipe(folder=folder, changes=", ".join(changes))
    else:
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(now, indent=2).encode())


def write_tensors(
    path: Path, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None
) -> None:
    """Write a safetensors file as `write_whole` does."""
    apart = {name: value.detach().contiguous() for name, value in tensors.items()}
    write_whole(path, save(apart, metadata))


def add_row(log: Path, row: dict[str, Any]) -> None:
    """Add an epoch's line to a log; it takes the place of an earlier one of the same epoch."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    kept = [line for line in lines if json.loads(line)["epoch"] != row["epoch"]]
    write_whole(log, "".join(f"{line}\n" for line in (*kept, json.dumps(row))).encode())
