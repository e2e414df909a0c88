"""`GET /api/v1/models`: the translation models of this server."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.registry import Registry
from app.schemas.models import ModelDescription, ModelsResponse

router = APIRouter()


def registry_of(request: Request) -> Registry:
    """The registry that the application loaded when it started."""
    registry: Registry = request.app.state.registry
    return registry


LoadedModels = Annotated[Registry, Depends(registry_of)]


@router.get("/models", summary="The translation models of this server")
def models(registry: LoadedModels) -> ModelsResponse:
    """Every model with its languages, its choices and its measured quality."""
    return ModelsResponse(models=[ModelDescription.of(one) for one in registry.described])
