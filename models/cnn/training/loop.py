"""The training loop: epochs of batches, a checkpoint after each, the running average kept."""

import math
import time
from collections.abc import Callable
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.cnn.network import Classifier
from models.cnn.training.batches import as_input, batches
from models.cnn.training.pictures import Pictures
from models.cnn.training.recipe import Recipe
from models.cnn.training.run import CHECKPOINT, note
from models.seq2seq.training import checkpoint
from models.seq2seq.training.checkpoint import Progress

OnBatch = Callable[[Progress, int, float], None]
"""Told the progress, the batches in all and the loss of the last one."""
_AT_ONCE = 1_000


def train(
    pictures: Pictures,
    recipe: Recipe,
    folder: Path,
    on_batch: OnBatch,
    stopping: Callable[[], bool] = lambda: False,
) -> Classifier | None:
    """The network with its averaged weights after the last epoch; None if it was stopped.

    A run goes on after the last epoch that it ended, with the same numbers as if it had never
    stopped.
    """
    torch.manual_seed(recipe.seed)
    network = Classifier(recipe.config)
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=recipe.weight_decay)
    where = Progress()
    if (path := folder / CHECKPOINT).exists():
        where = checkpoint.load(path, network, average, optimiser)
    seen, dev = pictures.part(slice(0, -recipe.dev)), pictures.part(slice(-recipe.dev, None))
    total = recipe.epochs * (len(seen) // recipe.batch)
    while where.epoch < recipe.epochs:
        since, before = time.monotonic(), where.step
        losses = 0.0
        for images, labels in batches(seen, recipe, where.epoch):
            loss = _step(network, optimiser, recipe, images, labels, where.step, total)
            where.step += 1
            losses += loss
            _update(average, network, min(recipe.average, where.step / (where.step + 10)))
            on_batch(where, total, loss)
            if stopping():
                return None
        where.epoch += 1
        where.seconds += time.monotonic() - since
        averaged = _with(recipe, average)
        accuracy, dev_loss = measure(averaged, dev)[:2]
        note(folder, {
            "epoch": where.epoch,
            "seconds": round(where.seconds, 1),
            "train_loss": round(losses / (where.step - before), 4),
            "dev_loss": round(dev_loss, 4),
            "dev_accuracy": round(accuracy, 4),
        })  # fmt: skip
        checkpoint.save(path, network, average, optimiser, where)
    return _with(recipe, average)


def measure(network: nn.Module, pictures: Pictures) -> tuple[float, float, Tensor]:
    """Share that is right, mean cross-entropy in nats, and counts (true class, chosen class)."""
    network.eval()
    with torch.inference_mode():
        inputs = torch.split(as_input(pictures.images), _AT_ONCE)
        logits = torch.cat([network(each) for each in inputs])
    chosen, classes = logits.argmax(1), logits.shape[1]
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts.index_put_((pictures.labels, chosen), torch.tensor(1), accumulate=True)
    loss = F.cross_entropy(logits, pictures.labels).item()
    return counts.trace().item() / len(pictures), loss, counts


def reach(network: Classifier, pictures: Pictures) -> dict[str, float]:
    """For each layer a size that 99 % of its outputs stay within: the end of its colours.

    Of the first thousand pictures.
    """
    inputs = as_input(pictures.images[:_AT_ONCE])
    with torch.inference_mode():
        return {
            layer.name: round(torch.quantile(output.abs().flatten(), 0.99).item(), 3)
            for layer, output in network.eval().steps(inputs)
        }


def _step(
    network: Classifier,
    optimiser: torch.optim.Optimizer,
    recipe: Recipe,
    images: Tensor,
    labels: Tensor,
    step: int,
    total: int,
) -> float:
    """One batch; its loss in nats."""
    share = step / total
    rate = recipe.learning_rate * min(1.0, (step + 1) / recipe.warm_up)
    for group in optimiser.param_groups:
        group["lr"] = rate * (1 + math.cos(math.pi * share)) / 2
    loss = F.cross_entropy(network(images), labels)
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    return loss.item()


def _update(average: dict[str, Tensor], network: nn.Module, decay: float) -> None:
    for name, value in network.state_dict().items():
        average[name].lerp_(value, 1 - decay)


def _with(recipe: Recipe, average: dict[str, Tensor]) -> Classifier:
    network = Classifier(recipe.config)
    network.load_state_dict(average)
    return network
