"""`POST /api/v1/translate`: a translation and its attention."""

from fastapi import APIRouter

from app.api.models import LoadedModels
from app.registry import Registry
from app.schemas.translate import TranslateRequest, TranslateResponse
from models.seq2seq.trace import trace_translation

router = APIRouter()


def answer(request: TranslateRequest, registry: Registry) -> TranslateResponse:
    """What the route answers; pages without JavaScript call it directly."""
    trace = trace_translation(
        registry.get(request.model),
        request.text,
        target=request.target,
        max_tokens=request.max_tokens,
    )
    return TranslateResponse.from_trace(trace)


@router.post("/translate")
def translate(request: TranslateRequest, registry: LoadedModels) -> TranslateResponse:
    """Translate a sentence and return the attention behind each target token."""
    return answer(request, registry)
