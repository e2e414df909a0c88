"""`POST /api/v1/translate`: a translation and its attention."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.bodies import JSON, RawBody, read_json, request_body
from app.api.writing import as_json
from app.i18n import Language, accepted
from app.observing.request import note_model
from app.registry import Registry
from app.schemas.translate import (
    ScoresResponse,
    StepsResponse,
    TextResponse,
    TranslateRequest,
    TranslateResponse,
    response_of,
)
from models.errors import LoupeError
from models.seq2seq.beam import GREEDY
from models.seq2seq.interventions import AS_IT_IS
from models.seq2seq.together import trace_texts
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

READ_AT_ONCE_BYTES = 2**14
"""A body up to here is read on the event loop, in well under a millisecond."""
LONG_CHARACTERS = 250
"""Texts from here on gather apart, so that short ones need not wait for them."""
BATCH_CHARACTERS = 5_000
"""In one batch: some tens of milliseconds."""


class Group(NamedTuple):
    """Translations that can be computed together."""

    model: str | None
    max_tokens: int
    long: bool


class Plain(NamedTuple):
    """One of them."""

    text: str
    language: Language


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


def plain(request: TranslateRequest) -> bool:
    """Whether nothing is asked for but the likeliest tokens and their attention."""
    return (
        request.search.search() == GREEDY
        and request.target is None
        and request.target_prefix is None
        and request.detail == "attention"
        and request.changes() == AS_IT_IS
    )


def answers(registry: Registry, group: Group, asked: Sequence[Plain]) -> list[bytes | Exception]:
    """Of each what `answer` says in JSON, or its error; the same text is translated once."""
    texts = list({one.text: None for one in asked})
    traced = trace_texts(registry.get(group.model), texts, max_tokens=group.max_tokens)
    found = dict(zip(texts, traced, strict=True))
    return [
        trace
        if isinstance(trace := found[one.text], LoupeError)
        else as_json(response_of(trace, one.language))
        for one in asked
    ]


@router.post(
    "/translate",
    summary="Translate a text, with the attention behind each token",
    response_model=Answer,
    openapi_extra=request_body(TranslateRequest, EXAMPLES),
)
async def translate(request: Request, body: RawBody) -> Response:
    """Translate a sentence and return the attention with which each target token was predicted;
    with `target`, look at that translation instead. Of several sentences that are too long for
    one pass each is an answer of its own, in `segments`.
    """
    language = accepted(request.headers.get("accept-language"))
    state = request.app.state
    registry: Registry = state.registry

    def compute() -> bytes:
        return as_json(answer(read_json(TranslateRequest, request, body), registry, language))

    if len(body) <= READ_AT_ONCE_BYTES:
        asked = read_json(TranslateRequest, request, body)
        if plain(asked):
            model = asked.model or next((one.name for one in registry.described), None)
            group = Group(model, asked.max_tokens, len(asked.text) > LONG_CHARACTERS)
            found = await state.batcher.ask(group, Plain(asked.text, language), len(asked.text))
            note_model(model or "")
            return Response(found, media_type=JSON)
    with await state.gate.enter():
        return Response(await run_in_threadpool(compute), media_type=JSON)
