"""A run in its folder: the recipe and the data that it belongs to, and where it is."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.cnn.training.pictures import Pictures
from models.cnn.training.recipe import Recipe
from models.errors import ChangedRecipe
from models.whole_files import told, write_whole

CHECKPOINT = "checkpoint.safetensors"
LOG = "log.jsonl"
_CLAIM = "run.json"


def claim(folder: Path, recipe: Recipe, pictures: Pictures) -> None:
    """Note which recipe and pictures a run is for; refuse others in a later session."""
    now = json.loads(json.dumps({**asdict(recipe), "pictures": pictures.checksum()}))
    path = folder / _CLAIM
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        changes = [
            f"{name} {before.get(name)} → {now.get(name)}"
            for name in dict.fromkeys((*now, *before))
            if before.get(name) != now.get(name)
        ]
        if changes:
            raise ChangedRecipe(folder=folder, changes=", ".join(changes))
    else:
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(now, indent=2).encode())


def curve(folder: Path) -> list[dict[str, Any]]:
    """What was noted of each epoch so far."""
    path = folder / LOG
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def note(folder: Path, row: dict[str, Any]) -> None:
    """Add an epoch; whatever was noted of it or of later ones gives way."""
    kept = [one for one in curve(folder) if one["epoch"] < row["epoch"]]
    lines = (json.dumps(one) + "\n" for one in (*kept, row))
    write_whole(folder / LOG, "".join(lines).encode())
