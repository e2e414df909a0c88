"""Processor time of a page's main thread for one step: script, style, layout and painting."""

import math
import re
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from bench.table import Row
from bench.translation import LONGER
from scripts.live import QUIET, chromium

STEPS = 100
LIMIT_MS = {"/attention": 16, "/convolution": 33}
"""A frame at 60 Hz; two of them where the whole range is scrubbed."""
MEMORY_LIMIT_MB = 300
_PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_SEEK = """(step) => {
  const slider = document.querySelector(".player input[type=range]");
  slider.value = String(step);
  slider.dispatchEvent(new Event("input", {bubbles: true}));
}"""
_SIGHTS = {
    "the heatmap": ("#heatmap", "center"),
    "the flow of the step": ("#flow", "start"),
    "the whole model": ("#map-picture", "start"),
    "flow and model": ("#flow-worked", "center"),
}
"""Each of them with an element of the page and where in the window that is put."""
SETTLE_MS = 1000
_LARGEST = "() => Number(document.querySelector('.player input[type=range]').max)"


def measure(address: str) -> list[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        rows = [*_attention(page, address), _convolution(page, address), _memory(browser)]
        browser.close()
    return rows


def _attention(page: Page, address: str) -> list[Row]:
    """With the heatmap, the flow of a step, the whole model, or both of them in sight."""
    page.goto(f"{address}/attention?text={LONGER}&step=1", wait_until="networkidle")
    page.locator("#flow").scroll_into_view_if_needed()
    page.locator("#pool li").first.wait_for()
    last = page.evaluate(_LARGEST)
    there_and_back = cycle([*range(1, last), *range(last, 1, -1)])
    seeks = [next(there_and_back) for _ in range(STEPS)]
    rows = []
    for where, (place, block) in _SIGHTS.items():
        page.locator(place).evaluate("(one, block) => one.scrollIntoView({block})", block)
        page.wait_for_timeout(SETTLE_MS)
        rows.append(_row(page, "/attention", seeks, last, f", {where} in sight"))
    return rows


def _convolution(page: Page, address: str) -> Row:
    """128 x 128 outputs, scrubbed from the first to the last."""
    page.goto(f"{address}/convolution", wait_until="networkidle")
    cells = "\n".join(",".join(str(r * c % 17) for c in range(129)) for r in range(129))
    page.set_input_files(
        "input[type=file]", {"name": "grid.csv", "mimeType": "text/csv", "buffer": cells.encode()}
    )
    page.locator(f".player input[max='{128 * 128}']").wait_for()
    page.wait_for_load_state("networkidle")
    last = page.evaluate(_LARGEST)
    return _row(page, "/convolution", [1 + last * i // STEPS for i in range(STEPS)], last)


def _row(page: Page, path: str, seeks: list[int], last: int, where: str = "") -> Row:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    spent = []
    for step in seeks:
        before = _busy_ms(devtools)
        page.evaluate(_SEEK, step)
        page.evaluate(_PAINTED)
        spent.append(_busy_ms(devtools) - before)
    spent.sort()
    high, limit = spent[math.ceil(0.95 * len(spent)) - 1], LIMIT_MS[path]
    return Row(
        f"{path}, one of {last:,} steps{where}",
        f"median {spent[len(spent) // 2]:.1f} ms, 95 % within {high:.1f} ms",
        f"limit: {limit} ms",
        high / limit,
    )


def _busy_ms(devtools: CDPSession) -> float:
    """Processor time of the main thread in its tasks since the page was opened."""
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(m["value"] for m in metrics if m["name"] == "TaskDuration") * 1e3


def _memory(browser: Browser) -> Row:
    """Of the process that draws the page: its own memory and its share of what others use too."""
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    largest = max(_megabytes(p["id"]) for p in processes if p["type"] == "renderer")
    return Row(
        "/convolution, memory after these steps",
        f"{largest:.0f} MB",
        f"limit: {MEMORY_LIMIT_MB} MB",
        largest / MEMORY_LIMIT_MB,
    )


def _megabytes(process: int) -> float:
    """Proportional set size, as Linux counts it."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text()
    kibibytes = re.search(r"^Pss: +(\d+) kB", lines, re.MULTILINE)
    return int(kibibytes[1]) * 1024 / 1e6 if kibibytes else math.nan
