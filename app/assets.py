"""Static files: ours revalidated by ETag, the chart library compressed once and kept for ever."""

import gzip
import hashlib
from functools import cache
from importlib.util import find_spec
from os import PathLike as OsPathLike
from os import stat_result
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PathLike = str | OsPathLike[str]
FOREVER = "public, max-age=31536000, immutable"


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {name} is not installed")
    return Path(spec.origin).parent


@cache
def plotly() -> tuple[bytes, bytes, str]:
    """Plotly's script: as it is, compressed, and its ETag."""
    script = (package_folder("plotly") / "package_data" / "plotly.min.js").read_bytes()
    return script, gzip.compress(script, 6, mtime=0), f'"{hashlib.sha256(script).hexdigest()[:32]}"'


def plotly_script(request: Request) -> Response:
    script, compressed, etag = plotly()
    headers = {"Cache-Control": FOREVER, "ETag": etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        script, headers["Content-Encoding"] = compressed, "gzip"
    return Response(script, media_type="text/javascript", headers=headers)


class RevalidatedFiles(StaticFiles):
    """Files that a browser asks about again each time, and is mostly told 304."""

    def file_response(
        self, full_path: PathLike, stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        return response
