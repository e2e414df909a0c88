"""The address of /attention: links, back and forward, and the page without script."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.attention.desk import (
    CHINESE,
    ENGLISH,
    OTHER,
    SENTENCE,
    SIMPLIFIED,
    Desk,
    Names,
    answer_of,
    over_words,
    written,
)

pytestmark = pytest.mark.browser


def test_the_address_holds_the_state_and_back_and_forward_work(english: Desk) -> None:
    english.open(text=SENTENCE)
    first = answer_of(english.page, SENTENCE)
    english.shows(first)
    english.words("target").nth(2).click()
    second = english.translate(OTHER)
    english.says(text=OTHER, step="")
    english.page.go_back()
    english.shows(first)
    expect(english.box).to_have_value(SENTENCE)
    expect(english.words("target").nth(2)).to_have_attribute("aria-selected", "true")
    english.page.go_forward()
    english.shows(second)
    expect(english.box).to_have_value(OTHER)


def test_a_link_opens_the_same_view(english: Desk) -> None:
    answer = answer_of(english.page, SENTENCE)
    english.open(text=SENTENCE, view="words", step=answer["target"]["words"][2][1] + 1)
    expect(english.heatmap.locator(".xtick")).to_have_count(len(answer["source"]["words"]) + 1)
    expect(english.view("Words")).to_be_checked()
    expect(english.words("target").nth(2)).to_have_attribute("aria-selected", "true")
    np.testing.assert_allclose(english.drawn(), over_words(answer), atol=1e-9)


@pytest.mark.parametrize(
    "query", [{"step": "999", "key": "999"}, {"step": "0"}, {"step": "x", "view": "?"}]
)
def test_a_state_that_cannot_be_is_read_as_the_nearest_that_can(
    english: Desk, query: dict[str, str]
) -> None:
    english.open(text=OTHER, **query)
    english.shows(answer_of(english.page, OTHER))
    expect(english.page.locator("#target [aria-selected=true]")).to_have_count(1)


def test_the_link_can_be_copied(english: Desk) -> None:
    english.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    english.open(text=SENTENCE)
    english.shows(answer_of(english.page, SENTENCE))
    english.words("target").nth(1).click()
    english.page.get_by_role("button", name="Copy link").click()
    expect(english.page.get_by_role("button", name="Link copied")).to_be_visible()
    assert english.page.evaluate("navigator.clipboard.readText()") == english.page.url


@pytest.mark.parametrize("names", [ENGLISH, SIMPLIFIED], ids=["en", "zh"])
@pytest.mark.parametrize("view", ["tokens", "words"])
def test_without_script_there_is_the_translation_and_every_weight(
    still: Page, names: Names, view: str
) -> None:
    desk = Desk(still, names)
    desk.open(text=OTHER, view=view)
    answer = answer_of(still, OTHER)
    expect(desk.translation).to_have_text(answer["target"]["text"])
    expect(still.locator("#weights")).to_be_visible()
    expect(desk.heatmap).to_be_hidden()
    weights = answer["attention"] if view == "tokens" else over_words(answer).tolist()
    rows = still.locator("#weights tbody tr")
    expect(rows).to_have_count(len(weights))
    for row, expected in zip(rows.all(), written(weights), strict=True):
        assert row.locator("td").all_text_contents()[:-1] == expected
    columns = still.locator("#weights thead th").all_text_contents()[:-1]
    shown = answer["source"]["tokens"] if view == "tokens" else [*OTHER.split(), "</s>"]
    assert columns == shown


def test_without_script_the_form_works_and_keeps_the_language(still: Page) -> None:
    desk = Desk(still, SIMPLIFIED)
    desk.open()
    desk.box.fill(SENTENCE)
    desk.button.click()
    expect(desk.translation).to_have_text(answer_of(still, SENTENCE)["target"]["text"])
    expect(desk.box).to_have_value(SENTENCE)


def test_without_script_a_wrong_sentence_is_told_at_the_field(still: Page) -> None:
    for names in (ENGLISH, SIMPLIFIED):
        desk = Desk(still, names)
        desk.open(text="   ")
        expect(desk.error).to_be_visible()
        assert bool(CHINESE.search(desk.error.inner_text())) == (names is SIMPLIFIED)
        expect(desk.box).to_have_attribute("aria-invalid", "true")
        expect(still.locator("#answer")).to_be_hidden()
