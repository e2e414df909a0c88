"""A page's style sheets in one file and its modules in one file: few requests, however far away.

A bundle's address names what is in it and holds the hash of its content, so that any process of the
application can make it anew and a browser can keep it for ever. The modules themselves stay at
/static/js/ as they were written.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.assets import ASK_AGAIN, FOREVER, Asset, AssetResponse
from app.settings import STATIC

BUNDLES = "/static/bundles"
KEPT = 64
"""Bundles in memory."""
PARTS = 32
"""Files that an address can name."""

_NAMES = re.compile(r"[a-z\d-]+(?:/[a-z\d-]+)*(?:\+[a-z\d-]+(?:/[a-z\d-]+)*)*")
_SHEET = r'<link rel="stylesheet" href="/static/css/([a-z\d/-]+)\.css">\s*'
_SHEETS = re.compile(f"{_SHEET}(?:{_SHEET})*")
_MODULE = re.compile(r'<script type="module" src="/static/js/([a-z\d/-]+)\.js"></script>\s*')
_SCRIPT = re.compile(r'<script src="/static/js/([a-z\d/-]+)\.js"></script>')
_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"(\.[^"]+)";', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A file as it stood when it was last changed."""

    path: Path
    changed_ns: int
    size: int


@dataclass(frozen=True)
class Module:
    """text: without its imports and the word export; they are pairs of names and a file."""

    text: str
    imports: tuple[tuple[str, Path], ...]
    exports: tuple[str, ...]


def part_of(path: Path) -> Part:
    found = path.stat()
    return Part(path, found.st_mtime_ns, found.st_size)


@lru_cache(1024)
def module_of(part: Part) -> Module:
    """Read a module. Raises ValueError for an import or export of a kind that is not known here."""
    text = part.path.read_text(encoding="utf-8")
    folder = part.path.parent
    imports = tuple(
        (" ".join(names.replace(" as ", ": ").split()), Path((folder / file).resolve()))
        for names, file in _IMPORT.findall(text)
    )
    exports = tuple(name for _, name in _EXPORT.findall(text))
    text = _EXPORT.sub(r"\1 \2", _IMPORT.sub("", text))
    if left := _LEFT.search(text):
        raise ValueError(f"{part.path.name}: cannot bundle “{left[0]}”")
    return Module(text.strip(), imports, exports)


def modules_below(entries: Sequence[Path]) -> list[Part]:
    """The entries and all that they import, each after what it imports itself."""
    found: dict[Path, Part | None] = {}

    def visit(path: Path) -> None:
        if path in found:
            if found[path] is None:
                raise ValueError(f"{path.name} imports itself")
            return
        found[path] = None
        part = part_of(path)
        for _, imported in module_of(part).imports:
            visit(imported)
        del found[path]
        found[path] = part

    for entry in entries:
        visit(entry)
    return [part for part in found.values() if part is not None]


@lru_cache(KEPT)
def linked_modules(parts: tuple[Part, ...]) -> Asset:
    """Modules as functions that are called once, in order; what they export is their result."""
    place = {part.path: index for index, part in enumerate(parts)}
    pieces = []
    for index, part in enumerate(parts):
        module = module_of(part)
        pieces += [
            f"// {part.path.relative_to(STATIC)}",
            f"const $module{index} = (() => {{",
            *(f"const {{{names}}} = $module{place[path]};" for names, path in module.imports),
            module.text,
            f"return {{ {', '.join(module.exports)} }};",
            "})();",
        ]
    return Asset("\n".join([*pieces, ""]).encode(), ".js")


@lru_cache(KEPT)
def joined_sheets(parts: tuple[Part, ...]) -> Asset:
    return Asset(b"\n".join(part.path.read_bytes() for part in parts), ".css")


def bundle(names: Sequence[str], kind: str) -> Asset:
    """The sheets (kind "css") or modules ("js") of these names. Raises OSError or ValueError."""
    paths = [STATIC / kind / f"{name}.{kind}" for name in names]
    if kind == "css":
        return joined_sheets(tuple(map(part_of, paths)))
    return linked_modules(tuple(modules_below(paths)))


def address(names: Sequence[str], kind: str) -> str:
    return f"{BUNDLES}/{bundle(names, kind).digest}/{'+'.join(names)}.{kind}"


def with_bundles(html: str) -> str:
    """A page whose neighbouring style sheets are one, and all its modules one, at the last's place.

    Each module must be there once: those that hold what listens to the theme, for example.
    """
    modules = _MODULE.findall(html)

    def sheets(match: re.Match[str]) -> str:
        names = re.findall(_SHEET, match[0])
        return f'<link rel="stylesheet" href="{address(names, "css")}">\n'

    def module(match: re.Match[str]) -> str:
        if match[1] != modules[-1]:
            return ""
        return f'<script type="module" src="{address(modules, "js")}"></script>\n'

    def script(match: re.Match[str]) -> str:
        return f'<script src="{address([match[1]], "js")}"></script>'

    return _SCRIPT.sub(script, _MODULE.sub(module, _SHEETS.sub(sheets, html)))


def bundle_file(request: Request) -> Response:
    """A bundle; one that has changed since its address was made is not to be kept."""
    names, _, kind = request.path_params["names"].rpartition(".")
    parts = names.split("+")
    if kind not in ("css", "js") or not _NAMES.fullmatch(names) or len(set(parts)) > PARTS:
        raise HTTPException(404)
    try:
        asset = bundle(list(dict.fromkeys(parts)), kind)
    except OSError:
        raise HTTPException(404) from None
    same = request.path_params["digest"] == asset.digest
    return AssetResponse(asset, FOREVER if same else ASK_AGAIN)
