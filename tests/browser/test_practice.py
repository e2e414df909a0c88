"""Journeys through /convolution/practice: predict, hint, reveal, score, share."""

import re
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser

PATH = "/convolution/practice"


def visit(page: Page, query: str = "") -> None:
    page.goto(PATH + query)
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")


def answer(page: Page, text: str) -> None:
    page.get_by_label("Your answer").fill(text)
    page.get_by_label("Your answer").press("Enter")


def verdict(page: Page) -> Locator:
    return page.locator("#verdict")


def numbers(page: Page, figure: str) -> Any:
    """What is written in the cells of a figure, as PyTorch takes it."""
    texts = page.locator(f"#{figure} .mark__numbers text").all_text_contents()
    side = int(len(texts) ** 0.5)
    values = [float(text.replace("−", "-")) for text in texts]
    return torch.tensor(values).reshape(1, 1, side, side)


def test_a_cell_is_predicted_from_the_figures_and_then_shown_with_its_products(page: Page) -> None:
    visit(page, "?seed=8")
    expect(page.locator(".practice-unknown")).to_have_text("?")
    row, column = map(int, re.findall(r"\d+", page.locator("#question").text_content() or ""))
    expected = F.conv2d(numbers(page, "input-0"), numbers(page, "kernel-0"))[0, 0]
    known = page.locator("#output .mark__numbers text")
    expect(known).to_have_count(row * 2 + column)
    expect(page.locator("#products")).to_be_hidden()

    answer(page, f"{expected[row, column].item():g}")
    expect(verdict(page)).to_have_text("Right.")
    expect(known).to_have_count(4)
    np.testing.assert_equal(numbers(page, "output")[0, 0].numpy(), expected.numpy())
    products = page.locator("#product-0 .products__number").all_text_contents()
    assert sum(float(text.replace("−", "-")) for text in products) == expected[row, column]
    expect(page.locator("#set [data-exercise='1']")).to_contain_text("solved")
    expect(page.locator("#score")).to_contain_text("1 of 10 solved at this level, 1 without hints")


def test_hints_are_the_arithmetic_and_the_answer_comes_last(page: Page) -> None:
    visit(page, "?exercise=6")
    page.get_by_role("button", name="Hint", exact=True).click()
    expect(page.locator("#hint-words")).to_contain_text("Each output channel has a kernel plane")
    expect(page.locator("#lines-box")).to_be_hidden()
    page.get_by_role("button", name="Hint", exact=True).click()
    expect(page.locator("#lines")).to_contain_text("10 × 3 × 3 × 3")
    expect(page.locator("#lines")).not_to_contain_text("280")
    expect(page.get_by_label("Your answer")).to_be_focused()
    answer(page, "270")
    expect(verdict(page)).to_contain_text("the bias is forgotten")
    answer(page, "280")
    expect(verdict(page)).to_have_text("Right.")
    expect(page.locator("#lines")).to_contain_text("270 + 10 = 280")
    expect(page.locator("#score")).to_contain_text("1 of 10 solved at this level, 0 without hints")


def test_an_answer_that_was_shown_counts_for_nothing(page: Page) -> None:
    visit(page, "?exercise=2")
    page.get_by_role("button", name="Show the answer").click()
    expect(verdict(page)).to_have_text("This is the answer.")
    expect(page.locator("#output .panel__size")).to_have_text("2 × 3")
    answer(page, "2 x 3")
    expect(verdict(page)).to_have_text("Right.")
    expect(page.locator("#score")).to_contain_text("0 of 10 solved")
    page.get_by_role("button", name="Next exercise").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3. Padding")).to_be_focused()
    expect(page).to_have_url(re.compile(r"exercise=3&seed=0&level=1$"))
    page.go_back()
    expect(page.get_by_role("heading", name="2. Output shape")).to_be_visible()


def test_what_is_no_answer_is_told_and_the_figures_stay(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?exercise=2")
    for typed, said in (("", "Type an answer first."), ("two", "“two” is not rows and columns")):
        answer(page, typed)
        expect(page.locator("#answer-error")).to_contain_text(said)
        expect(page.get_by_label("Your answer")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")
    answer(page, "3, 2")
    expect(verdict(page)).to_contain_text("rows and columns are swapped")
    expect(page.locator("#answer-error")).to_be_empty()


def test_levels_and_numbers_change_without_forgetting_the_score(page: Page) -> None:
    visit(page)
    answer(page, "19")
    expect(verdict(page)).to_have_text("Right.")
    page.get_by_role("link", name="Hard").click()
    expect(page.locator("#input-1")).to_be_visible()
    expect(page.locator("#score")).to_contain_text("0 of 10")
    page.get_by_role("link", name="New numbers").click()
    expect(page).to_have_url(re.compile(r"exercise=1&seed=[1-9]\d*&level=3$"))
    page.get_by_role("link", name="Easy").click()
    expect(page.locator("#score")).to_contain_text("1 of 10")


def test_a_shared_link_has_the_same_numbers_and_a_link_for_own_ones_settles(page: Page) -> None:
    visit(page, "?exercise=3&seed=7&level=2")
    facts = page.locator("#facts").text_content()
    link = page.get_by_role("link", name="This exercise, these numbers").get_attribute("href")
    own = page.get_by_role("link", name="The whole set, own numbers for each").get_attribute("href")
    page.goto(link or "")
    expect(page.locator("#facts")).to_have_text(facts or "")
    page.goto(own or "")
    expect(page).to_have_url(re.compile(r"exercise=1&seed=\d+&level=2$"))
    number = page.locator("#share-note").text_content()
    page.reload()
    expect(page.locator("#share-note")).to_have_text(number or "")


def test_the_picture_of_groups_has_a_line_for_each_kernel_plane(page: Page) -> None:
    visit(page, "?exercise=8&seed=2")
    facts = dict(
        zip(
            page.locator("#facts dt").all_text_contents(),
            page.locator("#facts dd").all_text_contents(),
            strict=True,
        )
    )
    inputs, outputs = int(facts["Input channels"]), int(facts["Output channels"])
    conv = torch.nn.Conv2d(inputs, outputs, 1, groups=int(facts["Groups"]))
    path = page.locator(".practice-planes__line").get_attribute("d") or ""
    assert path.count("M") == conv.weight.numel()
    expect(page.locator(".practice-planes__bias")).to_have_count(outputs)


def test_without_javascript_the_form_asks_and_judges(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{PATH}?exercise=1&hints=2")
    page.get_by_label("Your answer").fill("5")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("That is true convolution")).to_be_visible()
    page.get_by_label("Your answer").fill("19")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name="Output")).to_contain_text("19")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    context.close()
