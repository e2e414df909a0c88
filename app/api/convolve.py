"""POST /api/v1/convolve."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.schemas.convolve import ConvolveRequest, ConvolveResponse
from models.convolution.trace import ConvolutionTrace, trace_convolution

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
    "true convolution": {
        "summary": "The kernel flipped on both axes; edges mirrored; ReLU",
        "value": {
            "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            "kernel": [[0, 1, 0], [0, 0, -1], [1, 0, 0]],
            "operation": "convolution",
            "padding": "same",
            "padding_mode": "reflect",
            "activation": "relu",
        },
    },
    "causal": {
        "summary": "One row; no output cell reads what comes after it",
        "value": {
            "input": [[1, 2, 3, 4, 5, 6]],
            "kernel": [[1, 2, 3]],
            "padding": "causal",
            "dilation": 2,
        },
    },
    "transposed": {
        "summary": "Each input cell paints its window, two cells apart; one frame an input cell",
        "value": {
            "input": [[0, 1], [2, 3]],
            "kernel": [[0, 1], [2, 3]],
            "operation": "transposed",
            "stride": 2,
            "output_padding": 1,
            "frames": {"by": "input"},
        },
    },
    "max pooling": {
        "summary": "The largest of each window; the last ones overhang",
        "value": {
            "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            "operation": "max_pool",
            "window": 2,
            "ceil_mode": True,
        },
    },
    "average pooling": {
        "summary": "The mean of each window, padding not counted",
        "value": {
            "input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]],
            "operation": "average_pool",
            "window": [2, 3],
            "stride": 1,
            "padding": [1, 0],
            "count_include_pad": False,
        },
    },
}


def answer(request: ConvolveRequest) -> ConvolveResponse:
    """Compute what is asked for; raises a leaf of errors.InvalidInput."""
    return ConvolveResponse.from_trace(trace_of(request))


def trace_of(request: ConvolveRequest) -> ConvolutionTrace:
    return trace_convolution(
        request.input,
        request.kernel,
        bias=request.bias,
        operation=request.operation,
        stride=request.stride,
        padding=request.padding,
        padding_mode=request.padding_mode,
        dilation=request.dilation,
        groups=request.groups,
        output_padding=request.output_padding,
        window=request.window,
        ceil_mode=request.ceil_mode,
        count_include_pad=request.count_include_pad,
        activation=request.activation,
        frames=(request.frames.start, request.frames.count),
        frames_by=request.frames.by,
    )


@router.post(
    "/convolve",
    summary="Compute a layer on a grid, with every product",
    response_model=ConvolveResponse,
    openapi_extra=request_body(ConvolveRequest, EXAMPLES),
)
def convolve(
    request: Annotated[ConvolveRequest, Depends(json_body(ConvolveRequest))],
) -> Response:
    """Slide the kernel over the padded input; each output cell is the sum of window times kernel,
    element by element, plus the bias. Convolution flips the kernel; a transposed convolution lets
    each input cell add itself times the kernel to the output; pooling takes the largest or the mean
    of each window. All equal torch.nn.functional, and what that refuses is a 422. Only the frames
    asked for are taken apart; a start past the end gives none.
    """
    return json_response(answer(request))
