"""POST /api/v1/grids."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.api.bodies import RawBody, json_response
from app.i18n import accepted
from app.schemas.grids import GridResponse
from models.convolution.grids import MEDIA_TYPES, GridKind, kind_of_media_type, read_grid

router = APIRouter()

ROWS = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
BINARY = {"schema": {"type": "string", "format": "binary"}}
TEXTS: dict[GridKind, dict[str, Any]] = {
    GridKind.CSV: {
        "schema": {"type": "string"},
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
