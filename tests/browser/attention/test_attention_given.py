"""A translation of the reader's own, or its beginning, on /attention."""

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.attention.desk import CHINESE, OTHER, SENTENCE, SIMPLIFIED, Desk, answer_of
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

TARGET = "Je suis à la plage."
PREFIX = "Nous somm"


def give(desk: Desk, text: str) -> None:
    if not desk.page.locator("#own").is_visible():
        desk.page.locator("#own-details summary").click()
    desk.page.locator("#own").fill(text)


def begin(desk: Desk, only: bool) -> None:
    desk.page.locator(f'input[name="prefix"][value="{int(only)}"]').check(force=True)


def strip(page: Page) -> list[list[str]]:
    """Word, probability and second number, as they are read."""
    found: list[list[str]] = page.locator("#chances li").evaluate_all(
        "(words) => words.map((word) => ['bdi', 'b', 'span:not(.visually-hidden)']"
        ".map((name) => word.querySelector(name).textContent))"
    )
    return found


def starts_of(answer: dict[str, Any]) -> list[int]:
    return [*(first for first, _ in answer["target"]["words"]), len(answer["attention"]) - 1]


def logs_of(answer: dict[str, Any]) -> list[float]:
    """Of each word and of the end."""
    chances = answer["hypotheses"][0]["token_log_probabilities"]
    words = [*answer["target"]["words"], [len(chances) - 1] * 2]
    return [sum(chances[first : last + 1]) for first, last in words]


def test_a_given_translation_shows_how_likely_each_word_is(desk: Desk) -> None:
    desk.open(text=OTHER)
    own = answer_of(desk.page, OTHER)
    desk.shows(own)
    expect(desk.page.locator("#given")).to_be_hidden()
    give(desk, TARGET)
    desk.page.keyboard.press("Enter")
    answer = answer_of(desk.page, OTHER, target=TARGET)
    desk.shows(answer)
    read = strip(desk.page)
    assert [word for word, *_ in read] == [*TARGET.split(), "</s>"]
    for (_, chance, log), expected in zip(read, logs_of(answer), strict=True):
        assert float(log.replace("−", "-")) == pytest.approx(expected, abs=5.1e-4)
        rounding = 5.1e-5 if "e" not in chance else 0.5 * math.exp(expected)
        assert float(chance.replace("−", "-")) == pytest.approx(math.exp(expected), abs=rounding)
    total = f"{answer['log_probability']:.3f}".replace("-", "−")
    expect(desk.page.locator("#given-sum")).to_contain_text(total)
    expect(desk.page.locator("#log-probability")).to_have_text(total)
    note = desk.page.locator("#given-note").inner_text()
    assert bool(CHINESE.search(note)) == (desk.names is SIMPLIFIED)
    expect(desk.page.locator("#target .word--given")).to_have_count(0)
    desk.says(text=OTHER, target=TARGET, prefix="")
    desk.page.locator("#by-itself").click()
    desk.shows(own)
    expect(desk.page.locator("#given")).to_be_hidden()
    expect(desk.page.locator("#own")).to_have_value("")
    desk.says(target="")
    desk.page.go_back()
    desk.shows(answer)
    expect(desk.page.locator("#own")).to_have_value(TARGET)


def test_from_a_beginning_the_model_goes_on_and_the_beginning_is_marked(english: Desk) -> None:
    english.open(text=OTHER)
    english.shows(answer_of(english.page, OTHER))
    give(english, PREFIX)
    begin(english, only=True)
    answer = answer_of(english.page, OTHER, target_prefix=PREFIX)
    english.shows(answer)
    assert answer["target"]["text"].startswith(PREFIX)
    given = english.page.locator("#target .word--given")
    assert "".join(given.all_text_contents()) == PREFIX.replace(" ", "")
    marks = english.page.locator("#chances li").evaluate_all(
        "(words) => words.map((word) => word.dataset.given)"
    )
    forced = answer["target"]["forced"]
    ends = [last for _, last in answer["target"]["words"]]
    assert [mark != "none" for mark in marks] == [first < forced for first in starts_of(answer)]
    assert [mark == "all" for mark in marks] == [*(last < forced for last in ends), False]
    english.says(target=PREFIX, prefix="1")
    english.page.reload()
    english.shows(answer)
    expect(given.first).to_be_visible()
    english.page.set_viewport_size({"width": 360, "height": 740})
    assert violations(english.page) == []
    assert english.page.evaluate("document.documentElement.scrollWidth") == 360
    begin(english, only=False)
    english.shows(answer_of(english.page, OTHER, target=PREFIX))
    expect(given).to_have_count(0)
    english.says(target=PREFIX, prefix="")


