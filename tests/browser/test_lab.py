"""Journeys through /attention/lab: editing, pointing, the keyboard, Chinese, a phone."""

import math
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

QUERIES = [[1.0, 0.0, 2.0, -1.0], [0.0, 2.0, 1.0, 0.0], [-1.0, 1.0, 0.0, 2.0]]
KEYS = [[1.0, 1, 0, 0], [0, 2, 1, -1], [2, 0, 1, 0], [-1, 0, 1, 2]]
VALUES = [[1.0, 0], [0, 4], [3, 1], [-2, 2]]


def visit(page: Page, query: str = "") -> None:
    page.goto(f"/attention/lab{query}")
    expect(arithmetic(page)).not_to_be_empty()


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def arithmetic(page: Page, name: str = "Arithmetic") -> Locator:
    return page.get_by_label(name, exact=True)


def cell(page: Page, name: str, row: int, column: int) -> Locator:
    """A cell as it is seen, counted from 0."""
    place = f"[role=gridcell][data-row='{row}'][data-column='{column}']"
    return region(page, name).locator(place)


def exact(page: Page, name: str) -> list[list[float]]:
    """Every digit of a matrix, as its cells tell them; masked scores are minus infinity."""
    rows: list[list[str]] = (
        region(page, name)
        .locator(".lab-matrix")
        .evaluate(
            """grid => [...grid.querySelectorAll("[role=row]")].slice(1).map((row) =>
          [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.title))"""
        )
    )
    return [[-math.inf if text == "−∞" else float(text) for text in row] for row in rows]


def reconcile(line: str) -> tuple[float, float]:
    """Both sides of a line of the strip: what stands before the last sign, by Python; and after."""
    left, right = re.split(r" [=≈] ", line)[-2:]
    assert "-" not in line
    formula = left.replace("×", "*").replace("−", "-")
    assert re.fullmatch(r"(?:exp|tanh|[\d.e()*/+ -])+", formula), formula
    return eval(formula, {"exp": math.exp, "tanh": math.tanh}), float(right.replace("−", "-"))


def test_every_matrix_equals_pytorch(page: Page) -> None:
    visit(page)
    q, k, v = (torch.tensor([each], dtype=torch.float64) for each in (QUERIES, KEYS, VALUES))
    mask = torch.arange(4) < torch.tensor([4, 3, 2])[:, None]
    expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)[0]
    np.testing.assert_allclose(exact(page, "Output"), expected.numpy(), rtol=1e-5)
    np.testing.assert_allclose(exact(page, "Keys"), np.transpose(KEYS))
    weights = np.array(exact(page, "Weights"))
    assert (weights[~mask.numpy()] == 0).all()
    assert (np.isinf(exact(page, "Masked scores")) == ~mask.numpy()).all()


@pytest.mark.parametrize("example", ["worked", "additive"])
def test_the_arithmetic_of_every_kind_of_cell_reconciles(page: Page, example: str) -> None:
    visit(page, f"?example={example}")
    for name, row, column in [("Scores", 1, 2), ("Weights", 1, 1), ("Output", 2, 1)]:
        cell(page, name, row, column).click()
        expect(cell(page, name, row, column)).to_be_focused()
        by_hand, said = reconcile(arithmetic(page).inner_text())
        value = exact(page, name)[row][column]
        assert by_hand == pytest.approx(said, rel=2e-3)
        assert said == pytest.approx(value, rel=1e-3)
    cell(page, "Masked scores", 2, 3).click()
    expect(arithmetic(page)).to_have_text(re.compile(r"k4: 4 > \d → −∞"))


def test_a_cell_marks_the_row_and_the_column_that_it_comes_from(page: Page) -> None:
    visit(page)
    cell(page, "Scores", 1, 2).click()
    area = "node => [node.style.gridRow, node.style.gridColumn].join('; ')"
    marked = {name: region(page, name).locator(".lab-mark") for name in ("Queries", "Keys")}
    assert marked["Queries"].evaluate(area) == "3 / span 1; 2 / span 4"
    assert marked["Keys"].evaluate(area) == "2 / span 4; 4 / span 1"
    expect(region(page, "Values").locator(".lab-mark")).to_have_count(0)
    cell(page, "Output", 0, 1).hover()
    expect(arithmetic(page)).to_have_text(re.compile(r"^o1,2 = .* × 0 \+ .* × 4 \+ "))
    assert region(page, "Values").locator(".lab-mark").evaluate(area) == "2 / span 4; 3 / span 1"
    page.mouse.move(0, 0)
    expect(arithmetic(page)).to_have_text(re.compile("^q2 · k3"))


def test_an_edited_number_changes_what_follows_and_the_address_keeps_it(page: Page) -> None:
    visit(page)
    before = exact(page, "Weights")
    cell(page, "Queries", 0, 1).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(cell(page, "Scores", 0, 0)).to_have_text("2")
    after = exact(page, "Weights")
    assert after[0] != before[0]
    assert after[1:] == before[1:]
    assert sum(after[0]) == pytest.approx(1)
    page.reload()
    expect(cell(page, "Queries", 0, 1)).to_have_text("3")
    assert exact(page, "Weights") == after
    page.go_back()
    expect(cell(page, "Queries", 0, 1)).to_have_text("0")


