"""POST /api/v1/learn."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.schemas.learn import LearnRequest, LearnResponse
from models.convolution.learning import trace_learning

router = APIRouter()

STRIPE = [[1, 1, 0, 0, 0, 0, 1, 1]] * 6

EXAMPLES: dict[str, Any] = {
    "edge detector": {
        "summary": "A stripe and the output of [1, -1]; the kernel is found in ten steps, nearly",
        "value": {"input": STRIPE, "target_kernel": [[1, -1]], "seed": 1, "learning_rate": 0.03},
    },
    "target": {
        "summary": "A target of one's own, a first kernel and a bias; the last two of five steps",
        "value": {
            "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            "target": [[19, 25], [37, 43]],
            "kernel": [[1, 0], [0, 1]],
            "bias": 0,
            "learning_rate": 0.002,
            "steps": 5,
            "frames": {"start": 4, "count": 2},
        },
    },
    "divergence": {
        "summary": "A learning rate above the largest stable one, 1/30",
        "value": {
            "input": STRIPE,
            "target_kernel": [[1, -1]],
            "seed": 1,
            "learning_rate": 1,
            "steps": 100,
            "frames": {"start": 0, "count": 2},
        },
    },
}


def answer(request: LearnRequest) -> LearnResponse:
    """Compute what is asked for; raises a leaf of errors.InvalidInput."""
    asked = {name: getattr(request, name) for name in LearnRequest.model_fields}
    frames = asked.pop("frames")
    return LearnResponse.from_trace(trace_learning(frames=(frames.start, frames.count), **asked))


@router.post(
    "/learn",
    summary="Learn a kernel by gradient descent, with every step",
    response_model=LearnResponse,
    openapi_extra=request_body(LearnRequest, EXAMPLES),
)
def learn(request: Annotated[LearnRequest, Depends(json_body(LearnRequest))]) -> Response:
    """Compare the kernel's output with the target and move the kernel against the gradient of the
    sum of squared errors, step by step. Steps end before one whose numbers exceed 1e100.
    """
    return json_response(answer(request))
