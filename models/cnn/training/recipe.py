"""How a classifier is trained: everything that decides the result, as data."""

from dataclasses import dataclass

from models.cnn.layers import ClassifierConfig


@dataclass(frozen=True)
class Recipe:
    """Recipe of one model. Two runs of one recipe on one machine give the same weights."""

    name: str = "fashion-cnn"
    channels: tuple[int, int] = (6, 16)
    hidden: tuple[int, int] = (120, 84)
    epochs: int = 30
    batch: int = 128
    """Pictures a batch."""
    dev: int = 5_000
    """Pictures at the end of the training set that are never trained on."""
    learning_rate: float = 3e-3
    """The peak, reached after the warm-up; then it falls along a half cosine to 0."""
    warm_up: int = 400
    """Batches."""
    weight_decay: float = 0.02
    flip: bool = True
    """Half of the pictures are seen mirrored."""
    shift: int = 1
    """Pictures are moved by up to so many rows and columns."""
    average: float = 0.998
    """Decay of the running average of the weights; the average is what is kept."""
    seed: int = 1

    @property
    def config(self) -> ClassifierConfig:
        return ClassifierConfig(channels=self.channels, hidden=self.hidden)


RECIPES: dict[str, Recipe] = {"fashion-cnn": Recipe()}
