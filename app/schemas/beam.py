"""`POST /api/v1/beam`: a search, step by step."""

from typing import Literal

from pydantic import BaseModel, Field

from app.schemas.question import MaxTokens, OneSentence
from app.schemas.translate import HypothesisAnswer, SearchRequest, WrittenText
from models import limits
from models.seq2seq.beam_trace import SearchTrace
from models.seq2seq.beam_tree import Candidate

Status = Literal["kept", "ended", "pruned"]


class BeamRequest(OneSentence):
    """A sentence and how its translation is searched for."""

    search: SearchRequest = Field(
        default_factory=lambda: SearchRequest(method="beam"),
        description=f"A beam of {limits.BEAM_SIZE_DEFAULT} if not given; `greedy` is a beam of 1.",
    )
    max_tokens: MaxTokens = limits.TARGET_TOKENS_DEFAULT


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
    source: WrittenText
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
            source=WrittenText.of(trace.source),
            size=trace.search.size,
            length_penalty=trace.search.length_penalty,
            steps=[
                [CandidateAnswer.of(one, trace.token(one)) for one in step] for step in trace.steps
            ],
            hypotheses=[
                BeamHypothesis.from_trace(one, node=node) for one, node in trace.hypotheses
            ],
        )
