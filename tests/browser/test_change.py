"""/attention/change by hand: cells, sliders and locks, the mask, a direction, another word."""

import json
import re
import urllib.request
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("model")]

TEXT = "The little girl wants to buy a new book."
GIRL, BOOK, FILLE = 2, 8, 2


def visit(page: Page, **query: object) -> None:
    address = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
    page.goto(f"/attention/change?text={quote(TEXT)}&{address}")
    expect(page.locator("#lines p").first).to_be_visible()


def translated(server: str, **body: Any) -> Any:
    request = urllib.request.Request(
        f"{server}/api/v1/translate",
        json.dumps({"text": TEXT} | body).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def address(page: Page) -> dict[str, str]:
    return {name: one for name, (one,) in parse_qs(urlsplit(page.url).query).items()}


def after(page: Page) -> Locator:
    return page.locator("#after-text")


def weights(page: Page) -> list[float]:
    """What the sliders say."""
    return [float(each.input_value()) for each in page.locator(".sliders [type=number]").all()]


def choose_cell(page: Page, row: int, column: int) -> None:
    """By the keyboard, from the row that is looked at."""
    page.get_by_role("figure", name="Attention weights: As it is").focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    for _ in range(row):
        page.keyboard.press("ArrowDown")
    for _ in range(column):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")


def test_a_step_that_looks_at_one_word_writes_that_word(page: Page, server: str) -> None:
    visit(page)
    expect(page.locator("#unchanged")).to_be_visible()
    choose_cell(page, FILLE, BOOK)
    expect(after(page).locator("mark")).to_have_text("livre")
    expect(page.locator("#before-text mark")).to_have_text("fille")
    expect(page.get_by_label("Step", exact=True)).to_have_value("3")
    only = [float(at == BOOK) for at in range(11)]
    assert weights(page) == only

    edit = {"weights": [{"step": FILLE, "weights": only}]}
    old = translated(server, edit=edit, target=translated(server)["target"]["text"], detail="steps")
    p = old["steps"][FILLE]["chosen"]["probability"]
    said = re.search(r"p = \S+ → (\S+)", page.locator("#lines").inner_text())
    assert said
    assert float(said[1]) == pytest.approx(p, rel=0.05)
    assert "book 0.00 → 1.00" in page.locator("#lines").inner_text()
    expect(page.locator("#old-log")).to_have_text(f"{old['log_probability']:.3f}".replace("-", "−"))

    wanted = after(page).inner_text()
    page.reload()
    expect(after(page)).to_have_text(wanted)
    page.go_back()
    expect(page.locator("#unchanged")).to_be_visible()
    expect(after(page)).to_have_text(page.locator("#before-text").inner_text())


def test_a_lock_keeps_its_slider_and_the_sum_stays_1(page: Page, server: str) -> None:
    visit(page, step=FILLE + 1)
    page.get_by_role("button", name="Uniform").click()
    page.get_by_label("Weight of little as a number").fill("0.3")
    page.get_by_label("Lock little").check()
    book = page.get_by_role("slider", name="Weight of book")
    book.focus()
    book.press("End")
    expect(page.get_by_label("Weight of little as a number")).to_have_value("0.300")
    expect(page.get_by_label("Weight of book as a number")).to_have_value("0.700")
    expect(page.locator("#sum")).to_have_text("1.0000")
    book.press("ArrowLeft")
    assert sum(weights(page)) == pytest.approx(1, abs=0.01)
    expect(page).to_have_url(re.compile("weights=[^&]*0.69"))
    given = [float(one) for one in address(page)["weights"].split(",")]
    assert given[1] == 0.3
    answer = translated(server, edit={"weights": [{"step": FILLE, "weights": given}]})
    expect(after(page)).to_have_text(answer["target"]["text"])
    page.get_by_role("button", name="As it was").click()
    expect(page.locator("#unchanged")).to_be_visible()
    assert "weights" not in address(page)


def test_another_model_lends_its_weights(page: Page, server: str) -> None:
    visit(page, step=6)
    button = page.get_by_role("button", name="As en-fr-dot has it")
    button.click()
    expect(page.locator("#unchanged")).to_be_hidden()
    target = translated(server)["target"]["text"]
    row = translated(server, model="en-fr-dot", target=target)["attention"][5]
    assert weights(page) == pytest.approx(row, abs=6e-4)


def test_padding_leaks_until_the_mask_is_on(page: Page) -> None:
    visit(page, kind="padding", padding=6)
    expect(page.locator("#leak")).to_have_text(re.compile(r"0\.\d*[1-9]\d* of a row on average"))
    expect(page.locator("#after .change-hatch")).to_be_visible()
    expect(page.locator("#before .change-hatch")).to_be_hidden()
    page.get_by_label("mask on").check()
    expect(page.locator("#leak")).to_contain_text("exactly 0")
    assert address(page)["mask"] == "1"


def test_a_direction_of_the_encoder_is_zeroed(page: Page, server: str) -> None:
    visit(page)
    page.get_by_role("radio", name="A direction of the encoder").check()
    for name in ("backward", "forward"):
        page.get_by_label(f"the {name} states").check()
        answer = translated(server, edit={"zero_direction": name})
        expect(after(page)).to_have_text(answer["target"]["text"])
    expect(page.locator("#lines")).to_contain_text("[0; backward]")


def test_a_source_word_is_replaced_and_removed(page: Page, server: str) -> None:
    visit(page, kind="word")
    page.get_by_role("radio", name="girl").check()
    box = page.get_by_label("In its place")
    for by, text in (("boy", TEXT.replace("girl", "boy")), ("", TEXT.replace("girl ", ""))):
        box.fill(by)
        expect(after(page)).to_have_text(translated(server, text=text)["target"]["text"])
    assert address(page)["word"] == "3"


def test_what_is_refused_is_told_and_the_last_answer_is_dimmed(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, kind="word")
    page.get_by_label("In its place").fill("a" * 150)
    expect(page.locator("#change-error")).to_contain_text("tokens")
    expect(page.locator("#after")).to_have_class(re.compile("is-stale"))
    page.get_by_label("In its place").fill("A")
    expect(page.locator("#change-error")).to_be_empty()
    expect(page.locator("#after")).not_to_have_class(re.compile("is-stale"))


def test_another_sentence_begins_afresh(page: Page) -> None:
    visit(page, step=3, weights=",".join(["1"] * 11))
    page.get_by_label("Sentence").fill("Thank you.")
    page.get_by_label("Sentence").press("Enter")
    expect(page.locator("#unchanged")).to_be_visible()
    assert address(page) == {"text": "Thank you.", "kind": "weights"}


def test_words_that_changed_and_weights_that_moved(page: Page) -> None:
    page.goto("/attention/change")
    marked = page.evaluate(
        """async () => {
          const { compared } = await import("/static/js/change/words.js");
          const say = (parts) => parts.map((p) => (p.changed ? `[${p.text}]` : p.text)).join("");
          return [["a b c d", "a x y d"], ["我买书。", "我卖书。"], ["a, b", "a b"], ["", "a"]]
            .map(([one, other]) => compared(one, other).map(say));
        }"""
    )
    assert marked == [
        ["a [b c] d", "a [x y] d"],
        ["我[买]书。", "我[卖]书。"],
        ["a[,] b", "a b"],
        ["", "[a]"],
    ]
    moved = page.evaluate(
        """async () => {
          const { moved } = await import("/static/js/change/weights.js");
          return [
            moved([0.5, 0.3, 0.2], [false, false, false], 0, 0),
            moved([0.5, 0.3, 0.2], [false, true, false], 0, 0.9),
            moved([0, 0, 1], [false, false, false], 2, 0.5),
            moved([0.5, 0.3, 0.2], [false, true, true], 0, 0.1),
          ];
        }"""
    )
    expected = [[0, 0.6, 0.4], [0.7, 0.3, 0], [0.25, 0.25, 0.5], [0.5, 0.3, 0.2]]
    for found, wanted in zip(moved, expected, strict=True):
        assert found == pytest.approx(wanted)


@pytest.mark.parametrize("kind", ["direction", "padding", "word"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_kind_in_chinese_on_a_phone(page: Page, kind: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": 360, "height": 800})
    visit(page, kind=kind, lang="zh", padding=6)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_without_scripts_the_form_changes_it(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto(f"/attention/change?text={quote(TEXT)}&kind=word")
    page.get_by_role("radio", name="girl").check()
    page.get_by_label("In its place").fill("boy")
    page.get_by_role("button", name="Change", exact=True).click()
    answer = translated(server, text=TEXT.replace("girl", "boy"))
    expect(after(page)).to_have_text(answer["target"]["text"])
    expect(page.locator("#after-table tbody tr")).to_have_count(len(answer["attention"]))
    context.close()
