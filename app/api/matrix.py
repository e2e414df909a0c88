"""POST /api/v1/matrix."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.schemas.matrix import MatrixRequest, MatrixResponse
from models.convolution.matrix import trace_matrix

router = APIRouter()

BOOK = {"input": [[0, 1, 2], [3, 4, 5], [6, 7, 8]], "kernel": [[1, 2], [3, 4]]}

EXAMPLES: dict[str, Any] = {
    "four by nine": {
        "summary": "A 3 x 3 input and a 2 x 2 kernel: a 4 x 9 matrix",
        "value": BOOK,
    },
    "stride and padding": {
        "summary": "Padding has no column: what it would add is 0",
        "value": BOOK | {"stride": 2, "padding": 1},
    },
}


def answer(request: MatrixRequest) -> MatrixResponse:
    """Compute what is asked for; raises a leaf of errors.InvalidInput."""
    asked = {name: getattr(request, name) for name in MatrixRequest.model_fields}
    return MatrixResponse.from_trace(trace_matrix(**asked))


@router.post(
    "/matrix",
    summary="A convolution as a matrix product: im2col, Toeplitz matrix, transpose",
    response_model=MatrixResponse,
    openapi_extra=request_body(MatrixRequest, EXAMPLES),
)
def matrix(request: Annotated[MatrixRequest, Depends(json_body(MatrixRequest))]) -> Response:
    """Write the cross-correlation of one channel as im2col x kernel and as Toeplitz matrix x input,
    both laid flat row by row, and apply the transpose of the latter to the output.
    """
    return json_response(answer(request))
