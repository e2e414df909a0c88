"""Is the process alive; can it answer."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

router = APIRouter()


class Health(BaseModel):
    status: Literal["ok", "no model"]


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", summary="Is the process alive?")
def healthz() -> Health:
    return Health(status="ok")


@router.head("/readyz", include_in_schema=False)
@router.get(
    "/readyz",
    summary="Is a model loaded?",
    responses={503: {"model": Health, "description": "Pages work, translations do not yet."}},
)
def readyz(request: Request, response: Response) -> Health:
    if request.app.state.registry.ready:
        return Health(status="ok")
    response.status_code = 503
    return Health(status="no model")
