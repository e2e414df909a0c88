"""One process of `test_distributed`; torchrun starts two of them.

Arguments: a folder of runs, and the tasks `name` or `name:steps` in it: go on with that run, as
far as to a number of steps. `exact` runs without mixed precision.
"""

import pickle
import sys
from contextlib import nullcontext
from pathlib import Path

import torch
from rich.console import Console

from models.seq2seq.training import loop
from models.seq2seq.training.distributed import ALONE, World, joined
from models.seq2seq.training.progress import Report


def go_on(folder: Path, stop_after: int | None = None, world: World = ALONE) -> None:
    """Train by the recipe and the examples that the folder holds."""
    prepared, recipe = pickle.loads((folder / "run.pickle").read_bytes())
    loop.train(prepared, recipe, folder, Report(Console(quiet=True)), stop_after, world)


if __name__ == "__main__":
    torch.set_num_threads(1)
    native = loop.mixed_precision
    with joined() as this_world:
        for task in sys.argv[2:]:
            name, _, steps = task.partition(":")
            loop.mixed_precision = nullcontext if name == "exact" else native
            go_on(Path(sys.argv[1]) / name, int(steps) if steps else None, this_world)
