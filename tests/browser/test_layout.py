"""What holds on every page: no sideways scrolling, both themes, both languages, the keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.pages import WITH_A_MISSING_ONE

pytestmark = pytest.mark.browser

LANGUAGES = ["en", "zh"]
WIDTHS = [320, 360, 768, 1440]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", WITH_A_MISSING_ONE)
def test_no_page_scrolls_sideways(page: Page, watch: Watch, address: str, language: str) -> None:
    watch.allow("404")
    page.goto(f"{address}?lang={language}", wait_until="networkidle")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(50)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0, width


@pytest.mark.parametrize("address", WITH_A_MISSING_ONE)
def test_the_first_tab_skips_to_the_content(page: Page, watch: Watch, address: str) -> None:
    watch.allow("404")
    page.goto(address)
    page.bring_to_front()
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def paper(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    return colour


def test_the_theme_follows_the_system_until_it_is_chosen(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    light = paper(page)
    page.emulate_media(color_scheme="dark")
    dark = paper(page)
    assert light != dark

    switch = page.get_by_role("button", name="Dark theme")
    expect(switch).to_have_attribute("aria-pressed", "true")
    switch.click()
    assert paper(page) == light
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.goto("/models")
    assert paper(page) == light
    page.get_by_role("button", name="Dark theme").click()
    assert paper(page) == dark
    assert page.evaluate("localStorage.length") == 0


def test_a_language_chosen_by_hand_is_remembered(page: Page) -> None:
    page.goto("/models?lang=en#main")
    assert page.context.cookies() == []
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page).to_have_url(re.compile(r"/models\?lang=zh#main$"))
    page.goto("/")
    expect(page.get_by_role("link", name="注意力").first).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_chinese_browser_gets_chinese(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="zh-CN", base_url=server)
    page = context.new_page()
    page.goto("/attention")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    context.close()


@pytest.mark.parametrize(
    "address",
    ["/", "/attention", "/attention/lab", "/attention/search", "/convolution", "/models", "/docs"],
)
def test_pages_hold_without_javascript(browser: Browser, server: str, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(address)
    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.get_by_role("button", name="Dark theme")).to_be_hidden()
    context.close()


def test_docs_run_an_example_and_stay_on_this_host(page: Page) -> None:
    page.goto("/docs")
    page.get_by_role("button", name="POST /api/v1/convolve Compute").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text("200")
    expect(page.locator(".live-responses-table")).to_contain_text('"frame_count": 4')
