"""`POST /api/v1/translate`: a translation and its attention."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from app.api.bodies import json_body, json_response, request_body
from app.api.models import LoadedModels
from app.registry import Registry
from app.schemas.translate import TranslateRequest, TranslateResponse
from models.seq2seq.trace import trace_translation

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "sentence": {"summary": "A sentence", "value": {"text": "I am at home."}},
    "model": {
        "summary": "The same with a model named",
        "value": {"text": "The little girl wants to buy a new book.", "model": "en-fr-additive"},
    },
    "target": {
        "summary": "A translation of your own (teacher forcing)",
        "value": {"text": "I am at home.", "target": "Je suis à la maison."},
    },
}


def answer(request: TranslateRequest, registry: Registry) -> TranslateResponse:
    """What the route answers; pages without JavaScript call it directly."""
    trace = trace_translation(
        registry.get(request.model),
        request.text,
        target=request.target,
        max_tokens=request.max_tokens,
    )
    return TranslateResponse.from_trace(trace)


@router.post(
    "/translate",
    summary="Translate a sentence, with the attention behind each token",
    response_model=TranslateResponse,
    openapi_extra=request_body(TranslateRequest, EXAMPLES),
)
def translate(
    request: Annotated[TranslateRequest, Depends(json_body(TranslateRequest))],
    registry: LoadedModels,
) -> Response:
    """Translate a sentence and return the attention with which each target token was predicted;
    with `target`, look at that translation instead.
    """
    return json_response(answer(request, registry))
