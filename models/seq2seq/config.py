"""The sizes and the choices of a network."""

from dataclasses import dataclass
from typing import Literal

from models.seq2seq.cells import CELL_GATES

_CHOICES = {"cell": tuple(CELL_GATES), "score": ("additive", "dot"), "attend": ("before", "after")}


@dataclass(frozen=True)
class NetworkConfig:
    """Sizes and choices. `hidden` is the decoder's; each encoder direction has half of it."""

    source_vocabulary: int
    target_vocabulary: int
    embedding: int = 256
    hidden: int = 512
    layers: int = 1
    cell: Literal["lstm", "gru"] = "lstm"
    score: Literal["additive", "dot"] = "additive"
    attend: Literal["before", "after"] = "before"
    """Whether a step's query is the state before or after its recurrent update."""
    dropout: float = 0.0
    """Chance with which a value of an embedding or of the readout is zeroed in training."""
    lexical: bool = False
    """Whether the readout also sees the source embeddings averaged under the attention weights: a
    direct way from a word to its translation. Nguyen and Chiang 2018."""

    def __post_init__(self) -> None:
        """Raises ValueError for a choice or a size that no network has."""
        for name, choices in _CHOICES.items():
            if (value := getattr(self, name)) not in choices:
                raise ValueError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
        for name in ("source_vocabulary", "target_vocabulary", "embedding", "hidden", "layers"):
            if (size := getattr(self, name)) < 1:
                raise ValueError(f"{name} must be 1 or more, got {size}")
        if self.hidden % 2:
            raise ValueError(f"hidden must be even, got {self.hidden}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be in 0..1, without 1, got {self.dropout}")
