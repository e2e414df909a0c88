"""Step by step on /attention: the player, the flow of one step, and how the sentence was read."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.attention.desk import CHINESE, OTHER, SENTENCE, SIMPLIFIED, Desk, answer_of
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def steps_of(page: Page, text: str, **asked: object) -> dict[str, Any]:
    return answer_of(page, text, detail="steps", **asked)


def opened(desk: Desk, **query: object) -> None:
    """The page with its steps in sight."""
    desk.open(**query)
    desk.page.locator("#steps").scroll_into_view_if_needed()
    expect(desk.page.locator("#pool li").first).to_be_visible(timeout=15_000)


def numbers(page: Page, kind: str) -> list[str]:
    return page.locator(f"#pool .pool__{kind} .bar__number").all_inner_texts()


def minus(text: str) -> str:
    return text.replace("-", "\u2212")


def test_a_step_shows_the_scores_weights_and_candidates_of_the_trace(english: Desk) -> None:
    page = english.page
    answer = steps_of(page, SENTENCE)
    opened(english, text=SENTENCE, step=3)
    step = answer["steps"][2]
    assert numbers(page, "score") == [minus(f"{score:.2f}") for score in step["scores"]]
    assert numbers(page, "weight") == [f"{weight:.4f}" for weight in step["weights"]]
    labels = page.locator("#candidates .candidate__token").all_inner_texts()
    assert labels == [one["token"] for one in step["candidates"]]
    expect(page.locator("#candidates [aria-current=true]")).to_have_text(
        re.compile(re.escape(step["chosen"]["token"]))
    )
    strongest = int(np.argmax(step["weights"]))
    expect(page.locator("#pool li").nth(strongest)).to_have_attribute("aria-selected", "true")


def test_keys_step_and_the_heatmap_goes_along(english: Desk) -> None:
    page = english.page
    answer = steps_of(page, SENTENCE)
    opened(english, text=SENTENCE)
    last = len(answer["steps"]) - 1
    page.locator("#flow-title").click()
    at = 0
    moves = {"ArrowRight": 1, "End": last, "ArrowLeft": last - 1, "Home": 0}
    for key, at in moves.items():
        page.keyboard.press(key)
        weights = [f"{weight:.4f}" for weight in answer["steps"][at]["weights"]]
        assert numbers(page, "weight") == weights
        expect(english.words("target").nth(at)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("step=2"))
    page.mouse.click(*english.cell(4, 2))
    expect(page.get_by_role("slider", name="Step", exact=True)).to_have_value("5")
    expect(page).to_have_url(re.compile("step=5&key=3"))


def test_what_is_worked_out_reconciles_with_the_arrays(english: Desk) -> None:
    page = english.page
    answer = steps_of(page, SENTENCE)
    keys, vector = (
        np.array(part) for part in (answer["keys"], answer["attention_parameters"]["vector"])
    )
    opened(english, text=SENTENCE, step=4)
    step = answer["steps"][3]
    for chosen in (1, 5):
        page.locator("#pool li").nth(chosen).click()
        expect(page.locator("#pool li").nth(chosen)).to_have_attribute("aria-selected", "true")
        expect(page).to_have_url(re.compile(f"key={chosen + 1}"))
        score = float(vector @ np.tanh(keys[chosen] + np.array(step["projected_query"])))
        assert score == pytest.approx(step["scores"][chosen], abs=1e-4)
        shown = page.locator("#flow-worked dd b").all_inner_texts()
        context = np.array(step["weights"]) @ np.array(answer["encoder"]["memory"])[:, 0]
        expected = [
            score,
            step["weights"][chosen],
            context,
            step["layers"][0]["cell"][0],
            step["layers"][0]["hidden"][0],
            step["chosen"]["log_probability"],
            step["chosen"]["probability"],
        ]
        for text, value in zip(shown, expected, strict=True):
            assert float(text.replace("\u2212", "-")) == pytest.approx(value, rel=1e-3, abs=1e-6)


LONG = "She lives near the river.  " * 2 + "Every morning she walks to work in the old town. " * 3


@pytest.mark.parametrize(
    "query", [{"text": SENTENCE, "search": "beam", "hypothesis": 2}, {"text": LONG, "sentence": 3}]
)
def test_the_steps_are_those_of_the_translation_that_is_looked_at(
    english: Desk, query: dict[str, Any]
) -> None:
    search = {"search": {"method": "beam", "size": 5, "length_penalty": 1.0}}
    answer = answer_of(english.page, query["text"], **search if "search" in query else {})
    shown = answer["segments"][2] if "sentence" in query else answer["hypotheses"][1]
    opened(english, **query, step=2)
    expected = [f"{weight:.4f}" for weight in shown["attention"][1]]
    written = [float(text) for text in numbers(english.page, "weight")]
    np.testing.assert_allclose(written, [float(text) for text in expected], atol=2e-4)
    expect(english.page.get_by_role("slider", name="Step", exact=True)).to_have_attribute(
        "max", str(len(shown["attention"]))
    )


def test_any_value_of_a_strip_can_be_read_with_the_keyboard(english: Desk) -> None:
    page = english.page
    answer = steps_of(page, OTHER)
    opened(english, text=OTHER, step=2)
    context = answer["steps"][1]["context"]
    strip = page.get_by_role("slider", name=f"context, {len(context)} values", exact=True)
    strip.focus()
    strip.press("ArrowRight")
    expect(strip).to_have_attribute("aria-valuetext", re.compile(r"^c\[2\] = "))
    told = strip.get_attribute("aria-valuetext") or ""
    value = float(told.split("=")[1].replace("\u2212", "-"))
    assert value == pytest.approx(context[1], rel=1e-3)
    expect(page.locator("#flow-worked")).to_contain_text("context [2]")
    page.locator("#flow-numbers summary").click()
    rows = page.locator("#flow-table tbody tr")
    expect(rows).to_have_count(max(len(context), len(answer["steps"][1]["rnn_input"])))
    assert minus(f"{context[1]:.5f}") in rows.nth(1).locator("td").all_inner_texts()


def test_a_failure_is_told_in_its_section_and_the_rest_goes_on(english: Desk, watch: Watch) -> None:
    page = english.page
    answer = answer_of(page, OTHER)
    problem = {"status": 503, "title": "Busy", "detail": "The model is busy."}

    def refuse(route: Route) -> None:
        if (route.request.post_data_json or {}).get("detail") == "steps":
            route.fulfill(status=503, json=problem, content_type="application/problem+json")
        else:
            route.continue_()

    watch.allow("503")
    page.route("**/api/v1/translate", refuse)
    english.open(text=OTHER)
    page.locator("#steps").scroll_into_view_if_needed()
    expect(page.locator("#flow-error")).to_have_text("The model is busy.")
    english.shows(answer)
    english.translate(SENTENCE)


def test_pressing_words_while_a_translation_runs_holds_nothing_up(english: Desk) -> None:
    page = english.page
    english.open(text=OTHER)
    english.shows(answer_of(page, OTHER))
    later = answer_of(page, SENTENCE)
    held: list[Route] = []
    page.route("**/api/v1/translate", lambda route: held.append(route))
    with page.expect_request("**/api/v1/translate"):
        english.box.fill(SENTENCE)
        english.button.click()
    english.view("Words").check(force=True)
    expect(english.heatmap.locator(".xtick")).to_have_count(len(OTHER.split()) + 1)
    held[0].continue_()
    expect(english.translation).to_have_text(later["target"]["text"])
    expect(english.heatmap.locator(".xtick")).to_have_count(len(SENTENCE.split()) + 1)
    expect(english.view("Words")).to_be_checked()
    english.says(text=SENTENCE, view="words")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_chinese_on_a_narrow_screen_axe_finds_nothing(page: Page, theme: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    desk = Desk(page, SIMPLIFIED)
    opened(desk, text=OTHER, step=2)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".player__place")).to_contain_text("第 3 步")
    assert CHINESE.search(page.locator("#flow-told").inner_text())
    expect(page.get_by_role("heading", name="编码器如何读句子")).to_be_visible()
    assert violations(page) == []


def test_a_direction_switched_off_tells_what_changes(english: Desk) -> None:
    page = english.page
    answer = answer_of(page, SENTENCE)
    opened(english, text=SENTENCE)
    page.get_by_role("radio", name="without backward").check(force=True)
    edit = {"zero_direction": "backward"}
    free = answer_of(page, SENTENCE, edit=edit)
    held = answer_of(page, SENTENCE, edit=edit, target=answer["target"]["text"])
    expect(page.locator("#without-text .quoted")).to_have_text(free["target"]["text"])
    expect(page.locator("#without-log")).to_contain_text(minus(f"{held['log_probability']:.3f}"))
    difference = np.abs(np.array(answer["attention"]) - np.array(held["attention"]))
    shown = page.locator("#without-moved .bar__number").all_inner_texts()
    np.testing.assert_allclose([float(text) for text in shown], difference.sum(1) / 2, atol=6e-5)
    expect(page).to_have_url(re.compile("without=backward"))
