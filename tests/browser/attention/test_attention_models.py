"""Choosing a model on /attention, and two models side by side."""

import re
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect
from scipy.spatial.distance import jensenshannon

from tests.browser.attention.desk import (
    CHINESE,
    ENGLISH,
    SENTENCE,
    SIMPLIFIED,
    Desk,
    answer_of,
    over_words,
)

pytestmark = pytest.mark.browser

ONE, OTHER, BACK, DEFAULT = "small-additive", "small-dot", "small-back", "en-fr-additive"
SENTENCES = (
    "we want a black book.",
    "they buy a green coat today!",
    "I see a yellow dog here.",
    "you have a blue hat.",
    "today! a red red coat",
    "black green here. they",
    "hat hat hat dog",
)


def both(desk: Desk, text: str) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """The answers that the page must compare, and whether the second model says the same."""
    one = answer_of(desk.page, text, model=ONE)
    own = answer_of(desk.page, text, model=OTHER)
    if own["target"]["tokens"] == one["target"]["tokens"]:
        return one, own, True
    target = one["target"]["text"]
    return one, answer_of(desk.page, text, model=OTHER, target=target), False


def sentence(desk: Desk, *, alike: bool) -> str:
    """One on which the two small models agree, or do not."""
    return next(text for text in SENTENCES if both(desk, text)[2] == alike)


def divergences(one: Any, other: Any) -> list[float]:
    return [float(jensenshannon(p, q, base=2)) ** 2 for p, q in zip(one, other, strict=True)]


def option(desk: Desk, name: str) -> Locator:
    return desk.page.get_by_role("combobox", name=name, exact=True)


@pytest.mark.parametrize("names", [ENGLISH, SIMPLIFIED], ids=["en", "zh"])
def test_models_are_offered_by_language_pair_and_answer_when_chosen(
    wide_choice: Desk, names: Any
) -> None:
    desk = Desk(wide_choice.page, names)
    text = SENTENCES[0]
    desk.open(text=text)
    model = option(desk, "Model" if names is ENGLISH else "模型")
    groups = model.locator("optgroup").evaluate_all(
        "(all) => all.map((one) => [one.label, [...one.children].map((o) => o.text)])"
    )
    assert [names for _, names in groups] == [[DEFAULT, ONE, OTHER], [BACK]]
    assert all(bool(CHINESE.search(label)) == (names is SIMPLIFIED) for label, _ in groups)
    model.select_option(OTHER)
    answer = answer_of(desk.page, text, model=OTHER)
    desk.shows(answer)
    desk.says(model=OTHER, text=text)
    np.testing.assert_allclose(desk.drawn(), answer["attention"], atol=1e-9)
    desk.page.go_back()
    desk.shows(answer_of(desk.page, text))
    expect(model).to_have_value(DEFAULT)


def test_an_example_gives_way_to_one_of_the_new_source_language(wide_choice: Desk) -> None:
    wide_choice.open()
    english = wide_choice.box.input_value()
    option(wide_choice, "Model").select_option(BACK)
    expect(wide_choice.box).not_to_have_value(english)
    expect(wide_choice.box).to_have_attribute("lang", "fr")
    examples = wide_choice.page.locator(".examples a")
    expect(examples.first).to_have_attribute("aria-current", "true")
    expect(option(wide_choice, "Compare with")).to_be_hidden()
    examples.nth(1).click()
    text = wide_choice.box.input_value()
    wide_choice.shows(answer_of(wide_choice.page, text, model=BACK))


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "forced"])
def test_two_models_stand_side_by_side(wide_choice: Desk, alike: bool) -> None:
    desk = wide_choice
    desk.open(model=ONE)
    text = sentence(desk, alike=alike)
    desk.translate_with(text, model=ONE)
    option(desk, "Compare with").select_option(OTHER)
    one, other, _ = both(desk, text)
    expect(desk.page.locator("#divergence li")).to_have_count(len(one["attention"]))
    desk.says(compare=OTHER)
    for name in (ONE, OTHER):
        expect(desk.page.get_by_role("figure", name=f"Attention heatmap of {name}")).to_be_visible()
    how = desk.page.locator("#compared-how")
    expect(how).to_contain_text("same translation" if alike else "teacher forcing")
    difference = desk.page.get_by_role("figure", name=f"Difference: {ONE} − {OTHER}")
    expect(difference.locator(".ytick")).to_have_count(len(one["attention"]))
    p, q = np.array(one["attention"]), np.array(other["attention"])
    np.testing.assert_allclose(desk.drawn("heatmap"), p, atol=1e-9)
    np.testing.assert_allclose(desk.drawn("heatmap-other"), q, atol=1e-9)
    np.testing.assert_allclose(desk.drawn("heatmap-difference"), p - q, atol=1e-9)
    ranges = desk.page.evaluate(
        """() => [...document.querySelectorAll('.heatmap__plot')].map((plot) =>
             [plot.data[0].zmin, plot.data[0].zmax])"""
    )
    assert ranges == [[0, 1], [0, 1], [-1, 1]]
    shown = desk.page.locator("#divergence .looks__percent").all_text_contents()
    np.testing.assert_allclose([float(one) for one in shown], divergences(p, q), atol=6e-4)


