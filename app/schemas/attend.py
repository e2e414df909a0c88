"""Attention asked for and answered.

What may be written for a field is checked once, in models.attention; the types here describe it.
"""

from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from app.schemas.numbers import AsItIs, Matrix, plain
from models import limits
from models.attention.given import ScoreFunction
from models.attention.trace import AdditiveTrace, AttentionTrace

SIDE = limits.ATTEND_SIDE
MATRIX = f"finite numbers, at most {SIDE} × {SIDE}."
Lengths = list[Annotated[int, Field(ge=1, le=SIDE)]]


class AdditiveWeightsRequest(BaseModel):
    """Of the additive score v · tanh(W_q q + W_k k)."""

    model_config = ConfigDict(extra="forbid")

    query: AsItIs[Matrix] = Field(description=f"W_q, [h][d_q]; {MATRIX}")
    key: AsItIs[Matrix] = Field(description=f"W_k, [h][d_k]; {MATRIX}")
    vector: AsItIs[list[float]] = Field(description=f"v, [h]; at most {SIDE} finite numbers.")


class AttendRequest(BaseModel):
    """Queries, keys and values, and how they are compared."""

    model_config = ConfigDict(extra="forbid")

    queries: AsItIs[Matrix] = Field(description=f"[queries][d_q], {MATRIX}")
    keys: AsItIs[Matrix] = Field(
        description=f"[keys][d_k], {MATRIX} Both dot products need d_k = d_q."
    )
    values: AsItIs[Matrix] = Field(description=f"[keys][d_v], one value for each key; {MATRIX}")
    valid_lengths: AsItIs[Lengths | None] = Field(
        default=None,
        description="For each query, how many of the keys it may look at, from the first on: 1 to "
        "the number of keys. A softmax over no key has no value, so that 0 is refused. All keys "
        "if not given.",
    )
    score: ScoreFunction = Field(
        default="scaled_dot",
        description="dot: q · k. scaled_dot: q · k / √d. additive: v · tanh(W_q q + W_k k).",
    )
    weights: AdditiveWeightsRequest | None = Field(
        default=None, description="With the additive score only; drawn from the seed if not given."
    )
    seed: AsItIs[Annotated[int, Field(ge=0, le=limits.SEED)] | None] = Field(
        default=None,
        description="With the additive score and without weights: where they are drawn from; "
        f"{limits.ATTEND_HIDDEN_DEFAULT} hidden units, normal numbers rounded to tenths. 0 if not "
        "given.",
    )


class AdditiveAnswer(BaseModel):
    """The weights, and what they make of queries and keys: a score is
    vector · tanh(projected_queries[i] + projected_keys[j]).
    """

    query: AsItIs[Matrix]
    key: AsItIs[Matrix]
    vector: AsItIs[list[float]]
    projected_queries: AsItIs[Matrix]
    projected_keys: AsItIs[Matrix]

    @classmethod
    def from_trace(cls, trace: AdditiveTrace) -> Self:
        return cls(**{name: plain(getattr(trace, name)) for name in cls.model_fields})


class Entropy(BaseModel):
    """In nats, a number for each query: 0 where one key has all the weight, `most` where all valid
    keys have the same.
    """

    weights: AsItIs[list[float]]
    most: AsItIs[list[float]] = Field(description="ln(valid length).")
    unscaled: AsItIs[list[float] | None] = Field(
        description="Without the division by √d; null for additive scores."
    )
    scaled: AsItIs[list[float] | None] = Field(description="With it.")


class Shapes(BaseModel):
    queries: list[int]
    keys: list[int]
    values: list[int]
    scores: list[int]
    output: list[int]


class AttendResponse(BaseModel):
    """Every number from the comparison to the average, a row for each query."""

    score: ScoreFunction
    scale: AsItIs[float | None] = Field(
        description="What the dot products are multiplied with; null for additive scores."
    )
    valid_lengths: AsItIs[Lengths]
    scores: AsItIs[Matrix] = Field(description="[queries][keys]")
    masked_scores: AsItIs[list[list[float | None]]] = Field(
        description="[queries][keys]; null (minus infinity) beyond the valid length."
    )
    weights: AsItIs[Matrix] = Field(
        description="[queries][keys], the softmax of each row of masked_scores; exactly 0 beyond "
        "the valid length."
    )
    output: AsItIs[Matrix] = Field(description="[queries][d_v], weights times values.")
    entropy: Entropy
    additive: AdditiveAnswer | None
    shapes: Shapes

    @classmethod
    def from_trace(cls, trace: AttentionTrace) -> Self:
        scores = plain(trace.scores)
        lengths = trace.valid_lengths.tolist()
        unscaled, scaled = trace.entropy_unscaled, trace.entropy_scaled
        return cls(
            score=trace.score,
            scale=trace.scale,
            valid_lengths=lengths,
            scores=scores,
            masked_scores=[
                [score if index < length else None for index, score in enumerate(row)]
                for row, length in zip(scores, lengths, strict=True)
            ],
            weights=plain(trace.weights),
            output=plain(trace.output),
            entropy=Entropy(
                weights=plain(trace.entropy),
                most=plain(np.log(trace.valid_lengths)),
                unscaled=None if unscaled is None else plain(unscaled),
                scaled=None if scaled is None else plain(scaled),
            ),
            additive=trace.additive and AdditiveAnswer.from_trace(trace.additive),
            shapes=Shapes(
                **{name: list(getattr(trace, name).shape) for name in Shapes.model_fields}
            ),
        )
