"""POST /api/v1/attend."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.schemas.attend import AttendRequest, AttendResponse
from models.attention.trace import trace_attention

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "scaled dot product": {
        "summary": "Two queries, three keys; the second query may look at two of them",
        "value": {
            "queries": [[1, 0, 2, -1], [0, 2, 1, 0]],
            "keys": [[1, 1, 0, 0], [0, 2, 1, -1], [2, 0, 1, 0]],
            "values": [[1, 0], [0, 4], [3, 1]],
            "valid_lengths": [3, 2],
        },
    },
    "additive": {
        "summary": "Queries of two numbers, keys of three, weights of one's own",
        "value": {
            "queries": [[1, 0.5], [-1, 1]],
            "keys": [[1, 0, 2], [0, 1, -1]],
            "values": [[1], [3]],
            "score": "additive",
            "weights": {
                "query": [[1, 0], [0, 1]],
                "key": [[1, 0, -0.5], [0, 1, 0]],
                "vector": [2, -1],
            },
        },
    },
    "drawn weights": {
        "summary": "Additive, with weights drawn from a seed; they are in the answer",
        "value": {
            "queries": [[1, 2]],
            "keys": [[1, 0], [0, 1]],
            "values": [[1], [3]],
            "score": "additive",
            "seed": 7,
        },
    },
}


def answer(request: AttendRequest) -> AttendResponse:
    """Compute what is asked for; raises a leaf of errors.InvalidInput."""
    trace = trace_attention(
        request.queries,
        request.keys,
        request.values,
        valid_lengths=request.valid_lengths,
        score=request.score,
        weights=request.weights and dict(request.weights),
        seed=request.seed,
    )
    return AttendResponse.from_trace(trace)


@router.post(
    "/attend",
    summary="Attend to keys with queries of your own, with every number",
    response_model=AttendResponse,
    openapi_extra=request_body(AttendRequest, EXAMPLES),
)
def attend(
    request: Annotated[AttendRequest, Depends(json_body(AttendRequest))],
) -> Response:
    """Compare each query with each key, mask what lies beyond the valid length, normalise by a
    softmax and average the values under the weights.
    """
    return json_response(answer(request))
