"""Is the process alive; can it answer."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.registry import Registry

router = APIRouter()


class Health(BaseModel):
    status: Literal["ok", "no model"]


class Readiness(Health):
    unusable: list[str] = Field(
        default_factory=list, description="Models whose files are damaged; the others answer."
    )


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> Health:
    return Health(status="ok")


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Is the default model loaded?",
    response_model_exclude_defaults=True,
    responses={503: {"model": Readiness, "description": "Pages work, translations do not yet."}},
)
async def readyz(request: Request, response: Response) -> Readiness:
    """Other models are loaded after it, or sooner when one is asked for."""
    registry: Registry = request.app.state.registry
    if registry.ready:
        return Readiness(status="ok", unusable=registry.broken)
    response.status_code = 503
    return Readiness(status="no model")
