"""The two small figures of the home page are alive, and say the same as the API."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def calm(page: Page) -> Page:
    """The home page for somebody who asked for less motion."""
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    return page


def test_nothing_moves_by_itself_under_reduced_motion(calm: Page) -> None:
    expect(calm.get_by_role("button", name="Play")).to_be_visible()
    calm.wait_for_timeout(2500)
    expect(calm.locator("#step")).to_have_text("Step 1 of 9")


def test_the_window_steps_and_its_sum_lands_in_its_cell(calm: Page) -> None:
    output = calm.get_by_role("table", name="Output").locator("td")
    expect(output.nth(0)).to_have_text("19")
    calm.get_by_role("button", name="Next step").click()
    expect(calm.locator("#arithmetic")).to_contain_text("1 × 0 + 2 × 1 + 4 × 2 + 5 × 3")
    expect(calm.locator("#arithmetic b")).to_have_text("25")
    expect(output.nth(1)).to_have_class("is-current")
    expect(output.nth(2)).to_have_class("is-pending")
    calm.get_by_role("button", name="Previous step").click()
    expect(calm.get_by_role("button", name="Previous step")).to_be_disabled()


def test_every_step_reconciles(calm: Page) -> None:
    for step in range(9):
        terms, sums = (calm.locator("#arithmetic").inner_text()).split("\n")
        products = [eval(term.replace("×", "*")) for term in terms.split(" + ")]
        assert sums == f"= {' + '.join(map(str, products))} = {sum(products)}"
        if step < 8:
            calm.get_by_role("button", name="Next step").click()
    expect(calm.get_by_role("button", name="Next step")).to_be_disabled()


def test_it_plays_by_itself_and_can_be_paused(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/")
    pause = page.get_by_role("button", name="Pause")
    expect(page.locator("#step")).to_have_text("Step 2 of 9", timeout=4000)
    pause.click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


@pytest.mark.usefixtures("model")
def test_words_can_be_stepped_and_pointed_at(calm: Page) -> None:
    table = calm.get_by_role("table", name="Attention weights")
    strip = calm.locator("#gaze-strip")
    expect(strip).to_contain_text("it looked")
    calm.get_by_role("button", name="Next word").click()
    expect(table.locator("tbody tr").nth(1)).to_have_class("is-current")
    table.locator("tbody tr").nth(0).locator("td").nth(0).hover()
    expect(strip).to_contain_text("had a weight of 0.")


@pytest.mark.usefixtures("model")
def test_another_sentence_is_translated_in_place(calm: Page) -> None:
    before = calm.get_by_role("table", name="Attention weights").inner_text()
    chip = calm.get_by_role("link", name="My brother works in a big hospital.")
    chip.click()
    expect(chip).to_have_attribute("aria-current", "true")
    expect(calm).to_have_url(re.compile(r"/\?example=3$"))
    table = calm.get_by_role("table", name="Attention weights")
    assert table.inner_text() != before
    weights = map(float, table.locator("tbody tr").first.locator("td").all_inner_texts())
    assert sum(weights) == pytest.approx(1, abs=0.05)
    calm.reload()
    expect(chip).to_have_attribute("aria-current", "true")


@pytest.mark.usefixtures("model")
def test_the_first_sentence_is_the_same_before_the_scripts_run(
    calm: Page, browser: Browser, server: str
) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    still = context.new_page()
    still.goto("/")
    expect(still.locator("#gaze-strip")).to_have_text(calm.locator("#gaze-strip").inner_text())
    context.close()
