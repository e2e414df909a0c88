"""`POST /api/v1/beam`: a search for a translation, step by step."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.api.models import LoadedModels
from app.registry import Registry
from app.schemas.beam import BeamRequest, BeamResponse
from models.seq2seq.beam_trace import trace_search

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "beam": {
        "summary": "Three hypotheses at once, longer ones favoured",
        "value": {
            "text": "He told me a long story.",
            "search": {"method": "beam", "size": 3, "length_penalty": 1.0},
        },
    },
    "greedy": {
        "summary": "Greedy search: a beam of one",
        "value": {"text": "I am at home.", "search": {"method": "greedy"}},
    },
}


def answer(request: BeamRequest, registry: Registry) -> BeamResponse:
    trace = trace_search(
        registry.get(request.model),
        request.text,
        search=request.search.search(),
        max_tokens=request.max_tokens,
    )
    return BeamResponse.from_trace(trace)


@router.post(
    "/beam",
    summary="Watch a beam search: what each step considered, kept and pruned",
    response_model=BeamResponse,
    openapi_extra=request_body(BeamRequest, EXAMPLES),
)
def search(
    request: Annotated[BeamRequest, Depends(json_body(BeamRequest))],
    registry: LoadedModels,
) -> Response:
    """Search for the translation of one sentence and return the tree that the search grew."""
    return json_response(answer(request, registry))
