"""`GET /api/v1/models`."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, Field

from models.seq2seq.artefact import Description


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
    parameters_by_part: dict[str, int] = Field(
        description="They add up to `parameters`; `output` is the target embedding too."
    )
    file_bytes: int = Field(description="The weights on disk, two bytes each.")
    memory_bytes: int = Field(
        description="The weights in memory, four bytes each; most are kept a second time, in the "
        "order in which they are multiplied, and tokenizers add some megabytes."
    )
    default: bool
    network: dict[str, Any] = Field(description="Sizes and choices of the network.")
    training: dict[str, Any] = Field(
        description="The recipe, the data, the time, and the losses after each epoch (`curve`)."
    )
    metrics: dict[str, Any] = Field(
        description=(
            "Measured on test when the model was made, `dev` on dev: translations, attention "
            "against an aligner's word links, and how both were computed."
        )
    )

    @classmethod
    def of(cls, described: Description) -> "ModelDescription":
        config, parameters = described.config, sum(described.parameters.values())
        return cls(
            name=described.name,
            source_language=described.source_language,
            target_language=described.target_language,
            attention=config.score,
            cell=config.cell,
            attend=config.attend,
            parameters=parameters,
            parameters_by_part=described.parameters,
            file_bytes=2 * parameters,
            memory_bytes=4 * parameters,
            default=described.default,
            network=asdict(config),
            training=described.training,
            metrics=described.metrics,
        )


class ModelsResponse(BaseModel):
    models: list[ModelDescription] = Field(
        description="The default first, then the others of its languages."
    )
