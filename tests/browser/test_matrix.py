"""Journeys through /convolution/matrix: rows and windows, the arithmetic, the transpose."""

import re
from functools import partial

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

INPUT = torch.arange(9.0).reshape(1, 1, 3, 3)
KERNEL = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
OUTPUT = F.conv2d(INPUT, KERNEL)


def visit(page: Page, query: str = "") -> None:
    page.goto(f"/convolution/matrix{query}")
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")
    expect(arithmetic(page)).not_to_be_empty()


def arithmetic(page: Page) -> Locator:
    return page.get_by_label("Arithmetic", exact=True)


def numbers(page: Page, figure: str) -> list[float]:
    """What is written in the cells of a figure, row by row."""
    texts = page.locator(f"#figure-{figure} .mark__numbers text").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def shows(page: Page, figure: str, expected: torch.Tensor) -> bool:
    return numbers(page, figure) == expected.ravel().tolist()


def test_a_newcomer_finds_the_four_by_nine_matrix_and_steps_through_it(page: Page) -> None:
    visit(page)
    expect(page.locator("#size-toeplitz")).to_have_text("4 × 9")
    matrix = np.reshape(numbers(page, "toeplitz"), (4, 9))
    np.testing.assert_array_equal(matrix @ INPUT.ravel().numpy(), OUTPUT.ravel().numpy())
    assert shows(page, "im2col", F.unfold(INPUT, 2)[0].T)
    assert page.locator("#figure-toeplitz .matrix-pale").count() == 20
    for index, value in enumerate(OUTPUT.ravel().tolist()):
        expect(page.get_by_text(f"Step {index + 1} of 4", exact=True)).to_be_visible()
        expect(page.locator("#arithmetic .line__value")).to_have_text([f"{value:.0f}"] * 2)
        for figure in ("output", "im2col_output", "toeplitz_output"):
            until(page, partial(shows, page, figure, OUTPUT.ravel()[: index + 1]))
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"step=3"))


def test_the_transpose_paints_what_torch_paints(page: Page) -> None:
    visit(page, "?step=1")
    page.get_by_role("button", name="Transpose", exact=True).click()
    expect(page.get_by_role("region", name="Toeplitz matrix, transposed")).to_be_visible()
    expect(page.locator("#product-toeplitz")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"transpose=1&step=1"))
    for index in range(1, 4):
        so_far = OUTPUT.clone().ravel()
        so_far[index + 1 :] = 0
        painted = F.conv_transpose2d(so_far.reshape(OUTPUT.shape), KERNEL)
        for figure in ("painted", "painted_flat"):
            until(page, partial(shows, page, figure, painted))
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"step=3"))
    page.reload()
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")
    until(page, partial(shows, page, "painted", F.conv_transpose2d(OUTPUT, KERNEL)))
    page.get_by_role("button", name="Transpose", exact=True).click()
    expect(page.locator("#product-toeplitz")).to_be_visible()


def test_what_belongs_together_is_marked_together(page: Page) -> None:
    visit(page)
    cells = page.locator("#cells-toeplitz")
    cells.focus()
    page.keyboard.press("ArrowRight")
    told = page.locator("#told-toeplitz")
    expect(told).to_have_text("Output (0, 0) meets input (0, 1) with kernel element (0, 1) = 2")
    for figure in ("input", "kernel", "im2col", "input_flat", "output"):
        mark = page.locator(f"#figure-{figure} .mark--hover")
        assert (mark.get_attribute("d") or "").count("M") == 1
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text("Output (0, 0) does not read input (0, 2): 0")
    page.keyboard.press("PageDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Step 4 of 4", exact=True)).to_be_visible()


def test_a_cell_can_be_changed(page: Page) -> None:
    visit(page)
    page.locator("#cells-kernel").focus()
    page.keyboard.press("-")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"kernel=-1,2;3,4"))
    until(page, lambda: numbers(page, "kernel_flat") == [-1, 2, 3, 4])
    assert numbers(page, "toeplitz")[0] == -1


WRONG = [
    ("Stride", "0", "at least 1"),
    ("Stride", "", "missing here"),
    ("Padding", "3", "8 × 8"),
    ("Padding", "x", "is not allowed"),
    ("Dilation", "-1", "1 to"),
    ("Kernel", "1,1,1,1", "3 × 3"),
    ("Input", "1,b", "is not a grid"),
]


def test_a_wrong_value_keeps_the_figures_and_says_what_is_allowed(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?step=2")
    before = arithmetic(page).text_content()
    bench = page.locator("#bench")
    for label, typed, said in WRONG:
        box = bench.get_by_label(label, exact=True)
        good = box.input_value()
        box.fill(typed)
        expect(page.locator(".field-error", has_text=said)).to_be_visible()
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#stale")).to_contain_text("still show the last settings")
        assert arithmetic(page).text_content() == before
        box.fill(good)
        expect(page.locator("#stale")).to_be_hidden()


def test_a_bad_address_is_said_and_something_is_shown(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?padding=9&stride=2")
    expect(page.locator("#error-padding")).to_contain_text("8 × 8")
    expect(page.get_by_label("Padding", exact=True)).to_have_value("9")
    expect(page.locator("#stale")).to_be_visible()


def test_the_widest_matrix_scrolls_within_its_figure_alone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    rows = ";".join([",".join("1" * 8)] * 8)
    visit(page, f"?input={rows}&kernel=1,2;3,4&step=48")
    expect(page.locator("#size-toeplitz")).to_have_text("49 × 64")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    inside = page.locator("#product-toeplitz .matrix-scroll")
    assert inside.evaluate("box => box.scrollWidth > box.clientWidth && box.scrollTop > 0")
    assert len(numbers(page, "toeplitz")) == 49 * 64


def test_without_javascript_the_products_stand_in_tables(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/convolution/matrix?example=stride")
    table = page.get_by_role("table", name="Toeplitz matrix × input = output")
    expect(table.get_by_role("row")).to_have_count(6)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    context.close()
