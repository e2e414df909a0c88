"""axe finds nothing on any page, in either theme and either language."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Watch
from tests.pages import WITH_A_MISSING_ONE

RULES = {"resultTypes": ["violations"]}
AXE = Axe()


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", WITH_A_MISSING_ONE)
def test_axe_finds_nothing(
    page: Page, watch: Watch, address: str, theme: str, language: str
) -> None:
    if address == "/nothing":
        watch.allow("404")
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto(f"{address}?lang={language}", wait_until="networkidle")
    assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_operation_of_the_docs(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto("/docs")
    page.get_by_role("button", name="POST /api/v1/convolve Compute").click()
    page.get_by_role("button", name="Execute").click()
    page.get_by_text("Response body").wait_for()
    assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("address", WITH_A_MISSING_ONE)
def test_headings_do_not_skip_a_level(page: Page, watch: Watch, address: str) -> None:
    watch.allow("404")
    page.goto(address)
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
