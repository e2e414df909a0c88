"""`POST /api/v1/explain`: what a target word hangs on."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.question import OneSentence
from app.schemas.translate import SearchRequest, TokenRange, WrittenText
from models import limits
from models.seq2seq.explanation import Explanation

Index = Annotated[int, Field(strict=True, ge=0, lt=limits.TARGET_TOKENS)]


class ExplainRequest(OneSentence):
    """A sentence and a word of its translation."""

    tokens: tuple[Index, Index] = Field(
        description="First and last target token of the word, counted from 0; at most "
        f"{limits.EXPLAINED_TOKENS} tokens."
    )
    search: SearchRequest = Field(default_factory=SearchRequest)
    target: str | None = Field(
        default=None,
        max_length=limits.SENTENCE_CHARACTERS,
        description="A translation of your own; nothing is searched.",
    )


class Agreement(BaseModel):
    """Kendall's tau-b of the attention and the size of a measure, -1..1; null where either is the
    same for all tokens.
    """

    gradient_input: float | None
    occlusion: float | None


class ConfidenceAnswer(BaseModel):
    """What the whole attention matrix says of the translation; 0 at best, else below."""

    coverage: list[float] = Field(description="The weight that each source token got in all.")
    coverage_deviation: float = Field(
        description="Mean over source tokens of -log(1 + (1 - coverage)^2)."
    )
    absentmindedness_out: float = Field(description="Minus the mean entropy of the rows, in nats.")
    absentmindedness_in: float = Field(
        description="Minus the mean entropy of the columns, each over its sum, in nats."
    )


class ExplainResponse(BaseModel):
    """Three measures of how much each source token matters to one word."""

    model: str
    source: WrittenText
    target: WrittenText
    tokens: TokenRange
    log_probability: float = Field(
        description="Of the word's tokens given those before them: a natural logarithm."
    )
    attention: list[float] = Field(description="Mean of the word's rows; sums to 1.")
    gradient_input: list[float] = Field(
        description="Embedding times the gradient of `log_probability` by it; signed, in nats."
    )
    occlusion: list[float] = Field(
        description="By how much `log_probability` falls when the token's embedding is set to 0."
    )
    agreement: Agreement
    confidence: ConfidenceAnswer

    @classmethod
    def from_explanation(cls, explanation: Explanation) -> "ExplainResponse":
        found, whole = explanation.saliency, explanation.confidence
        return cls(
            model=explanation.translation.model,
            source=WrittenText.of(explanation.translation.source),
            target=WrittenText.of(explanation.translation.target),
            tokens=(explanation.first, explanation.last),
            log_probability=found.log_probability,
            attention=found.attention.tolist(),
            gradient_input=found.gradient_input.tolist(),
            occlusion=found.occlusion.tolist(),
            agreement=Agreement(
                gradient_input=found.gradient_agreement, occlusion=found.occlusion_agreement
            ),
            confidence=ConfidenceAnswer(
                coverage=whole.coverage.tolist(),
                coverage_deviation=whole.coverage_deviation,
                absentmindedness_out=whole.absentmindedness_out,
                absentmindedness_in=whole.absentmindedness_in,
            ),
        )
