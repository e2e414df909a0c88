"""`POST /api/v1/translate`: a translation and its attention."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from app.api.bodies import json_body, json_response, request_body
from app.api.models import LoadedModels
from app.i18n import Language, accepted
from app.registry import Registry
from app.schemas.translate import (
    ScoresResponse,
    StepsResponse,
    TextResponse,
    TranslateRequest,
    TranslateResponse,
    response_of,
)
from models.seq2seq.trace import trace_text

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "sentence": {"summary": "A sentence", "value": {"text": "I am at home."}},
    "model": {
        "summary": "The same with a model named",
        "value": {"text": "The little girl wants to buy a new book.", "model": "en-fr-additive"},
    },
    "beam": {
        "summary": "The three best translations that a beam search finds",
        "value": {
            "text": "I don't know where my brother put the book.",
            "search": {"method": "beam", "size": 3, "length_penalty": 1.0},
        },
    },
    "sentences": {
        "summary": "Several sentences, each translated by itself",
        "value": {
            "text": "My older sister lives in a small house near the river. She has two dogs and a "
            "black cat. Every morning she walks to work. In the evening she reads a book in her "
            "garden.",
        },
    },
    "target": {
        "summary": "A translation of your own (teacher forcing)",
        "value": {"text": "I am at home.", "target": "Je suis à la maison."},
    },
    "prefix": {
        "summary": "A beginning of your own; the translation goes on from there",
        "value": {"text": "I am at home.", "target_prefix": "Nous"},
    },
    "steps": {
        "summary": "Every number between the sentence and its translation",
        "value": {"text": "I am at home.", "detail": "steps", "arrays": "base64"},
    },
    "edit": {
        "summary": "The first token looks at the end of sentence; the encoder reads forwards only",
        "value": {
            "text": "Thank you.",
            "edit": {
                "weights": [{"step": 0, "weights": [0, 0, 0, 1]}],
                "zero_direction": "backward",
            },
        },
    },
    "padding": {
        "summary": "Three tokens of padding that attention is not kept off",
        "value": {"text": "I am at home.", "padding": 3, "mask": False},
    },
}


Answer = StepsResponse | ScoresResponse | TranslateResponse | TextResponse


def answer(request: TranslateRequest, registry: Registry, language: Language = "en") -> Answer:
    """What the route answers; pages without JavaScript call it directly."""
    trace = trace_text(
        registry.get(request.model),
        request.text,
        search=request.search.search(),
        target=request.target,
        target_prefix=request.target_prefix,
        max_tokens=request.max_tokens,
        edit=request.changes(),
        steps=request.detail != "attention",
    )
    return response_of(trace, language, request.detail, request.arrays)


@router.post(
    "/translate",
    summary="Translate a text, with the attention behind each token",
    response_model=Answer,
    openapi_extra=request_body(TranslateRequest, EXAMPLES),
)
def translate(
    request: Request,
    asked: Annotated[TranslateRequest, Depends(json_body(TranslateRequest))],
    registry: LoadedModels,
) -> Response:
    """Translate a sentence and return the attention with which each target token was predicted;
    with `target`, look at that translation instead. Of several sentences that are too long for
    one pass each is an answer of its own, in `segments`.
    """
    language = accepted(request.headers.get("accept-language"))
    return json_response(answer(asked, registry, language))
