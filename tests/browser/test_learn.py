"""Journeys through /convolution/learn: stepping, the arithmetic, divergence, wrong values."""

import re
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

EDGE = np.ones((6, 8))
EDGE[:, 2:6] = 0


def visit(page: Page, query: str = "") -> None:
    page.goto(f"/convolution/learn{query}")
    ready(page)


def ready(page: Page) -> None:
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")
    expect(arithmetic(page)).not_to_be_empty()


def arithmetic(page: Page) -> Locator:
    return page.get_by_label("Arithmetic", exact=True)


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def numbers(page: Page, name: str) -> list[float]:
    """What is written in the cells of a figure, row by row."""
    texts = region(page, name).locator(".mark__numbers text").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def results(page: Page) -> list[float]:
    """The results in the strip: the new weight, its gradient."""
    texts = page.locator("#arithmetic .line__value").all_text_contents()
    return [float(text.replace("−", "-")) for text in texts]


def descent(kernel: Any, rate: float, steps: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Kernels and gradients of the edge example, by PyTorch."""
    values, wanted = torch.tensor(EDGE)[None, None], torch.tensor([[[[1.0, -1.0]]]]).double()
    weights = torch.tensor([[kernel]], dtype=torch.float64, requires_grad=True)
    found = []
    for _ in range(steps + 1):
        loss = ((F.conv2d(values, weights) - F.conv2d(values, wanted)) ** 2).sum()
        (slope,) = torch.autograd.grad(loss, weights)
        found.append((weights.detach().numpy()[0, 0].copy(), slope.numpy()[0, 0]))
        with torch.no_grad():
            weights -= rate * slope
    return found


def shows(page: Page, kernel: np.ndarray) -> bool:
    return np.allclose(numbers(page, "Kernel"), kernel, rtol=0.02, atol=0.006)


def test_every_step_equals_pytorch_and_the_strip_reconciles(page: Page) -> None:
    visit(page)
    start = numbers(page, "Kernel")
    expected = descent([start], 0.03, 10)
    for index, (kernel, gradient) in enumerate(expected[:4]):
        expect(page.get_by_text(f"Step {index} of 10", exact=True)).to_be_visible()
        expect(page.locator("#arithmetic .line__value")).to_have_count(2)
        new, slope = results(page)
        assert slope == pytest.approx(gradient[0, 0], rel=1e-5)
        assert new == pytest.approx(kernel[0, 0] - 0.03 * gradient[0, 0], rel=1e-5)
        until(page, partial(shows, page, kernel[0]))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    expect(arithmetic(page)).to_contain_text("the last step")
    expect(page).to_have_url(re.compile(r"step=10"))


def test_a_click_on_a_gradient_works_that_weight_out(page: Page) -> None:
    visit(page, "?step=2")
    region(page, "Gradient").get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(arithmetic(page)).to_contain_text("New weight 0, 1")
    start = [0.3, 0.8]
    kernel, gradient = descent([start], 0.03, 2)[-1]
    assert results(page) == pytest.approx(
        [kernel[0, 1] - 0.03 * gradient[0, 1], gradient[0, 1]], rel=1e-5
    )
    expect(page).to_have_url(re.compile(r"step=2&cell=0,1"))
    page.reload()
    ready(page)
    expect(arithmetic(page)).to_contain_text("New weight 0, 1")
    term = page.locator(".learn-line__term").first
    term.hover()
    assert "M" in (region(page, "Error").locator(".mark--pair").get_attribute("d") or "")


def test_a_rate_above_the_stable_one_is_said_to_diverge(page: Page) -> None:
    visit(page)
    expect(page.locator("#fate")).to_contain_text("below the largest stable one, 2 / 60 = 0.03333")
    expect(page.locator("#hint-rate")).to_have_text("largest stable: 0.03333")
    page.get_by_label("Learning rate").fill("1")
    expect(page.locator("#fate")).to_contain_text("is not below the largest stable one")
    page.go_back()
    expect(page.locator("#fate")).to_contain_text("is below the largest stable one")


def test_divergence_is_said_with_its_step_and_the_last_finite_one_is_shown(page: Page) -> None:
    visit(page, "?rate=1&steps=100&step=99")
    expect(page.locator("#fate")).to_contain_text("Diverged: at step 28 the numbers went beyond")
    expect(page.get_by_text("Step 27 of 27", exact=True)).to_be_visible()
    expect(arithmetic(page)).to_contain_text("diverged")


WRONG = [
    ("Learning rate", "", "missing here"),
    ("Learning rate", "-0.1", "numbers above 0"),
    ("Number of steps", "2.5", "not a whole number from 1 to 500"),
    ("Number of steps", "9999", "“Number of steps” is 9999"),
    ("Kernel size", "7", "6 × 8"),
    ("Kernel size", "x", "is not allowed"),
    ("Start from", "-1", "from 0"),
    ("Bias to start from", "much", "is not a number"),
]


def test_a_wrong_value_keeps_the_figures_and_says_what_is_allowed(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?step=3")
    before = arithmetic(page).text_content()
    for label, typed, said in WRONG:
        box = page.get_by_label(label, exact=True)
        good = box.input_value()
        box.fill(typed)
        expect(page.locator(".field-error", has_text=said)).to_be_visible()
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#stale")).to_contain_text("still show the last settings")
        assert arithmetic(page).text_content() == before
        assert len(numbers(page, "Prediction")) == 42
        box.fill(good)
        expect(page.locator("#stale")).to_be_hidden()
        expect(box).not_to_have_attribute("aria-invalid", "true")


def test_a_cell_of_the_target_can_be_changed(page: Page) -> None:
    visit(page, "?size=1,2")
    target = region(page, "Target").get_by_role("grid")
    target.focus()
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Custom")).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile(r"target=5,1,0,0,0,-1,0;0,1"))
    ready(page)
    assert numbers(page, "Target")[:2] == [5, 1]
    expect(page.locator("#hidden-figure")).to_be_hidden()


def test_numbers_of_ones_own_are_learned_from(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Custom").click()
    own = page.locator("#own")
    own.get_by_label("Input").fill("1, 2, 3\n4, 5, 6\n7, 8, 10")
    own.get_by_label("Hidden kernel").fill("1, 0; 0, 2")
    page.get_by_label("Learning rate").fill("0.001")
    expect(page).to_have_url(re.compile(r"rate=0.001"))
    ready(page)
    assert numbers(page, "Target") == [11, 14, 20, 25]
    expect(page).to_have_url(re.compile(r"input=1,2,3;4,5,6;7,8,10|input=1,\+2"))


def test_a_bad_address_is_said_and_something_is_shown(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?rate=-3&hidden=1,2")
    expect(page.locator("#error-rate")).to_contain_text("numbers above 0")
    expect(page.locator("#stale")).to_be_visible()
    assert len(numbers(page, "Prediction")) == 42


def test_every_frame_of_a_long_descent_is_reached(page: Page) -> None:
    visit(page, "?steps=500&step=499&start=zeros")
    expect(page.get_by_text("Step 499 of 500", exact=True)).to_be_visible()
    page.keyboard.press("Home")
    expect(page.get_by_text("Step 0 of 500", exact=True)).to_be_visible()
    expect(region(page, "Kernel").locator(".mark__numbers text").first).to_have_text("0")


def test_chinese_is_chinese(page: Page) -> None:
    page.goto("/convolution/learn?lang=zh&rate=1&steps=50")
    expect(page.get_by_role("region", name="梯度", exact=True)).to_be_visible()
    expect(page.locator("#fate")).to_contain_text("已发散：第 28 步")
    expect(page.locator("#arithmetic")).to_contain_text("新权重 (0, 0)")


def test_without_javascript_every_step_stands_in_a_table(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/convolution/learn?rate=0.02&steps=5")
    expect(page.get_by_role("table", name="Every step").get_by_role("row")).to_have_count(7)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    context.close()
