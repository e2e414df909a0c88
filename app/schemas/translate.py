"""`POST /api/v1/translate`: what is asked and what is answered."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.i18n import Language
from app.problems import note_text
from app.schemas.arrays import ArrayForm, Write, writer
from app.schemas.edit import EditRequest
from app.schemas.question import MaxTokens, ModelName
from app.schemas.steps import StepsAnswer, StepScores, steps_fields
from models import limits
from models.seq2seq.beam import GREEDY, Search
from models.seq2seq.interventions import Edit
from models.seq2seq.trace import HypothesisTrace, TextTrace, TracedText, TranslationTrace

TokenRange = tuple[int, int]
Weight = Annotated[float, Field(ge=0, le=1)]
Detail = Literal["attention", "scores", "steps"]


class SearchRequest(BaseModel):
    """How translations are found."""

    model_config = ConfigDict(extra="forbid")

    method: Literal["greedy", "beam"] = Field(
        default="greedy",
        description="`greedy` takes the likeliest token at each step; `beam` follows several "
        "translations at once and ranks them as wholes.",
    )
    size: int = Field(
        default=limits.BEAM_SIZE_DEFAULT,
        strict=True,
        ge=1,
        le=limits.BEAM_SIZE,
        description="Translations that a beam follows at once.",
    )
    length_penalty: float = Field(
        default=limits.LENGTH_PENALTY_DEFAULT,
        strict=True,
        ge=0,
        le=limits.LENGTH_PENALTY,
        allow_inf_nan=False,
        description="A beam ranks by log probability / ((5 + tokens) / 6) ^ length_penalty.",
    )

    @field_validator("size", "length_penalty")
    @classmethod
    def _belongs_to_beam(cls, value: float, info: ValidationInfo) -> float:
        if info.data.get("method") == "greedy":
            raise PydanticCustomError("beam_only", "only with the method “beam”")
        return value

    def search(self) -> Search:
        return GREEDY if self.method == "greedy" else Search(self.size, self.length_penalty)


class TranslateRequest(BaseModel):
    """A text to translate, or with `target` a pair of sentences to look at."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=limits.SENTENCE_CHARACTERS,
        description=f"The source: at most {limits.SENTENCE_CHARACTERS:,} characters, and "
        f"{limits.SENTENCE_TOKENS} tokens a sentence. Of several sentences with more than "
        f"{limits.PASS_TOKENS} tokens together each is translated by itself.",
    )
    model: ModelName = None
    search: SearchRequest = Field(default_factory=SearchRequest)
    target: str | None = Field(
        default=None,
        max_length=limits.SENTENCE_CHARACTERS,
        description="Teacher forcing: the attention and the probability of this translation; "
        "nothing is searched or split.",
    )
    target_prefix: str | None = Field(
        default=None,
        max_length=limits.SENTENCE_CHARACTERS,
        description="What the translation must begin with; the search goes on from there. Not "
        "with `target`.",
    )
    max_tokens: MaxTokens = limits.TARGET_TOKENS_DEFAULT
    detail: Detail = Field(
        default="attention",
        description="How much of the computation to return. `steps` is every number of the best "
        "translation, `scores` of its steps only the attention scores and the likeliest tokens; "
        f"either of at most {limits.STEPS} tokens together.",
    )
    arrays: ArrayForm = Field(
        default="numbers",
        description="How the arrays of `steps` are written: nested lists, or base64 of float32.",
    )
    edit: EditRequest = Field(
        default_factory=EditRequest,
        description="What is done otherwise than the model would. Nothing is split then.",
    )
    padding: int = Field(
        default=0,
        strict=True,
        ge=0,
        lt=limits.SENTENCE_TOKENS,
        description="Padding tokens behind the sentence, as in a batch with a longer one: the "
        f"attention then has so many columns more, at most {limits.SENTENCE_TOKENS} in all.",
    )
    mask: bool = Field(
        default=True,
        strict=True,
        description="Whether attention is kept off the padding: weights there are exactly 0.",
    )

    def changes(self) -> Edit:
        """All that is to be done otherwise, but the prefix."""
        return Edit(
            weights=self.edit.given(),
            zero_direction=self.edit.zero_direction,
            padding=self.padding,
            mask=self.mask,
        )


class WrittenText(BaseModel):
    text: str
    tokens: list[str]
    words: list[TokenRange]

    @classmethod
    def of(cls, traced: TracedText, **more: Any) -> Self:
        return cls(text=traced.text, tokens=[*traced.tokens], words=[*traced.words], **more)


