"""/convolution: what is wrong in a field, what stands in the address, small screens, no scripts."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch
from tests.browser.convolution import arithmetic, cell, grid, ready, region, visit

pytestmark = pytest.mark.browser

FIELDS = [
    ("Stride, rows", "0", "stride", "at least 1"),
    ("Stride, columns", "", "stride", "missing"),
    ("Stride, rows", "1.5", "stride", "1.5"),
    ("Padding, columns", "-1", "padding", "-1"),
    ("Padding, rows", "", "padding", "missing"),
    ("Padding, rows", "9999", "padding", "512"),
    ("Kernel rows", "0", "size", "1 to 31"),
    ("Kernel columns", "40", "size", "1 to 31"),
    ("Kernel rows", "", "size", "missing"),
    ("Kernel rows", "5", "size", "5 × 2"),
    ("Bias", "much", "bias", "“much”"),
    ("Bias", "1e200", "bias", "1e+100"),
]


@pytest.mark.parametrize(("label", "typed", "field", "says"), FIELDS)
def test_a_bad_value_is_said_at_its_field(
    page: Page, watch: Watch, label: str, typed: str, field: str, says: str
) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    box = page.get_by_label(label, exact=True)
    before = box.input_value()
    box.fill(typed)
    error = page.locator(f"#error-{field}")
    expect(error).to_contain_text(says)
    expect(box).to_have_value(typed)
    expect(box).to_have_attribute("aria-invalid", "true")
    assert f"error-{field}" in (box.get_attribute("aria-describedby") or "")
    expect(page.locator("#stale")).to_contain_text("last settings that could be computed")
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")
    page.get_by_role("button", name="Next step").click()
    expect(arithmetic(page)).to_contain_text("= 25")
    box.fill(before)
    expect(error).to_be_empty()
    expect(box).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#stale")).to_be_hidden()


def test_what_is_typed_stays_while_something_else_changes(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    page.get_by_label("Stride, rows", exact=True).fill("")
    expect(page.locator("#error-stride")).to_contain_text("missing")
    page.get_by_role("button", name="Identity").click()
    expect(page.get_by_label("Stride, rows", exact=True)).to_have_value("")
    expect(page.locator("#stale")).to_be_visible()
    page.get_by_label("Stride, rows", exact=True).fill("1")
    expect(page.locator("#figure-kernel")).to_contain_text("3 × 3 = 9 parameters")
    expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("?stride=0", "stride", "at least 1"),
        ("?stride=x,2", "stride", "“x,2”"),
        ("?kernel=1,2;3", "size", "2"),
        ("?kernel=words", "kernel", "“words” is not a grid"),
        ("?input=1,2;a", "input", "“1,2;a” is not a grid"),
        ("?input=1,2;3", "input", "2"),
        ("?bias=high", "bias", "“high”"),
        ("?padding=-2", "padding", "-2"),
        ("?upload=photo.png", "input", "“photo.png”"),
    ],
)
def test_a_bad_address_still_shows_something(
    page: Page, watch: Watch, query: str, field: str, says: str
) -> None:
    watch.allow("Failed to load resource")
    visit(page, query)
    expect(page.locator(f"#error-{field}")).to_contain_text(says)
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")


def test_messages_are_in_chinese(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    visit(page, "?lang=zh")
    page.get_by_label("步幅：行").fill("0")
    expect(page.locator("#error-stride")).to_contain_text("步幅是")
    page.get_by_label("填充：列").fill("")
    expect(page.locator("#error-padding")).to_have_text("这里缺一个整数。")


def test_the_address_holds_the_whole_state(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Letter F, 9 × 9").click()
    page.get_by_role("button", name="Sobel y").click()
    expect(page.locator("#figure-kernel")).to_contain_text("3 × 3")
    page.get_by_label("Padding, rows").fill("1")
    page.get_by_label("Stride, columns").fill("2")
    page.get_by_label("Bias").fill("0.25")
    expect(page.locator("#figure-kernel")).to_contain_text("3 × 3 + 1 = 10 parameters")
    grid(page, "Input").click(**cell(page, "input", 0, 0))
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(region(page, "Input")).to_contain_text("value 5")
    page.get_by_role("slider", name="Step").fill("10")
    expect(page).to_have_url(re.compile("step=10$"))
    assert "kernel=sobel-y&bias=0.25&padding=1,0&stride=1,2&step=10" in page.url
    line = arithmetic(page).inner_text()
    page.goto(page.url)
    ready(page)
    expect(arithmetic(page)).to_have_text(line)
    expect(page.locator("[data-player=place]")).to_have_text("Step 10 of 36")
    expect(page.get_by_label("Bias")).to_have_value("0.25")
    expect(page.get_by_label("Stride, columns")).to_have_value("2")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_label("算式", exact=True)).to_have_text(line)


def test_back_and_forward(page: Page) -> None:
    visit(page)
    for name in ("Identity", "Sharpen", "Emboss"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    page.go_back()
    expect(page.get_by_role("button", name="Sharpen")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.go_back()
    expect(arithmetic(page)).to_contain_text("= 19")
    page.go_forward()
    expect(page.get_by_role("button", name="Identity")).to_have_attribute("aria-pressed", "true")


def test_without_javascript(browser: Browser, browser_context_args: dict[str, Any]) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto("/convolution?input=letter&kernel=sobel-x&padding=1&step=2")
    expect(page.get_by_text("Step 2 of 81")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    page.get_by_role("link", name="Next step").click()
    expect(page.get_by_text("Step 3 of 81")).to_be_visible()
    page.get_by_role("textbox", name="Kernel").fill("0,1\n2,3")
    page.get_by_role("textbox", name="Input").fill("0 1 2; 3 4 5; 6 7 8")
    page.get_by_role("textbox", name="Padding", exact=True).fill("0")
    page.get_by_role("textbox", name="Step").fill("1")
    page.get_by_role("button", name="Compute").click()
    expect(page.get_by_label("Arithmetic")).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")
    expect(page.get_by_role("table")).to_have_count(5)
    context.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_narrow_screen_needs_no_sideways_scrolling(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for query in (
        "",
        "&input=hill&kernel=gaussian-blur&padding=3",
        "&kernel=1,2,3,4,5,6,7&padding=9",
    ):
        visit(page, f"?lang={language}{query}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        figures = page.locator(".grid, .products")
        for index in range(figures.count()):
            box = figures.nth(index).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360


OVERLAPS = """() => {
  const parts = [...document.querySelectorAll(".grid, .products, .operator")]
    .map((part) => [part.className, part.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  return parts.flatMap(([one, a], index) => parts.slice(index + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one} and ${other}`));
}"""


@pytest.mark.parametrize("width", [640, 800, 1024, 1200, 1440])
def test_figures_never_overlap(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for query in (
        "?input=letter&kernel=sobel-x&padding=1&stride=2",
        "?input=colours&kernel=ten&bias=0.5",
        "?input=hill&padding=9&kernel=1,2,3,4,5,6,7,8,9,10",
        "?input=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20&kernel=1",
    ):
        visit(page, query)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rules_of_accessibility_hold_in_every_state(page: Page, watch: Watch, theme: str) -> None:
    watch.allow("Failed to load resource")
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    visit(page, "?input=wave&kernel=box-blur&padding=1&stride=2,3&bias=0.5")
    assert Axe().run(page).response["violations"] == []
    page.get_by_label("Stride, rows").fill("0")
    expect(page.locator("#stale")).to_be_visible()
    grid(page, "Input").click(**cell(page, "input", 3, 3))
    page.keyboard.type("three")
    page.keyboard.press("Enter")
    expect(page.locator(".grid__editor")).to_have_attribute("aria-invalid", "true")
    assert Axe().run(page).response["violations"] == []
