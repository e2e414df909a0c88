"""`POST /api/v1/explain`: is attention the explanation?"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.api.models import LoadedModels
from app.registry import Registry
from app.schemas.explain import ExplainRequest, ExplainResponse
from models.seq2seq.explanation import explain

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "word": {
        "summary": "The first token of a translation",
        "value": {"text": "The old man reads a book.", "tokens": [0, 0]},
    },
    "given": {
        "summary": "A word of a translation of your own",
        "value": {"text": "I am at home.", "target": "Je suis à la maison.", "tokens": [1, 1]},
    },
}


def answer(request: ExplainRequest, registry: Registry) -> ExplainResponse:
    explanation = explain(
        registry.get(request.model),
        request.text,
        *request.tokens,
        search=request.search.search(),
        target=request.target,
    )
    return ExplainResponse.from_explanation(explanation)


@router.post(
    "/explain",
    summary="Compare the attention of a word with what the word hangs on",
    response_model=ExplainResponse,
    openapi_extra=request_body(ExplainRequest, EXAMPLES),
)
def explain_word(
    request: Annotated[ExplainRequest, Depends(json_body(ExplainRequest))],
    registry: LoadedModels,
) -> Response:
    """For a word of a translation: its attention, gradient x input and occlusion over the source,
    and how far they agree on an order.
    """
    return json_response(answer(request, registry))