def test_the_divergence_of_a_word_is_read_and_chosen_with_the_keyboard(wide_choice: Desk) -> None:
    desk = wide_choice
    desk.open(model=ONE, compare=OTHER, text=SENTENCES[1])
    words = desk.page.get_by_role("listbox", name="Divergence by target word").locator("li")
    words.first.focus()
    words.first.press("ArrowDown")
    expect(words.nth(1)).to_be_focused()
    expect(words.nth(1)).to_have_class(re.compile("is-current"))
    words.nth(1).press("Enter")
    expect(words.nth(1)).to_have_attribute("aria-selected", "true")
    desk.says(step=2)


def test_one_number_of_the_divergence_is_worked_out_where_one_points(wide_choice: Desk) -> None:
    desk = wide_choice
    desk.open(model=ONE, compare=OTHER, text=SENTENCES[1])
    one, other, _ = both(desk, SENTENCES[1])
    expect(desk.page.locator("#divergence li")).to_have_count(len(one["attention"]))
    difference = desk.page.locator("#heatmap-difference")
    expect(difference.locator(".ytick")).to_have_count(len(one["attention"]))
    desk.heatmap_of(OTHER).focus()
    desk.page.keyboard.press("PageUp")
    desk.page.keyboard.press("Home")
    for _ in range(2):
        desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("ArrowRight")
    p, q = (answer["attention"][2][1] for answer in (one, other))
    expect(desk.spoken).to_contain_text(f"{p:.4f} and {q:.4f}")
    worked = desk.page.locator("#arithmetic").inner_text()
    m = (p + q) / 2
    terms = [x / 2 * np.log2(x / m) if x else 0 for x in (p, q)]
    for number in (p, q, m, sum(terms), divergences(one["attention"], other["attention"])[2]):
        assert f"{number:.4f}" in worked
    expect(desk.page.locator(".mark--cell:visible")).to_have_count(3)


def test_models_with_other_tokens_are_compared_over_words(wide_choice: Desk) -> None:
    desk, text = wide_choice, SENTENCE
    desk.open(text=text, compare=ONE)
    one = answer_of(desk.page, text)
    other = answer_of(desk.page, text, model=ONE, target=one["target"]["text"])
    assert one["source"]["tokens"] != other["source"]["tokens"]
    p, q = over_words(one), over_words(other)
    expect(desk.page.locator("#heatmap-difference .ytick")).to_have_count(len(p))
    expect(desk.page.locator("#compared-how")).to_contain_text("compared over words")
    expect(desk.view("Words")).to_be_checked()
    expect(desk.view("Tokens")).to_be_disabled()
    np.testing.assert_allclose(desk.drawn("heatmap-difference"), p - q, atol=1e-9)


def test_without_script_model_and_comparison_are_a_form_and_a_table(still_choice: Desk) -> None:
    desk, text = still_choice, SENTENCES[1]
    desk.open(text=text)
    option(desk, "Model").select_option(ONE)
    option(desk, "Compare with").select_option(OTHER)
    desk.button.click()
    one, other, alike = both(desk, text)
    expect(desk.translation).to_have_text(one["target"]["text"])
    how = "same translation" if alike else "teacher forcing"
    expect(desk.page.locator("#compared-how")).to_contain_text(how)
    groups = desk.page.locator("#weights tbody")
    expect(groups).to_have_count(len(one["attention"]))
    scores = divergences(one["attention"], other["attention"])
    for group, p, q, score in zip(
        groups.all(), one["attention"], other["attention"], scores, strict=True
    ):
        cells = [row.locator("td").all_text_contents() for row in group.locator("tr").all()]
        assert cells[0] == [*(f"{x:.4f}" for x in p), f"{score:.4f}"]
        assert cells[1] == [f"{x:.4f}" for x in q]
        minus = [float(x.replace("\u2212", "-")) for x in cells[2]]
        np.testing.assert_allclose(minus, np.subtract(p, q), atol=6e-5)


def test_a_model_that_cannot_stand_beside_is_told_at_its_field(wide_choice: Desk) -> None:
    for name in (BACK, "no-such-model", DEFAULT):
        wide_choice.open(text=SENTENCES[0], compare=name)
        expect(wide_choice.page.locator("#compare-error")).to_contain_text(name)
        wide_choice.shows(answer_of(wide_choice.page, SENTENCES[0]))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_comparison_fits_a_phone_and_axe_finds_nothing(wide_choice: Desk, theme: Any) -> None:
    page = wide_choice.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for names, width in ((ENGLISH, 360), (SIMPLIFIED, 1440)):
        page.set_viewport_size({"width": width, "height": 800})
        Desk(page, names).open(model=ONE, compare=OTHER, text=SENTENCES[1])
        expect(page.locator("#heatmap-difference .ytick").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]] == []
