"""How a model is trained: everything that decides the result, as data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Recipe:
    """Recipe of one model. Two runs of one recipe on one machine give the same weights."""

    name: str
    source_language: Literal["en", "fr"] = "en"
    target_language: Literal["en", "fr"] = "fr"
    corpus: Literal["fr"] = "fr"
    vocabulary: int = 8000
    """Pieces a language."""
    embedding: int = 256
    hidden: int = 512
    layers: int = 1
    cell: Literal["lstm", "gru"] = "lstm"
    score: Literal["additive", "dot"] = "additive"
    attend: Literal["before", "after"] = "before"
    dropout: float = 0.3
    label_smoothing: float = 0.1
    guidance: float = 0.3
    """Weight of the guided-alignment term in the loss; 0 leaves it out."""
    epochs: int = 8
    batch_tokens: int = 1500
    """Target tokens a batch, padding included."""
    learning_rate: float = 1.2e-3
    """The peak, reached after the warm-up; then it falls along a half cosine to 0."""
    warm_up: int = 1000
    """Batches."""
    clip: float = 1.0
    """Largest norm of the gradient."""
    average: float = 0.999
    """Decay of the running average of the weights; the average is what is kept."""
    seed: int = 1


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe("en-fr-additive"),
        Recipe("tiny", vocabulary=300, embedding=32, hidden=64, epochs=2, batch_tokens=500),
    )
}
