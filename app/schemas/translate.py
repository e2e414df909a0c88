"""`POST /api/v1/translate`: what is asked and what is answered."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from models import limits
from models.seq2seq.trace import TracedText, TranslationTrace

TokenRange = tuple[int, int]
Weight = Annotated[float, Field(ge=0, le=1)]


class Greedy(BaseModel):
    """Take the likeliest token at each step."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["greedy"] = "greedy"


class TranslateRequest(BaseModel):
    """A sentence to translate, or with `target` a pair to look at."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=limits.SENTENCE_CHARACTERS,
        description=f"The source sentence: at most {limits.SENTENCE_CHARACTERS:,} characters and "
        f"{limits.SENTENCE_TOKENS} tokens.",
    )
    model: str | None = Field(
        default=None, max_length=100, description="A name from `/api/v1/models`; else the default."
    )
    search: Greedy = Field(default_factory=Greedy)
    target: str | None = Field(
        default=None,
        max_length=limits.SENTENCE_CHARACTERS,
        description="Teacher forcing: the attention and the probability of this translation.",
    )
    max_tokens: int = Field(
        default=limits.TARGET_TOKENS_DEFAULT,
        strict=True,
        ge=1,
        le=limits.TARGET_TOKENS,
        description="Longest translation in tokens; the translation is cut off there.",
    )
    detail: Literal["attention"] = Field(
        default="attention", description="How much of the computation to return."
    )


class SourceText(BaseModel):
    text: str
    tokens: list[str] = Field(description='Pieces; "▁" stands for the space before a word.')
    words: list[TokenRange] = Field(
        description="First and last token of each whitespace-separated word of `text`. A word of "
        "invisible characters only has its last before its first."
    )
    valid_length: int = Field(description="Tokens that attention may weigh, `</s>` included.")
    truncated: bool = Field(description="Whether a part of the text was left out: never so far.")


class TargetText(BaseModel):
    text: str
    tokens: list[str]
    words: list[TokenRange]


class HypothesisAnswer(BaseModel):
    text: str
    tokens: list[str]
    log_probability: float = Field(description="Natural logarithm.")
    score: float = Field(description="What the search ranks by; greedy: the log probability.")
    attention: list[list[Weight]]


class TranslateResponse(BaseModel):
    """The translation and its attention."""

    model: str
    source: SourceText
    target: TargetText
    attention: list[list[Weight]] = Field(
        description="Row i is the attention with which target token i was predicted; a row has one "
        "weight for each source token and sums to 1."
    )
    log_probability: float
    hypotheses: list[HypothesisAnswer] = Field(description="Best first.")

    @classmethod
    def from_trace(cls, trace: TranslationTrace) -> "TranslateResponse":
        attention: list[list[float]] = trace.attention.tolist()
        target = _text(trace.target)
        return cls(
            model=trace.model,
            source=SourceText(
                **_text(trace.source), valid_length=trace.valid_length, truncated=False
            ),
            target=TargetText(**target),
            attention=attention,
            log_probability=trace.log_probability,
            hypotheses=[
                HypothesisAnswer(
                    text=trace.target.text,
                    tokens=list(trace.target.tokens),
                    log_probability=trace.log_probability,
                    score=trace.log_probability,
                    attention=attention,
                )
            ],
        )


def _text(traced: TracedText) -> dict[str, object]:
    return {"text": traced.text, "tokens": list(traced.tokens), "words": list(traced.words)}
