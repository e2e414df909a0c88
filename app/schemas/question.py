"""What every question about a translation has."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models import limits

ModelName = Annotated[
    str | None,
    Field(max_length=100, description="A name from `/api/v1/models`; else the default."),
]
MaxTokens = Annotated[
    int,
    Field(
        strict=True,
        ge=1,
        le=limits.TARGET_TOKENS,
        description="Longest translation of a sentence in tokens; it is cut off there.",
    ),
]


class OneSentence(BaseModel):
    """A sentence that is taken as a whole, however many it may be."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=limits.SENTENCE_CHARACTERS,
        description=f"One sentence, at most {limits.SENTENCE_TOKENS} tokens; nothing is split.",
    )
    model: ModelName = None