def test_the_keyboard_alone_moves_edits_and_gives_up(page: Page) -> None:
    visit(page)
    cell(page, "Values", 0, 0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(cell(page, "Values", 1, 1)).to_be_focused()
    page.keyboard.press("5")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Value 3, number 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, "Values", 2, 0)).to_be_focused()
    expect(cell(page, "Values", 1, 1)).to_have_text("5")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(region(page, "Values").get_by_role("alert")).to_contain_text("“two” is not a number")
    page.keyboard.press("Escape")
    expect(cell(page, "Values", 2, 0)).to_have_text("3")


def test_valid_lengths_mask_and_bad_ones_are_told(page: Page) -> None:
    visit(page)
    length = page.get_by_label("Valid length of query 1")
    length.fill("1")
    length.press("Tab")
    expect(cell(page, "Weights", 0, 0)).to_have_text("1")
    assert exact(page, "Weights")[0] == [1, 0, 0, 0]
    length.fill("9")
    length.press("Tab")
    expect(region(page, "Masked scores").get_by_role("alert")).to_contain_text("from 1 to 4")


def test_sizes_seeds_and_score_functions(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page)
    page.get_by_label("Keys", exact=True).and_(page.locator("input")).fill("6")
    page.get_by_role("button", name="Generate").click()
    expect(cell(page, "Weights", 0, 5)).to_be_visible()
    first = exact(page, "Queries")
    assert all(number == round(number, 1) for row in first for number in row)
    expect(page.get_by_label("Seed")).to_have_value("2")
    page.get_by_role("button", name="Generate").click()
    until(page, lambda: exact(page, "Queries") != first)
    page.get_by_label("Seed").fill("1")
    page.get_by_role("button", name="Generate").click()
    until(page, lambda: exact(page, "Queries") == first)
    page.get_by_role("radio", name="Additive").check()
    page.get_by_text("Weights of the additive score").click()
    page.get_by_role("button", name="Draw new weights").click()
    expect(page).to_have_url(re.compile("seed=1"))
    page.get_by_label("Hidden units").fill("5")
    page.get_by_label("Hidden units").press("Tab")
    expect(cell(page, "Vector", 0, 4)).to_have_text("0")
    scores = exact(page, "Scores")
    cell(page, "Vector", 0, 0).click()
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(cell(page, "Vector", 0, 0)).to_have_text("4")
    until(page, lambda: exact(page, "Scores") != scores)
    page.get_by_label("Key length").fill("3")
    page.get_by_label("Key length").press("Tab")
    expect(region(page, "Keys")).to_contain_text("6 × 3")
    page.get_by_role("radio", name="Dot product", exact=True).check()
    expect(region(page, "Keys").get_by_role("alert")).to_contain_text("vectors of the same length")


def test_a_spreadsheet_can_be_pasted(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page)
    page.get_by_label("Into").select_option("Values")
    page.get_by_label("Rows of numbers").fill("1\t2,5\n3\t4\n5\t6\n7\t8")
    page.get_by_role("button", name="Use these numbers").click()
    expect(cell(page, "Values", 0, 1)).to_have_text("2.5")
    assert exact(page, "Values") == [[1, 2.5], [3, 4], [5, 6], [7, 8]]
    page.get_by_label("Into").select_option("Keys")
    page.get_by_label("Rows of numbers").fill("1,2\n3,4\n5,6")
    page.get_by_role("button", name="Use these numbers").click()
    expect(region(page, "Keys")).to_contain_text("3 × 2")
    assert exact(page, "Values") == [[1, 2.5], [3, 4], [5, 6]]
    assert exact(page, "Queries") == [row[:2] for row in QUERIES]
    cell(page, "Queries", 0, 0).evaluate(
        """node => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "7\\t8\\t9");
          node.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }"""
    )
    expect(region(page, "Queries")).to_contain_text("1 × 3")
    assert exact(page, "Queries") == [[7, 8, 9]]
    hint = page.locator("#paste-hint")
    page.get_by_label("Rows of numbers").fill("1,2\n" * 20)
    page.get_by_role("button", name="Use these numbers").click()
    expect(region(page, "Keys").get_by_role("alert")).to_contain_text("20 × 2")
    expect(hint).not_to_contain_text("taken over")
    page.get_by_label("Rows of numbers").fill("1,2\n3,x")
    page.get_by_role("button", name="Use these numbers").click()
    expect(page.locator("#error-paste")).to_contain_text("Row 2, column 2 holds “x”")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chinese_on_a_phone(page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.goto("/attention/lab?lang=zh&example=additive")
    for name in ("查询", "键", "值", "得分", "掩码后的得分", "权重", "输出"):
        expect(region(page, name)).to_be_visible()
    cell(page, "输出", 0, 0).click()
    expect(arithmetic(page, "算式")).to_contain_text("o1,1")
    page.get_by_text("加性得分的权重").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert violations(page) == []
