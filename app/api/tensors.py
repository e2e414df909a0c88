"""`GET /api/v1/models/{name}/tensors`: a model's weights, so that every product can be formed."""

from io import BytesIO
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Path, Request, Response

from app.api.models import LoadedModels
from app.schemas.tensors import TensorDescription, TensorsResponse
from models.errors import UnknownTensor

router = APIRouter()
Name = Annotated[str, Path(description="A model's name from `/api/v1/models`.")]
NPY = "application/x-npy"


@router.get("/models/{name}/tensors", summary="The tensors of a model, with their shapes")
def tensors(name: Name, registry: LoadedModels) -> TensorsResponse:
    """Every tensor that the network computes with, under the name by which it can be fetched."""
    held = registry.get(name).network.state_dict()
    return TensorsResponse(
        tensors=[TensorDescription(name=key, shape=list(held[key].shape)) for key in held]
    )


@router.get(
    "/models/{name}/tensors/{tensor}",
    summary="One tensor of a model, as an NPY file",
    response_class=Response,
    responses={
        200: {"content": {NPY: {}}, "description": "float32, as `numpy.load` reads it."},
        304: {"description": "The `If-None-Match` of the request still holds."},
    },
)
def tensor(
    name: Name,
    tensor: Annotated[str, Path(description="A name from the list of tensors.")],
    registry: LoadedModels,
    request: Request,
) -> Response:
    """The values as the network computes with them. The ETag is that of the model's weights."""
    held = registry.get(name).network.state_dict()
    if tensor not in held:
        raise UnknownTensor(field="tensor", model=name, value=tensor)
    headers = {"ETag": f'"{registry.checksum(name)}"', "Cache-Control": "no-cache"}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    file = BytesIO()
    np.save(file, held[tensor].numpy().astype("<f4", copy=False), allow_pickle=False)
    return Response(file.getvalue(), media_type=NPY, headers=headers)
