"""`loupe train-classifier`."""

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from models.cnn.artefact import ClassifierArtefact, save
from models.cnn.network import Classifier
from models.cnn.training.card import write_card
from models.cnn.training.loop import measure, reach
from models.cnn.training.loop import train as run
from models.cnn.training.pictures import (
    ATTRIBUTION,
    CLASSES,
    DEBIAN,
    LICENCE,
    Pictures,
    read_set,
)
from models.cnn.training.recipe import RECIPES, Recipe
from models.cnn.training.run import claim, curve
from models.errors import UnusableCorpus
from models.seq2seq.training.checkpoint import Progress as Where
from models.seq2seq.training.stopping import Stopping

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
DEFAULT = "fashion-cnn"


def train(
    recipe: Annotated[str, typer.Option(help="Which classifier to train.")] = DEFAULT,
    data: Annotated[
        Path,
        typer.Option(help="Folder with Fashion-MNIST's four .gz files.", file_okay=False),
    ] = DEBIAN,
    folder: Annotated[Path, typer.Option(help="Where checkpoints are kept.")] = Path("checkpoints"),
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    weights: Annotated[Path, typer.Option(help="Where the finished model goes.")] = WEIGHTS,
    threads: Annotated[int, typer.Option(min=1, help="Of the processor.")] = 1,
) -> None:
    """Train an image classifier; a run that was interrupted goes on after its last whole epoch.

    The pictures are Fashion-MNIST: Debian has them in its package dataset-fashion-mnist.
    Ctrl+C or a SIGTERM stops after the batch at hand; the exit status is then 130 or 143.
    """
    if recipe not in RECIPES:
        raise typer.BadParameter(f"no recipe {recipe!r}; available: {', '.join(RECIPES)}")
    chosen = dataclasses.replace(RECIPES[recipe], epochs=epochs or RECIPES[recipe].epochs)
    console = Console()
    torch.set_num_threads(threads)
    torch.use_deterministic_algorithms(True)
    pictures, test = read_set(data, "train"), read_set(data, "t10k")
    if len(pictures) < chosen.dev + chosen.batch:
        reason = f"{len(pictures):,} pictures are too few; {chosen.dev + chosen.batch:,} are needed"
        raise UnusableCorpus(file=data, reason=reason)
    run_folder = folder / chosen.name
    claim(run_folder, chosen, pictures)
    with Stopping() as stopping, _bar(console) as bar:
        task = bar.add_task("", total=None, loss=0.0, epoch=1)

        def show(where: Where, total: int, loss: float) -> None:
            epoch = min(where.epoch + 1, chosen.epochs)
            bar.update(task, completed=where.step, total=total, loss=loss, epoch=epoch)

        network = run(pictures, chosen, run_folder, show, stopping)
    if network is None:
        console.print("stopped; the same command goes on after the last whole epoch")
        raise typer.Exit(stopping.exit_code)
    made = finished(chosen, network, pictures, test, run_folder, threads)
    save(made, weights / made.name)
    write_card(made, weights / made.name)
    for row in curve(run_folder):
        console.print(
            f"epoch {row['epoch']}: loss {row['train_loss']}, dev {row['dev_loss']}, "
            f"accuracy {row['dev_accuracy']:.2%}"
        )
    console.print(f"{made.name}: test accuracy {made.metrics['accuracy']:.4f}")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("epoch {task.fields[epoch]}"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %  loss {task.fields[loss]:.3f}"),
        TimeRemainingColumn(),
        console=console,
    )


def finished(
    recipe: Recipe,
    network: Classifier,
    pictures: Pictures,
    test: Pictures,
    folder: Path,
    threads: int,
) -> ClassifierArtefact:
    """The network as it is kept, measured: it is rounded to fp16 first."""
    network.half().float().eval().requires_grad_(False)
    dev = pictures.part(slice(-recipe.dev, None))
    training: dict[str, Any] = {
        "recipe": dataclasses.asdict(recipe),
        "data": f"{ATTRIBUTION}; {LICENCE}",
        "pictures": len(pictures) - recipe.dev,
        "seconds": round(curve(folder)[-1]["seconds"]),
        "threads": threads,
        "torch": torch.__version__.partition("+")[0],
        "curve": curve(folder),
    }
    metrics = {
        "split": "test",
        **_figures(network, test),
        "dev": _figures(network, dev),
        "reach": reach(network, dev),
    }
    return ClassifierArtefact(recipe.name, CLASSES, network, training, metrics)


def _figures(network: Classifier, pictures: Pictures) -> dict[str, Any]:
    accuracy, loss, counts = measure(network, pictures)
    found = (counts.diagonal() / counts.sum(1).clamp(min=1)).tolist()
    return {
        "items": len(pictures),
        "accuracy": round(accuracy, 4),
        "cross_entropy": round(loss, 4),
        "by_class": {name: round(share, 4) for name, share in zip(CLASSES, found, strict=True)},
        "confusion": counts.tolist(),
    }