def test_the_steps_are_those_of_the_given_translation(english: Desk) -> None:
    english.open(text=OTHER, target=TARGET, step=5)
    answer = answer_of(english.page, OTHER, target=TARGET, detail="steps", arrays="base64")
    english.page.locator("#steps").scroll_into_view_if_needed()
    chosen = english.page.locator("#candidates [aria-current]")
    expect(chosen).to_contain_text(answer["target"]["tokens"][4].lstrip("\u2581"))
    probability = answer["steps"][4]["chosen"]["probability"]
    assert probability < 0.01
    expect(english.page.locator("#flow-told")).to_contain_text(f"{probability:.4f}")


@pytest.mark.parametrize(
    ("text", "only", "says"),
    [("Je 龘", True, "龘"), ("chat " * 140, False, "128")],
)
def test_what_cannot_be_given_is_told_at_its_field(
    english: Desk, watch: Watch, text: str, only: bool, says: str
) -> None:
    watch.allow("422")
    english.open(text=OTHER)
    answer = answer_of(english.page, OTHER)
    english.shows(answer)
    give(english, "Je")
    begin(english, only=only)
    give(english, text)
    english.page.keyboard.press("Enter")
    error = english.page.locator("#own-error")
    expect(error).to_contain_text(says)
    expect(english.page.locator("#own")).to_have_attribute("aria-invalid", "true")
    expect(english.page.locator("#own")).to_have_accessible_description(re.compile(says))
    expect(english.error).to_be_empty()
    expect(english.page.locator("#stale")).to_contain_text(OTHER)
    give(english, "")
    english.page.keyboard.press("Enter")
    expect(error).to_be_empty()
    english.shows(answer)


def test_another_example_lets_the_given_translation_go(english: Desk) -> None:
    english.open(text=SENTENCE, target=TARGET)
    english.shows(answer_of(english.page, SENTENCE, target=TARGET))
    link = english.page.locator("#examples a").nth(1)
    text = link.get_attribute("data-text") or ""
    link.click()
    english.shows(answer_of(english.page, text))
    english.says(target="", text=text)


def test_two_models_read_the_given_translation(wide_choice: Desk) -> None:
    text, target = "They buy a green hat here.", "ils achètent un manteau vert ici."
    wide_choice.open(text=text, target=target, compare="small-dot")
    answers = [
        answer_of(wide_choice.page, text, target=target, model=name)
        for name in ("en-fr-additive", "small-dot")
    ]
    expect(wide_choice.page.locator("#compared-how")).to_contain_text("small-dot")
    expect(wide_choice.heatmap_of("small-dot")).to_be_visible()
    for (_, *read), *logs in zip(strip(wide_choice.page), *map(logs_of, answers), strict=True):
        for chance, log in zip(read, logs, strict=True):
            if "e" not in chance:
                assert float(chance) == pytest.approx(math.exp(log), abs=5.1e-5)
    for answer in answers:
        total = f"{answer['log_probability']:.3f}".replace("-", "−")
        expect(wide_choice.page.locator("#given-sum")).to_contain_text(total)


def test_without_script_the_form_gives_a_translation_and_its_beginning(still: Page) -> None:
    still.goto("/attention?text=I+am+at+home.")
    still.locator("#own-details summary").click()
    still.locator("#own").fill(PREFIX)
    still.locator('input[name="prefix"][value="1"]').check(force=True)
    still.get_by_role("button", name="Translate", exact=True).click()
    answer = answer_of(still, OTHER, target_prefix=PREFIX)
    expect(still.locator("#target")).to_have_text(answer["target"]["text"])
    assert [float(log.replace("−", "-")) for *_, log in strip(still)] == pytest.approx(
        logs_of(answer), abs=5.1e-4
    )
    still.get_by_role("link", name="Let the model translate by itself").click()
    expect(still.locator("#target")).to_have_text(answer_of(still, OTHER)["target"]["text"])
