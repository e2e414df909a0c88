"""An epoch in batches: shuffled, mirrored and moved as the recipe says, the same each time."""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from models.cnn.layers import SIDE
from models.cnn.training.pictures import Pictures
from models.cnn.training.recipe import Recipe


def as_input(images: Tensor) -> Tensor:
    """(batch, 28, 28), bytes -> (batch, 1, 28, 28), 0..1: what the network receives."""
    return images[:, None].float() / 255


def batches(pictures: Pictures, recipe: Recipe, epoch: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Inputs (batch, 1, 28, 28) and labels (batch,) of an epoch; what is left over stays out.

    Chance follows from the recipe's seed and the epoch alone, so that a run can go on after it.
    """
    chance = torch.Generator().manual_seed(recipe.seed * 1_000_003 + epoch)
    order = torch.randperm(len(pictures), generator=chance)
    for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
        chosen = order[start : start + recipe.batch]
        images = augmented(pictures.images[chosen], recipe, chance)
        yield as_input(images), pictures.labels[chosen]


def augmented(images: Tensor, recipe: Recipe, chance: torch.Generator) -> Tensor:
    """Each picture mirrored or not, and moved; (batch, 28, 28) -> the same shape."""
    count, reach = len(images), recipe.shift
    place = torch.arange(SIDE).expand(count, SIDE)
    columns = place
    if recipe.flip:
        mirrored = torch.rand(count, 1, generator=chance) < 0.5
        columns = torch.where(mirrored, SIDE - 1 - place, place)
    down, right = torch.randint(0, 2 * reach + 1, (2, count, 1), generator=chance)
    padded = F.pad(images, (reach,) * 4)
    each = torch.arange(count)[:, None, None]
    return padded[each, (place + down)[:, :, None], (columns + right)[:, None, :]]
