"""Size and time of first paint of each page in Chromium."""

from playwright.sync_api import sync_playwright

from bench.table import Row
from scripts.live import QUIET, chromium

PAGES = ("/", "/attention", "/convolution", "/models")
LIMIT_MS = 1000
"""A page that paints within a second keeps the reader's flow of thought (Nielsen 1993)."""
_TIMES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
  bytes: performance.getEntriesByType("navigation")[0].transferSize
    + performance.getEntriesByType("resource").reduce((sum, r) => sum + r.transferSize, 0),
})"""


def measure(address: str) -> list[Row]:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        for path in PAGES:
            paints, size = [], 0
            for _ in range(5):
                page = browser.new_context().new_page()
                page.goto(address + path, wait_until="networkidle")
                times = page.evaluate(_TIMES)
                paints.append(times["paint"])
                size = times["bytes"]
                page.context.close()
            paint = sorted(paints)[2]
            rows.append(
                Row(
                    f"{path}, nothing cached",
                    f"{size / 1e3:,.0f} kB, first paint after {paint:.0f} ms",
                    f"limit: {LIMIT_MS:,} ms",
                    paint / LIMIT_MS,
                )
            )
        browser.close()
    return rows
