"""Bodies that are read and written away from the event loop, however large they are."""

from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from app.api.writing import as_json
from models.convolution.grids.json_text import parse
from models.convolution.grids.text import decode
from models.errors import MediaTypeUnknown

Model = TypeVar("Model", bound=BaseModel)

JSON = "application/json"
MOST_KEYS = 32
"""More than the fields of any request."""


async def raw_body(request: Request) -> bytes:
    """The body as it came; body_cap.BodyCap holds it within its bound."""
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]


def json_body(model: type[Model]) -> Callable[..., Model]:
    """A dependency that reads a JSON body in a worker thread. Raises what `read_json` raises."""

    def read(request: Request, body: RawBody) -> Model:
        return read_json(model, request, body)

    return read


def read_json(model: type[Model], request: Request, body: bytes) -> Model:
    """Raises MediaTypeUnknown, NotText, InvalidJson, JsonTooDeep or RequestValidationError."""
    content_type = request.headers.get("content-type", JSON)
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise MediaTypeUnknown(value=content_type, allowed=JSON)
    text, _ = decode(body)
    try:
        return model.model_validate(trimmed(parse(text)))
    except ValidationError as error:
        found = error.errors(include_url=False)
        for one in found:
            one["loc"] = ("body", *one["loc"])
        raise RequestValidationError(found) from None


def trimmed(value: Any, levels: int = 4) -> Any:
    """Objects, down to as many levels as a request has, cut to one key more than any model has.

    Each key that no model knows is an error of its own, and a body has room for a million. Cut
    like this an object is still refused, for one of the keys that are left is unknown.
    """
    if levels and isinstance(value, list):
        return [trimmed(each, levels - 1) if isinstance(each, dict) else each for each in value]
    if not isinstance(value, dict) or not levels:
        return value
    return {key: trimmed(each, levels - 1) for key, each in islice(value.items(), MOST_KEYS + 1)}


def request_body(model: type[BaseModel], examples: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI description of a body that json_body reads."""
    content = {JSON: {"schema": _inlined(model.model_json_schema()), "examples": examples}}
    return {"requestBody": {"required": True, "content": content}}


def json_response(answer: BaseModel) -> Response:
    """Write an answer here and now, in the worker thread of the route."""
    return Response(as_json(answer), media_type=JSON)


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON schema without references."""
    definitions = schema.pop("$defs", {})

    def resolve(node: Any) -> Any:
        if isinstance(node, list):
            return [resolve(part) for part in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            return resolve(definitions[name] | {k: v for k, v in node.items() if k != "$ref"})
        return {key: resolve(part) for key, part in node.items()}

    resolved: dict[str, Any] = resolve(schema)
    return resolved
