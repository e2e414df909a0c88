"""How a model is trained: everything that decides the result, as data."""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True)
class Recipe:
    """Recipe of one model. Two runs of one recipe on one machine give the same weights."""

    name: str
    source_language: Literal["en", "fr", "de", "zh"] = "en"
    target_language: Literal["en", "fr", "de", "zh"] = "fr"
    corpus: Literal["fr", "de", "zh"] = "fr"
    """English with this language."""
    vocabulary: int = 8000
    """Pieces a language."""
    source_vocabulary: int | None = None
    """Those of the source, if other."""
    embedding: int = 256
    hidden: int = 512
    layers: int = 1
    cell: Literal["lstm", "gru"] = "lstm"
    score: Literal["additive", "dot"] = "additive"
    attend: Literal["before", "after"] = "before"
    lexical: bool = True
    dropout: float = 0.25
    label_smoothing: float = 0.1
    guidance: float = 0.5
    """Weight of the guided-alignment term in the loss; 0 leaves it out."""
    casual: float = 0.08
    """Share of the sources that are read without their final mark, half of them in lower case."""
    joined: float = 0.15
    """Share of the pairs that are read two to four in a row."""
    sampling: float = 0.0
    """Chance with which a merge is left out as a training sentence is cut: other pieces each epoch.
    Provilkov et al. 2020."""
    epochs: int = 10
    batch_tokens: int = 1500
    """Target tokens a batch, padding included."""
    learning_rate: float = 1.5e-3
    """The peak, reached after the warm-up; then it falls along a half cosine to 0."""
    warm_up: int = 1000
    """Batches."""
    clip: float = 1.0
    """Largest norm of the gradient."""
    average: float = 0.999
    """Decay of the running average of the weights; the average is what is kept."""
    seed: int = 1


_ALL = (
    Recipe("en-fr-additive"),
    Recipe("en-fr-dot", score="dot"),
    Recipe("en-fr-unguided", guidance=0.0),
    Recipe("en-fr-after", attend="after"),
    Recipe("fr-en-additive", source_language="fr", target_language="en"),
    Recipe(
        "zh-en-additive",
        source_language="zh",
        target_language="en",
        corpus="zh",
        vocabulary=4000,
        source_vocabulary=3000,  # little more than the characters: pieces of several mean less
        dropout=0.4,
        epochs=40,
    ),
    Recipe("en-de-additive", target_language="de", corpus="de"),
    Recipe("tiny", vocabulary=300, embedding=32, hidden=64, epochs=2, batch_tokens=500),
)
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ALL}


def varied(recipe: Recipe, changes: dict[str, str]) -> Recipe:
    """A recipe with some fields set otherwise, as text; its name says which.

    ValueError for a field that there is not, or a value that it does not take.
    """
    known = [field.name for field in fields(recipe) if field.name != "name"]
    if unknown := [name for name in changes if name not in known]:
        raise ValueError(f"no field {unknown[0]!r}; available: {', '.join(known)}")
    hints = get_type_hints(Recipe)
    values = {name: _value(name, hints[name], text) for name, text in changes.items()}
    parts = (f"{name}={text}" for name, text in changes.items())
    return replace(recipe, name="+".join((recipe.name, *parts)), **values)


def _value(name: str, kind: Any, text: str) -> Any:
    """What a text means as a value of a kind: Literal, bool, int, float, or int | None."""
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    if kind is bool:
        choices = ("True", "False")
    if choices:
        if text not in choices:
            raise ValueError(f"{name} must be one of {', '.join(choices)}, got {text!r}")
        return text == "True" if kind is bool else text
    number = float if kind is float else int
    try:
        return number(text)
    except ValueError:
        wanted = "a number" if kind is float else "a whole number"
        raise ValueError(f"{name} must be {wanted}, got {text!r}") from None
