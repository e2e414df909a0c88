"""Files as they go out: packed once for each coding, with an ETag by content."""

import hashlib
from functools import cache, lru_cache
from importlib.util import find_spec
from os import PathLike as OsPathLike
from os import stat_result
from pathlib import Path
from threading import Lock

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.compression import Coding, accepted

PathLike = str | OsPathLike[str]
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
KEPT = 512
"""Files in memory."""


class Asset:
    """A body and its packed forms, each made when it is first asked for."""

    def __init__(self, body: bytes, suffix: str) -> None:
        self.body = body
        self.media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
        self.digest = hashlib.sha256(body).hexdigest()[:16]
        self._forms: dict[Coding, bytes] = {Coding.IDENTITY: body}
        self._lock = Lock()

    def form(self, coding: Coding) -> bytes:
        if coding not in self._forms:
            with self._lock:
                if coding not in self._forms:
                    self._forms[coding] = coding.for_keeps(self.body)
        return self._forms[coding]

    def etag(self, coding: Coding) -> str:
        """Of one form: a strong validator stands for exact bytes."""
        return f'"{self.digest}-{coding.value}"'


class AssetResponse(Response):
    """An asset in the best form that its reader takes, or 304 where the reader has it."""

    def __init__(self, asset: Asset, cache_control: str) -> None:
        self.asset = asset
        self.cache_control = cache_control
        super().__init__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Headers(scope=scope)
        coding = accepted(request.get("accept-encoding", ""))
        headers = {
            "Cache-Control": self.cache_control,
            "ETag": self.asset.etag(coding),
            "Vary": "Accept-Encoding",
        }
        known = request.get("if-none-match", "").replace("W/", "").split(",")
        if headers["ETag"] in (tag.strip() for tag in known):
            response = Response(status_code=304, headers=headers)
        else:
            body = await run_sync(self.asset.form, coding)
            if coding is not Coding.IDENTITY:
                headers["Content-Encoding"] = coding.value
            response = Response(body, media_type=self.asset.media_type, headers=headers)
        await response(scope, receive, send)


@lru_cache(KEPT)
def _as_of(path: Path, _changed_ns: int, _size: int) -> Asset:
    return Asset(path.read_bytes(), path.suffix)


def asset_of(path: Path) -> Asset:
    """A file, read again when it has changed. Raises OSError."""
    found = path.stat()
    return _as_of(path, found.st_mtime_ns, found.st_size)


class OwnFiles(StaticFiles):
    """Files that a browser asks about again each time, and is mostly told 304."""

    def file_response(
        self, full_path: PathLike, _stat: stat_result, _scope: Scope, _status: int = 200
    ) -> Response:
        return AssetResponse(asset_of(Path(full_path)), ASK_AGAIN)


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the package {name} is not installed")
    return Path(spec.origin).parent


@cache
def _plotly() -> Path:
    return package_folder("plotly") / "package_data" / "plotly.min.js"


def plotly_script(_request: Request) -> Response:
    return AssetResponse(asset_of(_plotly()), FOREVER)