class SourceText(WrittenText):
    text: str = Field(description="As it was sent.")
    tokens: list[str] = Field(
        description='Pieces; "▁" stands for the space before a word. Behind `</s>` stands the '
        "padding that was asked for."
    )
    words: list[TokenRange] = Field(
        description="First and last token of each whitespace-separated word of `text`. A word of "
        "invisible characters only has its last before its first."
    )
    start: int = Field(description="The character of the whole text at which this one begins.")
    valid_length: int = Field(description="Tokens that attention may weigh, `</s>` included.")
    truncated: bool = Field(description="Whether a part of the text was left out: never so far.")
    notes: list[str] = Field(
        description="What was read otherwise than it was sent, in the language of the request.",
        examples=[["Words all in capitals were read in lower case."]],
    )


class TargetText(WrittenText):
    forced: int = Field(description="Tokens at its beginning that were given, not found.")


class HypothesisAnswer(WrittenText):
    log_probability: float = Field(description="Natural logarithm.")
    token_log_probabilities: list[float] = Field(
        description="Of each token, given those before it; they sum to `log_probability`."
    )
    score: float = Field(description="What the search ranks by; greedy: the log probability.")
    attention: list[list[Weight]]

    @classmethod
    def from_trace(cls, one: HypothesisTrace, **more: Any) -> Self:
        return cls.of(
            one.target,
            log_probability=one.log_probability,
            token_log_probabilities=one.token_log_probabilities.tolist(),
            score=one.score,
            attention=one.attention.tolist(),
            **more,
        )


class TranslateResponse(BaseModel):
    """The translation of a sentence and its attention."""

    model: str
    source: SourceText
    target: TargetText
    attention: list[list[Weight]] = Field(
        description="Row i is the attention with which target token i was predicted; a row has one "
        "weight for each source token and sums to 1."
    )
    log_probability: float
    hypotheses: list[HypothesisAnswer] = Field(
        description="What the search found, best first; the first is `target`."
    )

    @classmethod
    def from_trace(cls, trace: TranslationTrace, language: Language = "en", **more: Any) -> Self:
        hypotheses = [HypothesisAnswer.from_trace(one) for one in trace.hypotheses]
        best = hypotheses[0]
        return cls(
            model=trace.model,
            source=SourceText.of(
                trace.source,
                start=trace.start,
                valid_length=trace.valid_length,
                truncated=False,
                notes=[note_text(note, language) for note in trace.notes],
            ),
            target=TargetText.of(trace.target, forced=trace.forced),
            attention=best.attention,
            log_probability=best.log_probability,
            hypotheses=hypotheses,
            **more,
        )


class ScoresResponse(TranslateResponse):
    """The same with what each token of the best translation was chosen from."""

    steps: list[StepScores]


class StepsResponse(StepsAnswer, TranslateResponse):
    """The same with every number of the best translation."""


class WholeText(BaseModel):
    text: str


class TextResponse(BaseModel):
    """A text of several sentences, each translated by itself."""

    model: str
    source: WholeText
    target: WholeText = Field(description="With what stands between the sentences of the source.")
    log_probability: float = Field(description="Sum over the segments.")
    segments: list[StepsResponse | ScoresResponse | TranslateResponse] = Field(
        description="One for each sentence, in order."
    )

    @classmethod
    def from_trace(cls, trace: TextTrace, segments: list[TranslateResponse]) -> Self:
        return cls(
            model=trace.model,
            source=WholeText(text=trace.text),
            target=WholeText(text=trace.target_text),
            log_probability=trace.log_probability,
            segments=segments,
        )


def response_of(
    trace: TextTrace,
    language: Language,
    detail: Detail = "attention",
    arrays: ArrayForm = "numbers",
) -> TranslateResponse | TextResponse:
    """An answer for the text, or for its one sentence."""
    segments = [_segment(one, language, detail, writer(arrays)) for one in trace.segments]
    return segments[0] if len(segments) == 1 else TextResponse.from_trace(trace, segments)


def _segment(
    trace: TranslationTrace, language: Language, detail: Detail, write: Write
) -> TranslateResponse:
    if trace.steps is None:
        return TranslateResponse.from_trace(trace, language)
    if detail == "scores":
        steps = [StepScores.of(one, write) for one in trace.steps.steps]
        return ScoresResponse.from_trace(trace, language, steps=steps)
    return StepsResponse.from_trace(trace, language, **steps_fields(trace.steps, write))
