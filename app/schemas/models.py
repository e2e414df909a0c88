"""`GET /api/v1/models`."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from models.seq2seq.artefact import Artefact


class ModelDescription(BaseModel):
    name: str
    source_language: str
    target_language: str
    attention: Literal["additive", "dot"]
    cell: Literal["lstm", "gru"]
    attend: Literal["before", "after"] = Field(
        description="Whether a step's query is the decoder's state before or after its update."
    )
    parameters: int = Field(description="Trained numbers.")
    default: bool
    metrics: dict[str, Any] = Field(
        description="Measured when the model was made: BLEU, chrF and how they were computed."
    )

    @classmethod
    def of(cls, artefact: Artefact) -> "ModelDescription":
        config = artefact.network.config
        return cls(
            name=artefact.name,
            source_language=artefact.source_language,
            target_language=artefact.target_language,
            attention=config.score,
            cell=config.cell,
            attend=config.attend,
            parameters=artefact.network.parameter_count(),
            default=artefact.default,
            metrics=artefact.metrics,
        )


class ModelsResponse(BaseModel):
    models: list[ModelDescription] = Field(description="The default first.")
