"""Every number between a sentence and its translation, as `POST /api/v1/translate` answers it."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from app.schemas.arrays import Rows, Vector, Write
from app.schemas.numbers import AsItIs
from models.arrays import Array
from models.seq2seq.step_trace import (
    Candidate,
    DirectionTrace,
    EncoderTrace,
    LayerStep,
    StepsTrace,
    StepTrace,
)


class DirectionAnswer(BaseModel):
    """One direction of an encoder layer, a row a source token in the order of the sentence."""

    hidden: Rows
    cell: Rows | None = Field(description="Of an LSTM.")
    gates: dict[str, Rows]

    @classmethod
    def of(cls, trace: DirectionTrace, write: Write) -> Self:
        return cls(
            hidden=write(trace.hidden),
            cell=_maybe(trace.cell, write),
            gates=_each(trace.gates, write),
        )


class EncoderLayerAnswer(BaseModel):
    forward: DirectionAnswer
    backward: DirectionAnswer


class EncoderAnswer(BaseModel):
    embeddings: Rows
    layers: list[EncoderLayerAnswer] = Field(
        description="A layer reads both hidden states of the one below, side by side."
    )
    forward: Rows = Field(description="The last layer's hidden states.")
    backward: Rows
    memory: Rows = Field(description="[forward; backward]: what the keys are made of, and pooled.")

    @classmethod
    def of(cls, trace: EncoderTrace, write: Write) -> Self:
        layers = [
            EncoderLayerAnswer(
                forward=DirectionAnswer.of(forward, write),
                backward=DirectionAnswer.of(backward, write),
            )
            for forward, backward in trace.layers
        ]
        return cls(
            embeddings=write(trace.embeddings),
            layers=layers,
            forward=layers[-1].forward.hidden,
            backward=layers[-1].backward.hidden,
            memory=write(trace.memory),
        )


class AdditiveParameters(BaseModel):
    """A score is vector · tanh(key + projected_query)."""

    score: Literal["additive"] = "additive"
    vector: Vector


class ScaledDotParameters(BaseModel):
    """A score is scale * (key · projected_query)."""

    score: Literal["scaled_dot"] = "scaled_dot"
    scale: float


class InitialState(BaseModel):
    """Of the decoder, a row a layer: the encoder's last states, both directions side by side."""

    hidden: Rows
    cell: Rows | None = Field(description="Of an LSTM.")


class CandidateAnswer(BaseModel):
    token: str
    id: int
    logit: float
    probability: float
    log_probability: float = Field(description="logit - log_normaliser.")
    chosen: bool

    @classmethod
    def of(cls, one: Candidate) -> Self:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})


class LayerStepAnswer(BaseModel):
    """One step of one decoder layer."""

    input: Vector
    pre_activations: dict[str, Vector] = Field(
        description="Before the sigmoid, or the tanh of the candidate."
    )
    gates: dict[str, Vector]
    hidden: Vector
    cell: Vector | None = Field(description="Of an LSTM.")

    @classmethod
    def of(cls, trace: LayerStep, write: Write) -> Self:
        return cls(
            input=write(trace.input),
            pre_activations=_each(trace.pre_activations, write),
            gates=_each(trace.gates, write),
            hidden=write(trace.hidden),
            cell=_maybe(trace.cell, write),
        )


class StepScores(BaseModel):
    """What one target token was chosen from, and the attention scores."""

    index: int
    input_token: str = Field(description="The token before.")
    output_token: str
    scores: Vector
    log_normaliser: float = Field(description="Logarithm of the sum of exp(logit), all tokens'.")
    chosen: CandidateAnswer
    candidates: list[CandidateAnswer] = Field(
        description="The ten likeliest first; the chosen one last if it is not among them."
    )

    @classmethod
    def of(cls, trace: StepTrace, write: Write, **more: Any) -> Self:
        candidates = [CandidateAnswer.of(one) for one in trace.candidates]
        return cls(
            index=trace.index,
            input_token=trace.input_token,
            output_token=trace.output_token,
            scores=write(trace.scores),
            log_normaliser=trace.log_normaliser,
            chosen=next(one for one in candidates if one.chosen),
            candidates=candidates,
            **more,
        )


class StepAnswer(StepScores):
    """How one target token was predicted."""

    input_embedding: Vector
    query: Vector = Field(
        description="The last layer's state: before the recurrence, or after it if `attend` says "
        "so."
    )
    projected_query: Vector = Field(description="W_q query.")
    masked_scores: AsItIs[list[float | None] | Vector] = Field(
        description="null where masked; minus infinity in base64."
    )
    weights: Vector
    edited: bool = Field(description="Whether the weights are those of the request's `edit`.")
    context: Vector = Field(description="Memory under the weights.")
    rnn_input: Vector = Field(
        description="[input_embedding; context] as it enters the first layer; the context of the "
        "step before (zeros at first) if attention comes after the recurrence."
    )
    layers: list[LayerStepAnswer]
    gates: dict[str, Vector] = Field(description="The last layer's, as hidden and cell.")
    hidden: Vector
    cell: Vector | None
    lexical: Vector | None = Field(
        description="Source embeddings under the weights, if the readout sees them."
    )
    readout: Vector = Field(description="tanh(W [hidden; context; input_embedding; lexical] + b).")
    logit: float = Field(description="readout · embedding of the output token + its bias.")

    @classmethod
    def of(cls, trace: StepTrace, write: Write, **more: Any) -> Self:
        layers = [LayerStepAnswer.of(one, write) for one in trace.layers]
        return super().of(
            trace,
            write,
            input_embedding=write(trace.input_embedding),
            query=write(trace.query),
            projected_query=write(trace.projected_query),
            masked_scores=write(trace.masked_scores),
            weights=write(trace.weights),
            context=write(trace.context),
            readout=write(trace.readout),
            edited=trace.edited,
            rnn_input=layers[0].input,
            layers=layers,
            gates=layers[-1].gates,
            hidden=layers[-1].hidden,
            cell=layers[-1].cell,
            lexical=_maybe(trace.lexical, write),
            logit=trace.chosen.logit,
            **more,
        )


class StepsAnswer(BaseModel):
    """What the steps share, and the steps."""

    encoder: EncoderAnswer
    keys: Rows = Field(description="W_k memory.")
    attention_parameters: AdditiveParameters | ScaledDotParameters
    attend: Literal["before", "after"] = Field(
        description="Whether a query is the state before or after the step's recurrence."
    )
    initial: InitialState
    steps: list[StepAnswer] = Field(description="One for each target token of the best hypothesis.")


def steps_fields(trace: StepsTrace, write: Write) -> dict[str, Any]:
    """The fields of StepsAnswer."""
    return {
        "encoder": EncoderAnswer.of(trace.encoder, write),
        "keys": write(trace.keys),
        "attention_parameters": ScaledDotParameters(scale=trace.scale)
        if trace.vector is None
        else AdditiveParameters(vector=write(trace.vector)),
        "attend": trace.config.attend,
        "initial": InitialState(
            hidden=write(trace.initial_hidden), cell=_maybe(trace.initial_cell, write)
        ),
        "steps": [StepAnswer.of(one, write) for one in trace.steps],
    }


def _maybe(array: Array | None, write: Write) -> Any:
    return None if array is None else write(array)


def _each(arrays: Mapping[str, Array], write: Write) -> dict[str, Any]:
    return {name: write(array) for name, array in arrays.items()}
