"""Journeys through /attention/search: stepping, the keyboard in the tree, hypotheses, a phone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("model")]

SENTENCE = "He told me a long story."
QUERY = "text=He+told+me+a+long+story.&size=3&length_penalty=0.6"


def visit(page: Page, query: str = QUERY) -> None:
    page.goto(f"/attention/search?{query}")
    expect(arithmetic(page)).not_to_be_empty()


def tree(page: Page) -> Locator:
    return page.get_by_role("tree", name="Search tree")


def nodes(page: Page, name: str = "") -> Locator:
    """Those that are seen; `name`: a regular expression of what they are called."""
    return tree(page).get_by_role("treeitem", name=re.compile(name))


def arithmetic(page: Page) -> Locator:
    return page.get_by_label("Arithmetic", exact=True)


def reconcile(line: str) -> list[tuple[float, float]]:
    """Both sides of each line of the strip: the formula worked out by Python, and what is said."""
    found = []
    for formula, said in re.findall(r"= (.+?) [=≈] (−?[\d.]+)", line.replace("\n", " ")):
        plain = formula.replace("−", "-").replace("^", "**")
        assert re.fullmatch(r"[\d.()+/* -]+", plain), plain
        found.append((eval(plain), float(said.replace("−", "-"))))
    return found


def test_the_arithmetic_of_a_node_reconciles_with_what_the_tree_says(page: Page) -> None:
    visit(page)
    nodes(page, "start|beginning").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
        (total, said_total), (score, said_score) = reconcile(arithmetic(page).inner_text())
        assert total == pytest.approx(said_total, abs=2e-3)
        assert score == pytest.approx(said_score, abs=2e-3)
        name = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert f"{said_total:.3f}".replace("-", "−") in name


def test_stepping_grows_the_tree_and_only_the_newest_step_shows_what_was_pruned(
    page: Page,
) -> None:
    visit(page)
    page.get_by_role("button", name="First step").click()
    expect(page.get_by_role("slider", name="Step")).to_have_value("1")
    expect(nodes(page)).to_have_count(1 + 6)
    expect(nodes(page, ", kept;")).to_have_count(3)
    expect(nodes(page, ", pruned;")).to_have_count(3)
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider", name="Step")).to_have_value("2")
    expect(nodes(page)).to_have_count(1 + 3 + 6)
    expect(page).to_have_url(re.compile("step=2"))
    page.keyboard.press("End")
    expect(page).not_to_have_url(re.compile("step="))
    expect(nodes(page, ", ended;.*hypothesis")).to_have_count(3)


def test_arrow_keys_in_the_tree_move_between_nodes_and_enter_selects(page: Page) -> None:
    visit(page, f"{QUERY}&step=3")
    nodes(page, "beginning").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = nodes(page).nth(2)
    expect(second).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(nodes(page, "beginning")).to_be_focused()
    expect(page.get_by_role("slider", name="Step")).to_have_value("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile(r"node=1\.2"))
    page.reload()
    expect(nodes(page).nth(2)).to_have_attribute("aria-selected", "true")


def test_a_hypothesis_shows_its_path_and_its_own_heatmap(page: Page) -> None:
    visit(page)
    row = page.get_by_role("table", name="Hypotheses").get_by_role("row").nth(2)
    row.get_by_role("link").click()
    expect(page.get_by_role("figure", name="Attention of hypothesis 2")).to_be_visible()
    expect(nodes(page, "hypothesis 2$")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#heatmap .ytick")).to_have_count(
        int(row.locator("td").nth(2).inner_text())
    )
    path = "all => all.map((one) => one.querySelector('.tree__token').textContent)"
    spelled = "".join(page.locator(".tree__node.is-path").evaluate_all(path))
    written = spelled.removeprefix("<s>").removesuffix("</s>").replace("\u2581", " ").strip()
    assert written == row.get_by_role("link").inner_text()
    expect(page).to_have_url(re.compile("hypothesis=2"))
    page.go_back()
    expect(page.get_by_role("figure", name="Attention of hypothesis 1")).to_be_visible()


def test_another_beam_and_a_sentence_that_cannot_be(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page)
    page.get_by_role("link", name="What greedy search finds").click()
    expect(page.get_by_text("A beam of 1 is greedy search")).to_be_visible()
    expect(page.get_by_role("table", name="Hypotheses").get_by_role("row")).to_have_count(2)
    expect(page).to_have_url(re.compile("size=1"))
    box = page.get_by_role("textbox", name="Sentence")
    box.fill("a" * 2001)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#text-error")).to_contain_text("2,000")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#stale")).to_contain_text(SENTENCE)
    box.fill("I am at home.")
    box.press("Enter")
    expect(page.locator("#text-error")).to_be_empty()
    expect(page).to_have_url(re.compile(r"text=I\+am\+at\+home"))


def test_a_beam_that_cannot_be_is_told_at_its_field_until_it_can(page: Page) -> None:
    visit(page)
    size, error = page.get_by_label("Beam size"), page.locator("#size-error")
    for wrong in ("99", "2.5", ""):
        size.fill(wrong)
        size.press("Enter")
        expect(error).to_contain_text("from 1 to 10")
        expect(size).to_have_attribute("aria-invalid", "true")
    size.fill("2")
    size.press("Tab")
    expect(error).to_be_empty()
    expect(page).to_have_url(re.compile("size=2"))
    expect(page.get_by_role("table", name="Hypotheses").get_by_role("row")).to_have_count(3)


def test_characters_that_the_model_never_saw_are_explained(page: Page) -> None:
    visit(page)
    note = page.locator("#unknown-note")
    expect(note).to_be_hidden()
    page.get_by_role("textbox", name="Sentence").fill("我在家。")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(note).to_contain_text("<unk>")


def test_chinese_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/attention/search?{QUERY}&step=2&lang=zh")
    expect(page.get_by_role("region", name="搜索树")).to_be_visible()
    expect(page.get_by_label("算式", exact=True)).to_contain_text("累计 = ")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_text("全部候选").click()
    expect(page.get_by_role("table", name="第 2 步").get_by_role("row")).to_have_count(7)
    assert violations(page) == []
