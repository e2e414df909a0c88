"""What a translation is asked to do otherwise than the model would by itself."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field

from models import limits
from models.seq2seq.interventions import GivenWeights

Weight = Annotated[float, Field(strict=True)]


class StepWeights(BaseModel):
    """Attention weights for one step, in place of those that the scores make."""

    model_config = ConfigDict(extra="forbid")

    step: int = Field(strict=True, ge=0, lt=limits.TARGET_TOKENS, description="Counted from 0.")
    weights: Annotated[list[Weight], FailFast()] = Field(
        max_length=limits.SENTENCE_TOKENS,
        description="One for each source token that may be weighed (padding only with `mask` "
        "false): 0 or more and not all 0; they are divided by their sum.",
    )


class EditRequest(BaseModel):
    """As it is by itself, nothing is changed."""

    model_config = ConfigDict(extra="forbid")

    weights: Annotated[list[StepWeights], FailFast()] = Field(
        default_factory=list,
        max_length=limits.TARGET_TOKENS,
        description="The other steps go on from there; one after the end is never come to.",
    )
    zero_direction: Literal["forward", "backward"] | None = Field(
        default=None, description="The direction of the encoder whose states are zeros."
    )

    def given(self) -> tuple[GivenWeights, ...]:
        return tuple(GivenWeights(one.step, tuple(one.weights)) for one in self.weights)
