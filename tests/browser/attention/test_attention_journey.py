"""The main journey on /attention: translate, read over words, save."""

import re
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Request, expect

from app.page_contexts.attention_examples import EXAMPLES
from tests.browser.attention.desk import (
    OTHER,
    SENTENCE,
    Desk,
    answer_of,
    over_words,
    plain,
    table_of,
    written,
)

pytestmark = pytest.mark.browser


def test_a_sentence_becomes_a_translation_and_its_heatmap(desk: Desk) -> None:
    desk.open()
    answer = desk.translate(SENTENCE)
    np.testing.assert_allclose(desk.drawn(), answer["attention"], atol=1e-9)
    first_cell = desk.cell(0, 0)
    boxes = desk.page.evaluate(
        """() => ["xtick", "ytick"].map((name) =>
             [...document.querySelectorAll(`.heatmap .${name} text`)]
               .map((label) => label.getBoundingClientRect())
               .map(({x, y, bottom}) => ({x, y, bottom})))"""
    )
    across, down = boxes
    assert [box["x"] for box in across] == sorted(box["x"] for box in across)
    assert [box["y"] for box in down] == sorted(box["y"] for box in down)
    assert all(box["bottom"] < first_cell[1] for box in across)
    for side, axis in (("source", "xtick"), ("target", "ytick")):
        labels = desk.heatmap.locator(f".{axis} text").all_text_contents()
        assert labels == answer[side]["tokens"]


def test_enter_translates_and_shift_enter_starts_a_line(english: Desk) -> None:
    english.open()
    english.box.fill("I am")
    english.box.press("Shift+Enter")
    english.box.press_sequentially("at home.")
    assert english.box.input_value() == "I am\nat home."
    english.box.press("Enter")
    english.shows(answer_of(english.page, "I am\nat home."))
    assert english.box.input_value() == "I am\nat home."


def test_the_first_paint_needs_no_second_request(english: Desk) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "steps" not in (request.post_data or ""):
            asked.append(urlsplit(request.url).path)

    english.page.on("request", note)
    english.open(text=OTHER)
    english.shows(answer_of(english.page, OTHER))
    assert not [path for path in asked if path.startswith("/api/")]


@pytest.mark.parametrize("example", EXAMPLES["en"], ids=lambda example: example.kind)
def test_an_example_is_one_click_away(english: Desk, example: Any) -> None:
    english.open(text=OTHER)
    english.page.get_by_role("link", name=example.text).click()
    expect(english.box).to_have_value(example.text)
    english.shows(answer_of(english.page, example.text))
    current = english.page.locator(".examples [aria-current=true]")
    expect(current).to_have_attribute("data-text", example.text)


def test_words_add_columns_and_average_rows(desk: Desk) -> None:
    text = "The unbelievable grandmother refused, stubbornly, to unlock it."
    desk.open(text=text, step=4)
    answer = answer_of(desk.page, text)
    desk.shows(answer)
    desk.view(desk.names.words).check(force=True)
    expected = over_words(answer)
    expect(desk.heatmap.locator(".xtick")).to_have_count(expected.shape[1])
    expect(desk.heatmap.locator(".ytick")).to_have_count(expected.shape[0])
    np.testing.assert_allclose(desk.drawn(), expected, atol=1e-9)
    np.testing.assert_allclose(desk.drawn().sum(axis=1), 1, atol=1e-4)
    labels = desk.heatmap.locator(".xtick text").all_text_contents()
    assert labels == [*text.split(), "</s>"]
    holding = next(i for i, (a, b) in enumerate(answer["target"]["words"]) if a <= 3 <= b)
    desk.says(view="words", step=4)
    expect(desk.words("target").nth(holding)).to_have_attribute("aria-selected", "true")
    expect(desk.translation).to_have_text(answer["target"]["text"])
    desk.view(desk.names.tokens).check(force=True)
    desk.shows(answer)
    np.testing.assert_allclose(desk.drawn(), answer["attention"], atol=1e-9)


def test_the_strip_tells_where_a_token_looked(desk: Desk) -> None:
    desk.open(text=SENTENCE)
    answer = answer_of(desk.page, SENTENCE)
    desk.shows(answer)
    for row, weights in enumerate(answer["attention"]):
        desk.words("target").nth(row).click()
        told = desk.page.locator("#looked").inner_text()
        percents = [int(number) for number in re.findall(r"(\d+)\s%", told)]
        assert sum(percents) == 100
        order = np.argsort(weights)[::-1]
        for percent, column in zip(percents[:-1], order, strict=False):
            assert abs(percent - 100 * weights[column]) < 1
            assert plain(answer["source"]["tokens"][column]) in told
        bars = desk.page.locator("#bars li")
        expect(bars).to_have_count(len(percents))
        track, fill = bars.first.locator("span span").evaluate(
            "(bar) => [bar.parentElement.clientWidth, bar.getBoundingClientRect().width]"
        )
        assert fill / track == pytest.approx(max(weights), abs=0.01)


def test_the_table_holds_every_number(english: Desk) -> None:
    english.open(text=SENTENCE)
    answer = answer_of(english.page, SENTENCE)
    english.shows(answer)
    english.page.locator("#numbers summary").click()
    assert table_of(english.page) == written(answer["attention"])
    english.view("Words").check(force=True)
    assert table_of(english.page) == written(over_words(answer).tolist())


def test_the_figure_can_be_saved(english: Desk) -> None:
    english.open(text=OTHER)
    english.shows(answer_of(english.page, OTHER))
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with english.page.expect_download() as download:
            english.page.get_by_role("button", name=f"Save the figure as {kind}").click()
        assert download.value.path().read_bytes().startswith(start)
