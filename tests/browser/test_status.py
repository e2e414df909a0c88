"""The page /status: figures that move, stand still when told to, and are there for everybody."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import violations
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

CHARTS = 6
MEMORY = """() => document.querySelector("[data-chart=memory] .live__picture").data?.[0].%s"""
SAMPLES = MEMORY % "x.length"
NEWEST = MEMORY % "customdata.at(-1)"
"""Begins with the time of day."""


def drawn(page: Page) -> None:
    """Wait for the chart library and for all pictures."""
    pictures = page.locator(".live__picture .main-svg:first-child")
    expect(pictures).to_have_count(CHARTS, timeout=30_000)
    until(page, lambda: (page.evaluate(SAMPLES) or 0) > 1)


def test_figures_move_until_they_are_paused_and_go_on(page: Page) -> None:
    page.goto("/status")
    drawn(page)
    before = page.evaluate(NEWEST)
    until(page, lambda: page.evaluate(NEWEST) != before)
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.locator("#status-said")).to_have_text("The figures stand still.")
    page.wait_for_timeout(300)  # a picture that is being drawn
    still = page.evaluate(NEWEST)
    page.wait_for_timeout(1500)
    assert page.evaluate(NEWEST) == still
    page.get_by_role("button", name="Go on").press("Enter")
    until(page, lambda: page.evaluate(NEWEST) != still)
    expect(page.locator("#status-said")).to_be_empty()


def test_pictures_have_their_figures_in_words_and_nothing_is_announced_by_itself(
    page: Page,
) -> None:
    page.goto("/status")
    drawn(page)
    for figure in page.locator("[data-chart]").all():
        picture = figure.get_by_role("img").first
        name = figure.get_by_role("heading").inner_text()
        label = picture.get_attribute("aria-label") or ""
        assert label.startswith(f"{name}, the last five minutes: ")
    memory = page.locator("[data-chart=memory]").get_by_role("img").first
    now = page.locator("td[data-now=memory_mb]").inner_text()
    assert f"Memory now {now}, between" in (memory.get_attribute("aria-label") or "")
    live = page.locator("main [aria-live], main [role=status], main [role=alert]")
    assert [one.get_attribute("id") for one in live.all()] == ["status-said"]


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "zh")])
def test_axe_finds_nothing_in_living_figures(page: Page, theme: str, language: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/status?lang={language}")
    expect(page.locator(".live__picture .main-svg:first-child")).to_have_count(
        CHARTS, timeout=30_000
    )
    assert violations(page) == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


def test_figures_are_round_numbers_apart_and_hold_every_value(page: Page) -> None:
    page.goto("/status")
    found = page.evaluate("""async () => {
      const { ticksOf } = await import("/static/js/charts/status.js");
      const tops = [0, 0.3, 1, 3, 3.1, 7, 99, 100, 101, 12345];
      return tops.map((top) => [top, ticksOf([null, top, 0], "batch")]);
    }""")
    for most, ticks in found:
        assert ticks[0] == 0
        assert 2 <= len(ticks) <= 4
        assert ticks[-1] >= max(most, 4)
        assert ticks[-1] - ticks[1] < max(most, 4)


def test_samples_are_joined_once_each_and_for_five_minutes(page: Page) -> None:
    page.goto("/status")
    kept, range_ = page.evaluate("""async () => {
      const { joined, extent } = await import("/static/js/status/ring.js");
      let columns = joined({ at: [] }, { at: [1, 2, 3], value: [5, null, 7] });
      columns = joined(columns, { at: [2, 3, 4], value: [0, 0, 8] });
      const range = extent(columns.value);
      columns = joined(columns, { at: [303], value: [9] });
      return [columns, range];
    }""")
    assert range_ == {"least": 5, "most": 8}
    assert kept == {"at": [3, 4, 303], "value": [7, 8, 9]}


def test_without_a_script_the_table_stands_alone(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    page.goto("/status")
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.locator("#live")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause")).to_be_hidden()
    context.close()
