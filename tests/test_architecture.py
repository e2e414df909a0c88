"""The rules that hold the rooms apart, read off the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WEB = ("fastapi", "starlette", "uvicorn", "jinja2", "pydantic", "httpx", "httpx2", "app")
TEMPLATES = sorted((ROOT / "templates").glob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SHIPPED = [*TEMPLATES, *SCRIPTS, *STYLES, *sorted((ROOT / "static").glob("*.svg"))]
NAMESPACE = "http://www.w3.org/"


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules("models"), ids=name)
def test_models_know_no_web_library_and_not_the_app(path: Path) -> None:
    found = {imported for imported in imports(path) if imported.split(".")[0] in WEB}
    assert not found


@pytest.mark.parametrize("path", modules("app"), ids=name)
def test_the_app_never_imports_training_or_its_libraries(path: Path) -> None:
    found = {
        imported
        for imported in imports(path)
        if re.match(r"models\.\w+\.training\b", imported)
        or imported.split(".")[0] in ("sacrebleu", "eflomal")
    }
    assert not found


@pytest.mark.parametrize("path", [*modules("models"), *modules("app")], ids=name)
def test_nothing_reads_pickles(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    loads = re.findall(r"torch\.load\(.*", source)
    if "training" not in path.parts:
        assert not loads
        assert not {"pickle", "cloudpickle", "joblib"} & set(imports(path))
    assert all("weights_only=True" in load for load in loads)


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_only_one_script_asks_the_server(path: Path) -> None:
    asks = re.search(
        r"\bfetch\s*\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource", path.read_text()
    )
    assert bool(asks) == (path.name == "api.js")


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_put_text_into_the_page_as_text(path: Path) -> None:
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.findall(risky, path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_no_inline_script_style_or_handler(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    for opening, body in re.findall(r"<script([^>]*)>(.*?)</script>", source, re.DOTALL):
        assert 'type="application/json"' in opening or (" src=" in opening and not body.strip())
    assert "<style" not in source
    assert not re.findall(r"\son[a-z]+\s*=", source)
    numbers_for_the_style_sheet = r'style="--[a-z]+: \{\{[^"]*\}\}"'
    assert " style=" not in re.sub(numbers_for_the_style_sheet, "", source).replace("\n", " ")
    assert "|safe" not in source.replace(" ", "")


@pytest.mark.parametrize("path", SHIPPED, ids=name)
def test_nothing_that_ships_names_another_host(path: Path) -> None:
    found = re.findall(r"(?:https?:)?//[\w.-]+\.\w{2,}[^\s\"')]*", path.read_text(encoding="utf-8"))
    foreign = [url for url in found if not url.startswith(NAMESPACE)]
    assert not foreign


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_import_files_that_exist(path: Path) -> None:
    for target in re.findall(r"(?:from|import)\s+\"([^\"]+)\"", path.read_text()):
        assert target.startswith("."), f"{target} is not a file of ours"
        assert (path.parent / target).resolve().is_file()
