"""/convolution.json, .csv, .npy, .svg, .png, .gif: what the page /convolution shows, as files.

/convolution.request.json, .sh, .py and .torch.py are the question itself. GET takes the page's own
query; POST a request to the API instead, for grids that no address can hold.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Request
from numpy.typing import NDArray
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app.api.bodies import json_body
from app.api.convolve import trace_of
from app.convolution_code import REQUEST, command, program
from app.convolution_torch import torch_program
from app.page_contexts.convolution_address import request_of
from app.page_contexts.written_numbers import parse_number, parse_whole
from app.schemas.convolve import ConvolveRequest, ConvolveResponse
from app.schemas.numbers import plain
from app.templating import language_of_page
from models import limits
from models.convolution.nested import describe
from models.convolution.trace import ConvolutionTrace
from models.errors import NotThere, WrongForm
from models.figures.animation import animation

NAME = "loupe-convolution"
PLAIN = "text/plain; charset=utf-8"

router = APIRouter()


def body_of(asked: ConvolveRequest) -> dict[str, Any]:
    """The request as JSON, without what goes without saying."""
    return {"operation": asked.operation, **asked.model_dump(exclude_defaults=True)}


def parts_of(asked: ConvolveRequest, trace: ConvolutionTrace) -> dict[str, NDArray[np.float64]]:
    """Arrays of a layer by their names."""
    parts = {
        "input": np.array(asked.input, dtype=np.float64),
        "kernel": None if asked.kernel is None else np.array(asked.kernel, dtype=np.float64),
        "output": trace.output,
        "activated": trace.activated,
    }
    return {name: part for name, part in parts.items() if part is not None}


def as_csv(array: NDArray[np.float64]) -> bytes:
    """A line a row; between planes an empty one."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for number, plane in enumerate(array.reshape(-1, *array.shape[-2:])):
        if number:
            text.write("\n")
        writer.writerows(plain(plane))
    return text.getvalue().encode()


def as_npy(array: NDArray[np.float64]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def as_json(asked: ConvolveRequest, trace: ConvolutionTrace) -> bytes:
    """{"request", "answer"}, the answer being that of the API."""
    answer = ConvolveResponse.from_trace(trace).model_dump_json()
    return f'{{"request": {json.dumps(body_of(asked))}, "answer": {answer}}}\n'.encode()


ARRAYS: Mapping[str, tuple[str, Callable[[NDArray[np.float64]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "npy": ("application/x-npy", as_npy),
}
PICTURES = {"svg": "image/svg+xml", "png": "image/png", "gif": "image/gif"}
CODE = ("request.json", "sh", "py", "torch.py")
KINDS = ("json", *ARRAYS, *PICTURES, *CODE)


def by_address(request: Request) -> Response:
    """Of the layer that the page's address names."""
    language = language_of_page(request)
    body = request_of(request.query_params, request.app.state, language)
    asked = ConvolveRequest.model_validate(body)
    return _answer(request, asked)


def by_body(
    request: Request, asked: Annotated[ConvolveRequest, Depends(json_body(ConvolveRequest))]
) -> Response:
    """Of a layer of which the page holds the numbers."""
    return _answer(request, asked)


def _answer(request: Request, asked: ConvolveRequest) -> Response:
    kind = request.url.path.removeprefix("/convolution.")
    trace, query = trace_of(asked), request.query_params
    if kind in ARRAYS:
        parts, part = parts_of(asked, trace), query.get("part", "output")
        if part not in parts:
            raise NotThere(field="part", value=part, allowed=", ".join(parts))
        media_type, write = ARRAYS[kind]
        return _file(write(parts[part]), media_type, f"{NAME}-{part}.{kind}")
    if kind in PICTURES:
        return _picture(kind, asked, trace, query)
    if kind == "json":
        return _file(as_json(asked, trace), "application/json", f"{NAME}.json")
    body = body_of(asked)
    if kind == "request.json":
        return _file(json.dumps(body).encode(), "application/json", REQUEST)
    url = f"{request.base_url}api/v1/convolve"
    if kind == "torch.py":
        text = torch_program(body, trace)
    else:
        text = (command if kind == "sh" else program)(url, body)
    return _file(text.encode(), PLAIN)


def _picture(
    kind: str, asked: ConvolveRequest, trace: ConvolutionTrace, query: QueryParams
) -> Response:
    if kind == "gif":
        data = animation(
            trace,
            speed=_number(query, "speed", parse_number, limits.ANIMATION_SPEED_DEFAULT),
            first=_number(query, "first", parse_whole, 1),
            last=_number(query, "last", parse_whole, None),
        )
        return _file(data, PICTURES[kind], f"{NAME}.gif")
    step = min(asked.frames.start + 1, trace.frame_count)
    drawing = trace.figure(step)
    data = drawing.png() if kind == "png" else drawing.svg().encode()
    return _file(data, PICTURES[kind], f"{NAME}-step-{step}.{kind}")


def _number(query: QueryParams, name: str, read: Callable[[str], Any], default: Any) -> Any:
    """A number of the query, or the default if it is not given. Raises WrongForm."""
    text = query.get(name, "").strip()
    if not text:
        return default
    number = read(text)
    if number is None:
        raise WrongForm(field=name, name=name, value=describe(text), allowed="1, 2, …")
    return number


def _file(data: bytes, media_type: str, name: str = "") -> Response:
    """A download if it has a name; otherwise text that the page shows too."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(data, media_type=media_type, headers=headers)


for kind in KINDS:
    path = f"/convolution.{kind}"
    router.add_api_route(path, by_address, methods=["GET"], include_in_schema=False)
    router.add_api_route(path, by_body, methods=["POST"], include_in_schema=False)
