"""`POST /api/v1/beam`: a search, step by step."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.explain import Side
from app.schemas.translate import HypothesisAnswer, SearchRequest
from models import limits
from models.seq2seq.beam_trace import SearchTrace
from models.seq2seq.beam_tree import Candidate

Status = Literal["kept", "ended", "pruned"]


class BeamRequest(BaseModel):
    """A sentence and how its translation is searched for."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        max_length=limits.SENTENCE_CHARACTERS,
        description=f"One sentence, at most {limits.SENTENCE_TOKENS} tokens; nothing is split.",
    )
    model: str | None = Field(
        default=None, max_length=100, description="A name from `/api/v1/models`; else the default."
    )
    search: SearchRequest = Field(
        default_factory=lambda: SearchRequest(method="beam"),
        description="A beam of 5 if not given; `greedy` is a beam of 1.",
    )
    max_tokens: int = Field(
        default=limits.TARGET_TOKENS_DEFAULT,
        strict=True,
        ge=1,
        le=limits.TARGET_TOKENS,
        description="Longest translation in tokens; it is cut off there.",
    )


class CandidateAnswer(BaseModel):
    """A hypothesis made longer by one token."""

    node: int | None = Field(description="Its number in the tree from 0; null if it was pruned.")
    parent: int | None = Field(description="The node that it lengthens; null for the first token.")
    token: str
    log_probability: float = Field(description="Of the token, given those before it.")
    total: float = Field(description="Sum of the log probabilities from the first token on.")
    score: float = Field(description="total / ((5 + tokens) / 6) ^ length_penalty.")
    status: Status = Field(
        description="`kept`: goes on. `ended`: complete, leaves the beam. `pruned`: given up."
    )

    @classmethod
    def of(cls, one: Candidate, token: str) -> "CandidateAnswer":
        status: Status = "pruned" if one.node is None else "ended" if one.ended else "kept"
        return cls(
            node=one.node,
            parent=None if one.parent < 0 else one.parent,
            token=token,
            log_probability=one.log_probability,
            total=one.total,
            score=one.score,
            status=status,
        )


class BeamHypothesis(HypothesisAnswer):
    node: int = Field(description="Where in the tree it ended.")


class BeamResponse(BaseModel):
    """The tree that a beam search grows."""

    model: str
    source: Side
    size: int
    length_penalty: float
    steps: list[list[CandidateAnswer]] = Field(
        description="For each step what was considered, likeliest first: at most `size` kept ones, "
        "then as many of the likeliest that were not."
    )
    hypotheses: list[BeamHypothesis] = Field(description="What the search answers, best first.")

    @classmethod
    def from_trace(cls, trace: SearchTrace) -> "BeamResponse":
        return cls(
            model=trace.model,
            source=Side.of(trace.source),
            size=trace.search.size,
            length_penalty=trace.search.length_penalty,
            steps=[
                [CandidateAnswer.of(one, trace.token(one)) for one in step] for step in trace.steps
            ],
            hypotheses=[
                BeamHypothesis(
                    **Side.of(one.target).model_dump(),
                    log_probability=one.log_probability,
                    score=one.score,
                    attention=one.attention.tolist(),
                    node=node,
                )
                for one, node in trace.hypotheses
            ],
        )
