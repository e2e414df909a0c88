"""What a translation is made to do otherwise than the model would by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from models import limits
from models.errors import (
    OutOfRange,
    StepEditedTwice,
    WeightNotAllowed,
    WeightsCount,
    WeightsSumToZero,
)

DIRECTIONS = ("forward", "backward")
"""Of the encoder, in the order in which its states stand in the memory."""


class GivenWeights(NamedTuple):
    """Attention weights for one step, in place of those that the scores make."""

    step: int
    """Counted from 0."""
    weights: tuple[float, ...]
    """One for each source token that may be weighed, 0 or more; they need not sum to 1."""


@dataclass(frozen=True)
class Edit:
    """What is changed; as it is made, nothing."""

    prefix: tuple[int, ...] = ()
    """Token ids with which the translation begins."""
    weights: tuple[GivenWeights, ...] = ()
    zero_direction: Literal["forward", "backward"] | None = None
    """The direction of the encoder whose states, in each layer, are zeros."""
    padding: int = 0
    """Padding tokens behind the source, as in a batch with a longer sentence."""
    mask: bool = True
    """Whether attention is kept off the padding."""

    def direction(self) -> int | None:
        """The zeroed direction as a place in the memory."""
        return None if self.zero_direction is None else DIRECTIONS.index(self.zero_direction)

    def given(self, step: int) -> Tensor | None:
        """Weights (source,) that a step is to have."""
        for one in self.weights:
            if one.step == step:
                return torch.tensor(one.weights)
        return None

    def checked(self, source: int, steps: int) -> "Edit":
        """The same for a sentence of so many tokens, and a translation of at most so many.

        The weights are made to sum to 1, with zeros for what is masked. Raises OutOfRange,
        StepEditedTwice, WeightsCount, WeightNotAllowed or WeightsSumToZero.
        """
        most = limits.SENTENCE_TOKENS - source
        if not 0 <= self.padding <= most:
            raise OutOfRange(
                field="padding", name="padding", value=self.padding, least=0, most=most
            )
        weighed = source if self.mask else source + self.padding
        masked = (0.0,) * (source + self.padding - weighed)
        seen: set[int] = set()
        found = []
        for index, (step, weights) in enumerate(self.weights):
            field = f"edit.weights.{index}"
            if not 0 <= step < steps:
                raise OutOfRange(
                    field=f"{field}.step", name="step", value=step, least=0, most=steps - 1
                )
            if step in seen:
                raise StepEditedTwice(field=f"{field}.step", step=step)
            seen.add(step)
            if len(weights) != weighed:
                raise WeightsCount(
                    field=f"{field}.weights", step=step, found=len(weights), expected=weighed
                )
            found.append(GivenWeights(step, (*_normalised(step, weights, field), *masked)))
        return replace(self, weights=tuple(found))


AS_IT_IS = Edit()


def _normalised(step: int, weights: Sequence[float], field: str) -> list[float]:
    """The weights over their sum."""
    numbers = np.array(weights, dtype=np.float64)
    for place in np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0))).tolist():
        raise WeightNotAllowed(
            field=f"{field}.weights.{place}",
            step=step,
            position=place + 1,
            value=weights[place],
        )
    largest = numbers.max()
    if not largest:
        raise WeightsSumToZero(field=f"{field}.weights", step=step)
    numbers /= largest  # so that no sum is infinite
    normalised: list[float] = (numbers / numbers.sum()).tolist()
    return normalised
