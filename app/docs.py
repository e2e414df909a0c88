"""/docs: Swagger UI from an installed package, so that it works without a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.assets import FOREVER, AssetResponse, asset_of, package_folder
from app.templating import render

DESCRIPTION = """\
Every figure on Loupe's pages is made from these answers. Sizes are bounded; the bounds stand in
the schemas, and a request beyond them gets a problem (RFC 9457) that names the value and the bound.
Problems are in English or Chinese, as `Accept-Language` asks.
"""
PACKAGE = "fastapi_offline"
VENDOR = f"/static/vendor/swagger-ui-{version(PACKAGE)}"


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str


def operations(description: Mapping[str, Any]) -> list[Operation]:
    """Every request of an OpenAPI description, for readers without JavaScript."""
    return [
        Operation(method.upper(), path, operation["summary"])
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def page(request: Request) -> Response:
    found = operations(request.app.openapi())
    return render(request, "docs.html", ("docs",), vendor=VENDOR, operations=found)


def file(request: Request) -> Response:
    path = package_folder(PACKAGE) / "static" / request.url.path.rpartition("/")[2]
    return AssetResponse(asset_of(path), FOREVER)


docs_routes = [
    Route("/docs", page),
    Route(f"{VENDOR}/swagger-ui-bundle.js", file),
    Route(f"{VENDOR}/swagger-ui.css", file),
]
