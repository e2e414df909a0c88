"""POST /api/v1/grids and GET /api/v1/grids/{name}."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.api.bodies import RawBody, json_response
from app.i18n import accepted
from app.schemas.grids import GridResponse, NamedGridResponse
from models.convolution.grids import (
    MEDIA_TYPES,
    GridKind,
    kind_of_media_type,
    named_grid,
    read_grid,
)
from models.convolution.grids.named import NAMES

router = APIRouter()

ROWS = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
BINARY: dict[str, Any] = {"schema": {}}
TEXTS: dict[GridKind, dict[str, Any]] = {
    GridKind.CSV: {
        "schema": {"contentMediaType": "text/csv"},
        "example": "\n".join(",".join(map(str, row)) for row in ROWS),
    },
    GridKind.JSON: {
        "schema": {"description": "[rows][columns] or [channels][rows][columns]."},
        "example": ROWS,
    },
}


@router.post(
    "/grids",
    summary="Read a CSV, JSON, NPY, PNG or JPEG file as a grid",
    response_model=GridResponse,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {media: TEXTS.get(kind, BINARY) for media, kind in MEDIA_TYPES.items()},
        }
    },
)
def grids(request: Request, body: RawBody) -> Response:
    """The raw file is the body, its kind the Content-Type. Nothing is stored."""
    grid = read_grid(body, kind_of_media_type(request.headers.get("content-type", "")))
    language = accepted(request.headers.get("accept-language"))
    return json_response(GridResponse.from_grid(grid, language))


@router.get(
    "/grids/{name}",
    summary="A grid by its name",
    description=(
        f"One of {', '.join(NAMES)}. Those of a rule can be had at any size, `checkerboard,64x64`; "
        "random numbers by size, range, seed and step, `random,8x8,-1..1,7,0.01`, "
        "and are the same for the same name."
    ),
    response_model=NamedGridResponse,
)
def by_name(
    name: Annotated[str, Path(max_length=100, examples=["checkerboard,8x8"])],
) -> Response:
    return json_response(NamedGridResponse.of(name, named_grid(name)))
