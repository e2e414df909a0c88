"""Pages in Chromium against a budget: bytes of our own, first large paint, answers, shifts.

The limits are those that web.dev calls good, halved or better: largest contentful paint 2.5 s,
interaction to next paint 200 ms, cumulative layout shift 0.1.
"""

from contextlib import suppress
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import TimeoutError as TooLate

from app.pages import PAGES
from bench.table import Row
from scripts.live import QUIET, chromium

VISITS = 3
"""Of which the median is told, and of shifts the worst."""
PRESSED = 12
"""Controls of a page that are pressed, the first ones in sight."""
LATENCY_MS = 20
"""Of every request on a visit of its own: a server in the same city."""
QUIET_WITHIN_MS = 10_000
LIMIT_KB, LIMIT_PAINT_MS, LIMIT_ANSWER_MS, LIMIT_SHIFT = 120, 1000, 100, 0.05

_OBSERVE = """() => {
  const seen = globalThis.seen = { paint: NaN, shift: 0, answers: [] };
  const observe = (type, each, options) => new PerformanceObserver(
    (list) => list.getEntries().forEach(each)).observe({ type, buffered: true, ...options });
  observe("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
  observe("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  observe("event", (entry) => { if (entry.interactionId) seen.answers.push(entry.duration); },
    { durationThreshold: 16 });
}"""
_SEEN = "() => globalThis.seen"
_OWN = "(name) => !name.includes('/static/vendor/')"
_SCRIPTS_RAN = f"""() => Math.max(0, ...performance.getEntriesByType("resource")
  .filter(({{ name }}) => ({_OWN})(name)).map((entry) => entry.responseEnd))"""


@dataclass(frozen=True)
class Visit:
    """Own bytes: without Plotly and Swagger UI, and without answers of the API; with headers."""

    bytes: int
    requests: int
    answer_bytes: int
    paint_ms: float
    shift: float
    loaded_ms: float


def measure(address: str) -> list[Row]:
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        for path in (*(page.path for page in PAGES), "/docs"):
            rows += _rows(browser, address, path)
        browser.close()
    return rows


def _rows(browser: Browser, address: str, path: str) -> list[Row]:
    visits = [_visit(browser, address + path) for _ in range(VISITS)]
    far = _visit(browser, address + path, latency_ms=LATENCY_MS)
    size = visits[0].bytes / 1e3
    numbers = visits[0].answer_bytes / 1e3
    answers = f", {numbers:.0f} kB of numbers" if numbers else ""
    paint = sorted(visit.paint_ms for visit in visits)[VISITS // 2]
    shift = max(visit.shift for visit in (*visits, far))
    answer = _slowest_answer_ms(browser, address + path)
    return [
        Row(
            f"{path}, nothing cached",
            f"{size:.0f} kB of our own in {visits[0].requests} requests{answers}",
            f"limit: {LIMIT_KB} kB",
            size / LIMIT_KB,
        ),
        Row(
            "  largest paint",
            f"after {paint:.0f} ms",
            f"limit: {LIMIT_PAINT_MS:,} ms",
            paint / LIMIT_PAINT_MS,
        ),
        Row(
            f"  the same, each request {LATENCY_MS} ms away",
            f"after {far.paint_ms:.0f} ms; scripts are there after {far.loaded_ms:.0f} ms",
            f"limit: {LIMIT_PAINT_MS:,} ms",
            far.paint_ms / LIMIT_PAINT_MS,
        ),
        Row(
            "  slowest answer to a press",
            f"{answer:.0f} ms" if answer else "under 16 ms",
            f"limit: {LIMIT_ANSWER_MS} ms",
            answer / LIMIT_ANSWER_MS,
        ),
        Row("  shift of layout", f"{shift:.3f}", f"limit: {LIMIT_SHIFT}", shift / LIMIT_SHIFT),
    ]


def _visit(browser: Browser, url: str, latency_ms: int = 0) -> Visit:
    """One visit with nothing cached, until the network is quiet."""
    page = _new_page(browser)
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: dict[str, int] = {}
    addresses: dict[str, str] = {}
    network.on(
        "Network.requestWillBeSent",
        lambda event: addresses.update({event["requestId"]: event["request"]["url"]}),
    )
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    if latency_ms:
        network.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency_ms,
                "downloadThroughput": -1,
                "uploadThroughput": -1,
            },
        )
    _open(page, url)
    seen, loaded = page.evaluate(_SEEN), page.evaluate(_SCRIPTS_RAN)
    page.context.close()
    answers = {request for request, address in addresses.items() if "/api/" in address}
    own = {
        request
        for request, address in addresses.items()
        if address.startswith("http") and "/static/vendor/" not in address
    } - answers
    return Visit(
        bytes=sum(sizes.get(request, 0) for request in own),
        requests=len(own),
        answer_bytes=sum(sizes.get(request, 0) for request in answers),
        paint_ms=seen["paint"],
        shift=seen["shift"],
        loaded_ms=loaded,
    )


def _slowest_answer_ms(browser: Browser, url: str) -> float:
    """From a press to the next paint, the slowest of the page's first controls; 0 under 16 ms."""
    page = _new_page(browser)
    _open(page, url)
    controls = page.locator(
        "main :is(button, summary, input[type=range], input[type=checkbox]):visible:enabled"
    )
    for control in controls.all()[:PRESSED]:
        _press(page, control)
    _until_quiet(page)
    slowest = max(page.evaluate(_SEEN)["answers"], default=0.0)
    page.context.close()
    return float(slowest)


def _press(page: Page, control: Locator) -> None:
    """Step a slider, click anything else; what it opened is closed again."""
    try:
        if control.get_attribute("type", timeout=1000) == "range":
            for key in ("End", "Home", "ArrowRight"):
                control.press(key, timeout=1000)
        else:
            control.click(timeout=1000, no_wait_after=True)
        page.wait_for_timeout(100)
        page.keyboard.press("Escape")
    except BrowserError:
        return  # gone or covered by what an earlier press showed


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("() => !Number.isNaN(globalThis.seen.paint)")
    _until_quiet(page)


def _until_quiet(page: Page) -> None:
    """Until no request is under way; a page that listens to events always has one."""
    with suppress(TooLate):
        page.wait_for_load_state("networkidle", timeout=QUIET_WITHIN_MS)


def _new_page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(f"({_OBSERVE})()")
    return page
