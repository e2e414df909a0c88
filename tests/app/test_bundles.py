"""A page's modules in one file run as they do apart."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import bundles
from app.bundles import bundle, linked_modules, modules_below, part_of, with_bundles
from app.pages import PAGES
from app.settings import STATIC

MODULES = {
    "leaf": """
        order.push("leaf");
        export const one = 1;
        export const double = (x) => 2 * x;
        const hidden = "of the leaf";
        export async function later() { return hidden; }
    """,
    "middle": """
        import {
          double,
          one as unit,
        } from "./below/leaf.js";

        order.push("middle");
        const hidden = "of the middle";
        export class Pair { constructor(x) { this.sum = double(x) + unit; } }
        export function read() { return hidden; }
    """,
    "entry": """
        import { Pair, read } from "./middle.js";
        import { later, one } from "./below/leaf.js";
        order.push("entry");
        console.log(order.join(" "), new Pair(3).sum, read(), one, await0(later));
    """,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundles, "STATIC", tmp_path)
    (tmp_path / "below").mkdir()
    for name, text in MODULES.items():
        lines = "\n".join(line.removeprefix("        ") for line in text.splitlines())
        (tmp_path / ("below" if name == "leaf" else ".") / f"{name}.js").write_text(lines)
    return tmp_path


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node to run a bundle")
def test_a_bundle_runs_each_module_once_after_what_it_imports(folder: Path) -> None:
    script = linked_modules(tuple(modules_below([folder / "entry.js"]))).body.decode()
    early = "const order = []; const await0 = (f) => f() instanceof Promise;\n"
    (folder / "run.mjs").write_text(early + script)
    done = subprocess.run(
        ["node", folder / "run.mjs"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "leaf middle entry 7 of the middle 1 true\n"


def test_what_cannot_be_bundled_is_named(folder: Path) -> None:
    (folder / "star.js").write_text('import * as all from "./middle.js";\n')
    with pytest.raises(ValueError, match=r"star\.js: cannot bundle “import \* as all"):
        modules_below([folder / "star.js"])
    (folder / "below" / "leaf.js").write_text('import { Pair } from "../middle.js";\n')
    with pytest.raises(ValueError, match="imports itself"):
        modules_below([folder / "entry.js"])


def test_a_changed_module_gives_another_bundle(folder: Path) -> None:
    def digest() -> str:
        return linked_modules(tuple(modules_below([folder / "entry.js"]))).digest

    before = digest()
    assert digest() == before
    leaf = folder / "below" / "leaf.js"
    leaf.write_text(leaf.read_text() + "\n// changed\n")
    assert digest() != before


def test_every_module_and_no_other_file_can_be_bundled() -> None:
    for path in (STATIC / "js").rglob("*.js"):
        assert modules_below([path])[-1] == part_of(path)


@pytest.mark.parametrize("path", [*(page.path for page in PAGES), "/docs", "/nothing"])
def test_a_page_names_bundles_that_are_kept_for_ever(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    found = re.findall(r'(?:href|src)="(/static/(?:css|js|bundles)/[^"]+)"', page)
    assert sum(address.endswith(".js") for address in found) == 2, "one early, one of modules"
    for address in found:
        answer = client.get(address)
        assert address.startswith("/static/bundles/")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        kind = "text/css" if address.endswith(".css") else "text/javascript"
        assert answer.headers["content-type"].startswith(kind)


def test_sheets_keep_their_order() -> None:
    sheets = bundle(["tokens", "base"], "css").body
    assert sheets.index((STATIC / "css" / "tokens.css").read_bytes()) == 0
    assert sheets.endswith((STATIC / "css" / "base.css").read_bytes())
    for path in (STATIC / "css").glob("*.css"):
        assert not re.search(r"@import|@charset|url\((?!['\"]?data:)", path.read_text()), path


def test_modules_that_stand_apart_become_one_at_the_last_place() -> None:
    page = with_bundles(
        '<script type="module" src="/static/js/page.js"></script>\n<p>between</p>\n'
        '<script type="module" src="/static/js/pages/home.js"></script>\n'
    )
    assert re.fullmatch(
        r'<p>between</p>\n<script type="module" '
        r'src="/static/bundles/[0-9a-f]{16}/page\+pages/home\.js"></script>\n',
        page,
    )


def test_an_older_address_gives_what_there_is_now_but_not_for_ever(client: TestClient) -> None:
    answer = client.get("/static/bundles/0123456789abcdef/tokens+base.css")
    assert answer.content == bundle(["tokens", "base"], "css").body
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "names",
    ["nothing.js", "page.ts", ".js", "../css/base.js", "%2e%2e/base.css", "page++api.js", "page",
     "page/.js", "+".join(f"n{i}" for i in range(40)) + ".js", "a" * 300 + ".css"],
)  # fmt: skip
def test_an_address_of_nothing_is_not_found(client: TestClient, names: str) -> None:
    answer = client.get(f"/static/bundles/0123456789abcdef/{names}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
