"""Pointing on /attention, with the mouse and by keyboard alone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.attention.desk import (
    ENGLISH,
    OTHER,
    SENTENCE,
    Desk,
    answer_of,
    plain,
)

pytestmark = pytest.mark.browser


def test_pointing_at_a_cell_tells_its_weight_and_marks_both_words(desk: Desk) -> None:
    desk.open(text=SENTENCE)
    answer = answer_of(desk.page, SENTENCE)
    desk.shows(answer)
    for row, column in ((2, 1), (0, 3)):
        desk.point(row, column)
        weight = f"{answer['attention'][row][column]:.4f}"
        expect(desk.heatmap.locator(".hoverlayer")).to_contain_text(weight)
        target, source = (
            plain(answer[side]["tokens"][at]) for side, at in (("target", row), ("source", column))
        )
        colon = ": " if desk.names is ENGLISH else "："
        expect(desk.spoken).to_have_text(f"{target} ← {source}{colon}{weight}")
        expect(desk.words("target").nth(row)).to_have_class(re.compile("is-current"))
        expect(desk.words("source").nth(column)).to_have_class(re.compile("is-current"))
        for axis, at in (("xtick", column), ("ytick", row)):
            label = desk.heatmap.locator(f".{axis} text").nth(at)
            expect(label).to_have_class(re.compile("is-current"))
            expect(desk.heatmap.locator(f".{axis} text.is-current")).to_have_count(1)
        frame = desk.heatmap.locator(".mark--cell").bounding_box()
        assert frame is not None
        x, y = desk.cell(row, column)
        assert abs(frame["x"] + frame["width"] / 2 - x) < 1
        assert abs(frame["y"] + frame["height"] / 2 - y) < 1


def test_a_target_word_marks_its_row_and_shades_the_source_by_weight(english: Desk) -> None:
    english.open(text=SENTENCE)
    answer = answer_of(english.page, SENTENCE)
    english.shows(answer)
    row = 3
    english.words("target").nth(row).hover()
    expect(english.heatmap.locator(".mark--row")).to_be_visible()
    expect(english.heatmap.locator(".mark--column")).to_be_hidden()
    scale = english.page.evaluate(
        """() => [0, 1, 2, 3, 4].map((i) => getComputedStyle(document.documentElement)
                   .getPropertyValue(`--weight-${i}`).trim())"""
    )
    stops = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in scale])
    for column, weight in enumerate(answer["attention"][row]):
        word = english.words("source").nth(column)
        colour = word.evaluate("(word) => getComputedStyle(word).backgroundColor")
        if weight < 0.004:
            assert colour == "rgba(0, 0, 0, 0)"
        elif weight > 0.006:
            expected = [np.interp(weight, np.linspace(0, 1, 5), stops[:, i]) for i in range(3)]
            shown = [int(part) for part in re.findall(r"\d+", colour)]
            np.testing.assert_allclose(shown, expected, atol=1)


def test_a_source_word_marks_its_column(english: Desk) -> None:
    english.open(text=SENTENCE)
    answer = answer_of(english.page, SENTENCE)
    english.shows(answer)
    column = 2
    english.words("source").nth(column).hover()
    expect(english.heatmap.locator(".mark--column")).to_be_visible()
    expect(english.heatmap.locator(".mark--row")).to_be_hidden()
    weights = np.array(answer["attention"])[:, column]
    expect(english.spoken).to_contain_text(f"{weights.max():.4f}")
    strongest = int(weights.argmax())
    expect(english.words("target").nth(strongest)).to_have_class(re.compile("is-shaded"))


def test_a_click_chooses_the_row_and_leaving_returns_to_it(english: Desk) -> None:
    english.open(text=SENTENCE)
    answer = answer_of(english.page, SENTENCE)
    english.shows(answer)
    english.page.mouse.click(*english.cell(4, 2))
    english.page.mouse.move(1, 1)
    english.says(step=5)
    expect(english.words("target").nth(4)).to_have_attribute("aria-selected", "true")
    looked = english.page.locator("#looked")
    expect(looked).to_contain_text(plain(answer["target"]["tokens"][4]))
    english.words("target").nth(1).click()
    english.says(step=2)


def test_arrow_keys_read_the_heatmap_cell_by_cell(desk: Desk) -> None:
    desk.open(text=SENTENCE)
    answer = answer_of(desk.page, SENTENCE)
    desk.shows(answer)
    weights = np.array(answer["attention"])
    rows, columns = weights.shape
    row, column = 0, int(weights[0].argmax())

    def is_read() -> None:
        expect(desk.spoken).to_contain_text(f"{weights[row][column]:.4f}")
        expect(desk.words("target").nth(row)).to_have_class(re.compile("is-current"))

    desk.view(desk.names.tokens).focus()
    while not desk.heatmap.evaluate("(figure) => figure === document.activeElement"):
        desk.page.keyboard.press("Tab")
    is_read()
    moves = {
        "ArrowDown": lambda: (min(row + 1, rows - 1), column),
        "ArrowRight": lambda: (row, min(column + 1, columns - 1)),
        "End": lambda: (row, columns - 1),
        "PageDown": lambda: (rows - 1, column),
        "ArrowLeft": lambda: (row, max(column - 1, 0)),
        "ArrowUp": lambda: (max(row - 1, 0), column),
        "Home": lambda: (row, 0),
        "PageUp": lambda: (0, column),
    }
    for key in (*moves, "ArrowUp", "ArrowLeft"):
        desk.page.keyboard.press(key)
        row, column = moves[key]()
        is_read()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.says(step=2)
    desk.page.keyboard.press("Escape")
    expect(desk.heatmap.locator(".mark--cell")).to_be_hidden()


def test_each_sentence_is_one_stop_with_arrow_keys_inside(english: Desk) -> None:
    english.open(text=OTHER)
    answer = answer_of(english.page, OTHER)
    english.shows(answer)
    stops = english.page.locator("#target [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    english.page.keyboard.press("ArrowRight")
    expect(english.words("target").nth(1)).to_be_focused()
    expect(english.heatmap.locator(".mark--row")).to_be_visible()
    english.page.keyboard.press("End")
    end = english.words("target").last
    expect(end).to_be_focused()
    expect(end).to_have_attribute("aria-label", re.compile("</s>"))
    english.page.keyboard.press("Enter")
    english.says(step=len(answer["target"]["tokens"]))
