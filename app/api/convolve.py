"""POST /api/v1/convolve."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.schemas.convolve import ConvolveRequest, ConvolveResponse
from models.convolution.trace import trace_convolution

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "textbook": {
        "summary": "3 x 3 and 2 x 2: 19, 25, 37, 43",
        "value": {"input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]], "kernel": [[0, 1], [2, 3]]},
    },
    "stride and padding": {
        "summary": "One zero around, three rows and two columns a step",
        "value": {
            "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            "kernel": [[0, 1], [2, 3]],
            "stride": [3, 2],
            "padding": 1,
        },
    },
    "channels": {
        "summary": "Two channels in, two out, with biases; the second and third frame",
        "value": {
            "input": [[[0, 1], [3, 4]], [[1, 2], [4, 5]]],
            "kernel": [[[[1, 0]], [[0, 1]]], [[[1, 1]], [[-1, 2]]]],
            "bias": [0.5, -1],
            "frames": {"start": 1, "count": 2},
        },
    },
}


def answer(request: ConvolveRequest) -> ConvolveResponse:
    """Compute what is asked for; raises a leaf of errors.InvalidInput."""
    trace = trace_convolution(
        request.input,
        request.kernel,
        bias=request.bias,
        stride=request.stride,
        padding=request.padding,
        dilation=request.dilation,
        groups=request.groups,
        frames=(request.frames.start, request.frames.count),
    )
    return ConvolveResponse.from_trace(trace)


@router.post(
    "/convolve",
    summary="Cross-correlate a grid and a kernel, with every product",
    response_model=ConvolveResponse,
    openapi_extra=request_body(ConvolveRequest, EXAMPLES),
)
def convolve(
    request: Annotated[ConvolveRequest, Depends(json_body(ConvolveRequest))],
) -> Response:
    """Slide the kernel over the padded input; each output cell is the sum of window times kernel,
    element by element, plus the bias. Only the frames asked for are taken apart; a start past the
    end gives none.
    """
    return json_response(answer(request))
