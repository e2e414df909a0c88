"""Wrong, odd and very long input on /attention."""

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Route, expect

from models import limits
from tests.browser.attention.desk import (
    CHINESE,
    OTHER,
    SENTENCE,
    SIMPLIFIED,
    Desk,
    answer_of,
)
from tests.browser.conftest import Watch
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


WRONG = {
    "empty": "",
    "blanks": " \n ",
    "too many characters": "a" * (limits.SENTENCE_CHARACTERS + 1),
    "too many tokens": "dog " * (limits.SENTENCE_TOKENS + 1),
    "NUL": "I am\0 here.",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_sentence_is_told_at_the_field_and_the_last_answer_stays(
    desk: Desk, watch: Watch, text: str
) -> None:
    watch.allow("422")
    desk.open(text=OTHER)
    answer = answer_of(desk.page, OTHER)
    desk.shows(answer)
    desk.box.fill(text)
    desk.button.click()
    expect(desk.error).to_be_visible()
    assert bool(CHINESE.search(desk.error.inner_text())) == (desk.names is SIMPLIFIED)
    expect(desk.box).to_have_attribute("aria-invalid", "true")
    expect(desk.box).to_have_accessible_description(re.compile(re.escape(told(desk.error))))
    assert desk.box.input_value() == text
    expect(desk.page.locator("#stale")).to_contain_text(OTHER)
    desk.shows(answer)
    desk.translate(SENTENCE)
    expect(desk.error).to_be_hidden()
    expect(desk.page.locator("#stale")).to_be_hidden()


def told(error: Locator) -> str:
    return " ".join(error.inner_text().split())


def test_an_unknown_model_is_named_and_the_default_one_click_away(desk: Desk) -> None:
    desk.open(text=OTHER, model="no-such-model")
    error = desk.page.locator("#model-error")
    expect(error).to_contain_text("no-such-model")
    assert bool(CHINESE.search(error.inner_text())) == (desk.names is SIMPLIFIED)
    expect(desk.box).to_have_value(OTHER)
    error.get_by_role("link").click()
    desk.shows(answer_of(desk.page, OTHER))


def test_a_server_without_a_model_says_so(
    desk: Desk, watch: Watch, server_without_model: str
) -> None:
    watch.allow("503|another host")
    desk.page.goto(f"{server_without_model}/attention?{urlencode({'lang': desk.names.query})}")
    expect(desk.error).to_be_visible()
    desk.box.fill(OTHER)
    desk.button.click()
    expect(desk.error).to_be_visible()
    assert bool(CHINESE.search(desk.error.inner_text())) == (desk.names is SIMPLIFIED)
    expect(desk.box).to_have_value(OTHER)
    expect(desk.page.locator("#answer")).to_be_hidden()


def test_a_lost_connection_keeps_the_text_and_works_again_later(desk: Desk, watch: Watch) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    desk.open(text=OTHER)
    answer = answer_of(desk.page, OTHER)
    desk.shows(answer)
    desk.page.context.set_offline(True)
    desk.box.fill(SENTENCE)
    desk.button.click()
    expect(desk.error).to_be_visible()
    assert bool(CHINESE.search(desk.error.inner_text())) == (desk.names is SIMPLIFIED)
    expect(desk.box).to_have_value(SENTENCE)
    desk.page.context.set_offline(False)
    desk.button.click()
    desk.shows(answer_of(desk.page, SENTENCE))
    expect(desk.error).to_be_hidden()


def test_a_newer_sentence_makes_an_older_one_void(english: Desk) -> None:
    english.open(text=OTHER)
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "slow" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    english.page.route("**/api/v1/translate", hold)
    failed: list[str] = []
    english.page.on("requestfailed", lambda request: failed.append(request.post_data or ""))
    english.box.fill("This one is slow.")
    english.button.click()
    expect(english.page.locator("#busy")).not_to_be_empty()
    expect(english.page.locator("#answer")).to_have_attribute("aria-busy", "true")
    english.translate(SENTENCE)
    expect(english.page.locator("#busy")).to_be_empty()
    assert len(held) == 1
    assert len(failed) == 1
    assert "slow" in failed[0]
    english.says(text=SENTENCE)


def test_markup_is_shown_as_text(english: Desk) -> None:
    text = "<b>hi</b> </s> <img src=x onerror=alert(1)> & <a href='/x'>you</a> {0} %{x}"
    english.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    english.open(text=text)
    answer = answer_of(english.page, text)
    english.shows(answer)
    expect(english.page.locator("#source")).to_have_text(text)
    for view in ("Words", "Tokens"):
        english.view(view).check(force=True)
        shown = [*text.split(), "</s>"] if view == "Words" else answer["source"]["tokens"]
        labels = english.heatmap.locator(".xtick text")
        expect(labels).to_have_count(len(shown))
        assert [label.removesuffix("…") for label in labels.all_text_contents()] == [
            label if len(label) <= 22 else label[:21] for label in shown
        ]
        english.point(0, 0)
        expect(english.heatmap.locator(".hoverlayer")).to_contain_text(shown[0].lstrip("\u2581"))
    expect(english.page.locator("main img, main a[href='/x'], main .running b")).to_have_count(0)
    expect(english.heatmap.locator("a")).to_have_count(0)


def test_unknown_characters_are_shown_and_explained(english: Desk) -> None:
    text = "The 龘 is here."
    english.open(text=text)
    answer = answer_of(english.page, text)
    assert "<unk>" in answer["source"]["tokens"]
    english.shows(answer)
    assert "<unk>" in english.heatmap.locator(".xtick text").all_text_contents()
    expect(english.page.locator("#unknown-note")).to_be_visible()
    expect(english.page.locator("#source .word--unknown")).to_have_text("龘")
    english.translate(OTHER)
    expect(english.page.locator("#unknown-note")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_wide_sentence_scrolls_inside_the_figure(english: Desk, width: int) -> None:
    english.page.set_viewport_size({"width": width, "height": 800})
    text = " ".join(["dog"] * (limits.SENTENCE_TOKENS - 2)) + "."
    english.open(text=text)
    english.shows(answer_of(english.page, text))
    assert english.page.evaluate("document.documentElement.scrollWidth") <= width
    scrolled, shown = english.heatmap.evaluate(
        "(figure) => [figure.scrollWidth, figure.clientWidth]"
    )
    assert scrolled > 2 * shown
    english.heatmap.focus()
    english.page.keyboard.press("End")
    cursor = english.heatmap.locator(".mark--cell")
    expect(cursor).to_be_in_viewport(ratio=0.9)
    labels = english.heatmap.locator(".heatmap__rows div").first
    expect(labels).to_be_in_viewport()


def test_the_whole_of_a_wide_figure_fits_with_fewer_labels_and_back(english: Desk) -> None:
    english.page.set_viewport_size({"width": 1440, "height": 900})
    text = " ".join(["dog"] * (limits.SENTENCE_TOKENS - 2)) + "."
    english.open(text=text)
    answer = answer_of(english.page, text)
    english.shows(answer)
    page, zoom = english.page, english.page.locator("#zoom")
    width = "(figure) => figure.scrollWidth - figure.clientWidth"
    assert english.heatmap.evaluate(width) > 1000
    zoom.click()
    expect(zoom).to_have_text("Zoom in")
    assert english.heatmap.evaluate(width) <= 1
    labels = [text.strip() for text in english.heatmap.locator(".xtick").all_text_contents()]
    assert labels[0] == answer["source"]["tokens"][0]
    assert 5 < sum(map(bool, labels)) < len(labels) / 2
    row = len(answer["target"]["tokens"]) // 2
    english.point(row, 100)
    expect(english.spoken).to_contain_text(f"{answer['attention'][row][100]:.4f}")
    english.says(zoom="out")
    page.reload()
    expect(zoom).to_have_text("Zoom in")
    zoom.click()
    expect(zoom).to_have_text("Whole figure")
    english.says(zoom="")
    english.open(text=OTHER)
    english.shows(answer_of(page, OTHER))
    expect(zoom).to_be_hidden()


def test_the_figure_follows_the_theme(english: Desk) -> None:
    english.open(text=OTHER)
    answer = answer_of(english.page, OTHER)
    english.shows(answer)
    scale = "JSON.stringify(document.querySelector('.heatmap__plot').data[0].colorscale)"
    light = english.page.evaluate(scale)
    english.page.locator("#theme-switch").click()
    until(english.page, lambda: english.page.evaluate(scale) != light)
    english.shows(answer)
    paper = english.page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--weight-0').trim()"
    )
    assert paper in english.page.evaluate(scale)
