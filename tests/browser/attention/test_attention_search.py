"""Beam search and long texts on /attention: each translation and each sentence by itself."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.attention.desk import (
    ENGLISH,
    SENTENCE,
    SIMPLIFIED,
    Desk,
    answer_of,
    table_of,
    written,
)

pytestmark = pytest.mark.browser

LONG = (
    "My sister lives in a small house near the river.  She has two dogs and a big black cat.\n"
    "Every morning she walks to work, and in the evening she reads a book in the garden. "
    "Is she happy?"
)


def beam(size: int, length_penalty: float) -> dict[str, Any]:
    return {"method": "beam", "size": size, "length_penalty": length_penalty}


def number(text: str) -> float:
    return float(text.replace("\u2212", "-"))


def test_a_beam_lists_its_translations_each_with_its_own_attention(english: Desk) -> None:
    english.open(text=SENTENCE)
    english.shows(answer_of(english.page, SENTENCE))
    english.page.get_by_role("combobox", name="Search").select_option("beam")
    english.page.get_by_role("spinbutton", name="length penalty").fill("0.6")
    english.page.get_by_role("spinbutton", name="size").fill("4")
    english.page.keyboard.press("Enter")
    answer = answer_of(english.page, SENTENCE, search=beam(4, 0.6))
    lines = english.page.locator("#beam-lines a")
    expect(lines).to_have_count(4)
    english.shows(answer)
    english.says(search="beam", size=4, length_penalty=0.6)
    for place, hypothesis in enumerate(answer["hypotheses"]):
        line = lines.nth(place)
        line.click()
        expect(line).to_have_attribute("aria-current", "true")
        expect(line).to_contain_text(hypothesis["text"])
        english.shows({**answer, "target": hypothesis})
        np.testing.assert_allclose(english.drawn(), hypothesis["attention"], atol=1e-9)
        score = number(line.locator(".beam__score").inner_text())
        tokens = len(hypothesis["tokens"])
        expected = hypothesis["log_probability"] / ((5 + tokens) / 6) ** 0.6
        assert score == pytest.approx(expected, abs=6e-4)
        assert f"((5 + {tokens}) ÷ 6)^0.6" in english.page.locator("#beam-note").inner_text()
        english.says(hypothesis=place + 1 if place else "")
    english.page.go_back()
    english.shows({**answer, "target": answer["hypotheses"][2]})


def test_an_answer_leaves_alone_what_is_being_set(english: Desk) -> None:
    english.open(text=SENTENCE)
    english.shows(answer_of(english.page, SENTENCE))
    held: list[Route] = []
    english.page.route("**/api/v1/translate", lambda route: held.append(route))
    with english.page.expect_request("**/api/v1/translate"):
        english.page.get_by_role("combobox", name="Search").select_option("beam")
    penalty = english.page.get_by_role("spinbutton", name="length penalty")
    penalty.fill("0.3")
    held[0].continue_()
    expect(english.page.locator("#beam-lines a")).to_have_count(5)
    expect(penalty).to_have_value("0.3")


def test_a_link_opens_a_translation_of_a_beam_without_script(still: Page) -> None:
    desk = Desk(still, SIMPLIFIED)
    desk.open(text=SENTENCE, search="beam", size=3, hypothesis=2)
    second = answer_of(still, SENTENCE, search=beam(3, 1.0))["hypotheses"][1]
    expect(desk.translation).to_have_text(second["text"])
    assert table_of(still) == written(second["attention"])
    still.locator("#beam-lines a").nth(2).click()
    third = answer_of(still, SENTENCE, search=beam(3, 1.0))["hypotheses"][2]
    expect(desk.translation).to_have_text(third["text"])
    assert table_of(still) == written(third["attention"])


@pytest.mark.parametrize("query", [{"size": "99"}, {"size": "x"}, {"length_penalty": "7"}])
def test_a_search_that_cannot_be_is_the_usual_one(english: Desk, query: dict[str, str]) -> None:
    english.open(text=SENTENCE, search="beam", **query)
    answer = answer_of(english.page, SENTENCE, search=beam(5, 1.0))
    english.shows(answer)
    expect(english.page.locator("#beam-lines a")).to_have_count(len(answer["hypotheses"]))


def test_each_sentence_of_a_long_text_has_its_own_heatmap(english: Desk) -> None:
    english.open()
    english.box.fill(LONG)
    english.button.click()
    answer = answer_of(english.page, LONG)
    assert len(answer["segments"]) == 4
    whole = re.sub(r"\s+", " ", answer["target"]["text"])
    for place, segment in enumerate(answer["segments"]):
        english.page.get_by_role("link", name=f"Sentence {place + 1}", exact=True).click()
        expect(english.page.locator("#target")).to_have_text(segment["target"]["text"])
        ticks = english.heatmap.locator(".ytick")
        expect(ticks).to_have_count(len(segment["target"]["tokens"]))
        np.testing.assert_allclose(english.drawn(), segment["attention"], atol=1e-9)
        expect(english.translation).to_have_text(whole)
        expect(english.page.locator("#source-passage")).to_have_text(re.sub(r"\s+", " ", LONG))
        english.says(sentence=place + 1 if place else "")
    english.page.locator("#target-passage a").first.click()
    expect(english.page.locator("#source")).to_have_text(answer["segments"][0]["source"]["text"])
    english.page.go_back()
    expect(english.page.locator("#source")).to_have_text("Is she happy?")
    english.translate(SENTENCE)
    expect(english.page.locator("#pages")).to_be_hidden()


@pytest.mark.parametrize("names", [ENGLISH, SIMPLIFIED], ids=["en", "zh"])
def test_without_script_each_sentence_is_a_link_and_a_table(still: Page, names: Any) -> None:
    desk = Desk(still, names)
    desk.open(text=LONG)
    answer = answer_of(still, LONG)
    still.locator("#source-passage a").nth(1).click()
    third = answer["segments"][2]
    expect(still.locator("#source")).to_have_text(third["source"]["text"])
    expect(desk.translation).to_have_text(re.sub(r"\s+", " ", answer["target"]["text"]))
    assert table_of(still) == written(third["attention"])
    current = still.locator("#pages [aria-current=true]")
    expect(current).to_have_text("3")
