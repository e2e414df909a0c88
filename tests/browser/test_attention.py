"""Journeys on /attention, against numbers worked out here from the API's answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.page_contexts.attention import EXAMPLES
from models import limits
from tests.browser.conftest import Watch

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("model")]

SENTENCE = "The little girl wants to buy a new book."
OTHER = "I am at home."
CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Names:
    """Accessible names of the page in one language."""

    query: str
    sentence: str
    translate: str
    translation: str
    heatmap: str
    tokens: str
    words: str


ENGLISH = Names(
    "en", "Sentence", "Translate", "Translation", "Attention heatmap", "Tokens", "Words"
)
SIMPLIFIED = Names("zh", "句子", "翻译", "译文", "注意力热图", "词元", "词")


@dataclass(frozen=True)
class Desk:
    """The page as a reader finds it: by roles and names."""

    page: Page
    names: Names = ENGLISH

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.names.sentence, exact=True)

    @property
    def button(self) -> Locator:
        return self.page.get_by_role("button", name=self.names.translate, exact=True)

    @property
    def translation(self) -> Locator:
        return self.page.get_by_role("status", name=self.names.translation, exact=True)

    @property
    def heatmap(self) -> Locator:
        return self.page.get_by_role("figure", name=self.names.heatmap, exact=True)

    @property
    def spoken(self) -> Locator:
        return self.page.locator("#spoken")

    @property
    def error(self) -> Locator:
        return self.page.locator("#sentence-error")

    def view(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    def words(self, side: str) -> Locator:
        return self.page.locator(f"#{side} [role=option]")

    def open(self, **query: object) -> None:
        asked = {"lang": self.names.query, **query}
        self.page.goto(f"/attention?{urlencode(asked)}")

    def translate(self, text: str) -> dict[str, Any]:
        self.box.fill(text)
        self.button.click()
        answer = answer_of(self.page, text)
        self.shows(answer)
        return answer

    def shows(self, answer: dict[str, Any]) -> None:
        """Wait until the whole page shows an answer, token by token."""
        expect(self.translation).to_have_text(answer["target"]["text"])
        expect(self.heatmap.locator(".xtick")).to_have_count(len(answer["source"]["tokens"]))
        expect(self.heatmap.locator(".ytick")).to_have_count(len(answer["target"]["tokens"]))

    def drawn(self) -> np.ndarray[Any, Any]:
        """The weights as Plotly has them."""
        z = self.page.evaluate("document.querySelector('.heatmap__plot').data[0].z")
        return np.array(z)

    def cell(self, row: int, column: int) -> tuple[float, float]:
        """The middle of a cell on the screen, from Plotly's own scales."""
        self.heatmap.scroll_into_view_if_needed()
        x, y = self.page.evaluate(
            """([row, column]) => {
              const plot = document.querySelector(".heatmap__plot");
              const box = plot.querySelector(".main-svg").getBoundingClientRect();
              const {xaxis, yaxis} = plot._fullLayout;
              return [box.x + xaxis._offset + xaxis.d2p(column),
                      box.y + yaxis._offset + yaxis.d2p(row)];
            }""",
            [row, column],
        )
        return x, y

    def point(self, row: int, column: int) -> None:
        self.page.mouse.move(*self.cell(row, column))

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}


@pytest.fixture(params=[ENGLISH, SIMPLIFIED], ids=["en", "zh"])
def desk(request: pytest.FixtureRequest, page: Page) -> Desk:
    return Desk(page, request.param)


@pytest.fixture
def english(page: Page) -> Desk:
    return Desk(page)


def answer_of(page: Page, text: str) -> dict[str, Any]:
    answer: dict[str, Any] = page.request.post("/api/v1/translate", data={"text": text}).json()
    return answer


def plain(token: str) -> str:
    """What a token is called in a sentence of the page."""
    if token.startswith("\u2581"):
        return token[1:]
    return f"-{token}" if token[0].isalnum() else token


def over_words(answer: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Attention between words: columns added, rows averaged, </s> by itself."""
    weights = np.array(answer["attention"])
    rows, columns = (
        [*answer[side]["words"], [len(answer[side]["tokens"]) - 1] * 2]
        for side in ("target", "source")
    )
    added = np.stack([weights[:, a : b + 1].sum(axis=1) for a, b in columns], axis=1)
    return np.stack([added[a : b + 1].mean(axis=0) for a, b in rows])


# The main journey


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
    english.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    english.open(text=OTHER)
    english.shows(answer_of(english.page, OTHER))
    assert not [path for path in asked if path.startswith("/api/")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.kind)
def test_an_example_is_one_click_away(english: Desk, example: Any) -> None:
    english.open(text=OTHER)
    english.page.get_by_role("link", name=example.text).click()
    expect(english.box).to_have_value(example.text)
    english.shows(answer_of(english.page, example.text))
    current = english.page.locator(".examples [aria-current=true]")
    expect(current).to_have_attribute("data-text", example.text)


# Pointing


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
        frame = desk.page.locator(".mark--cell").bounding_box()
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
    expect(english.page.locator(".mark--row")).to_be_visible()
    expect(english.page.locator(".mark--column")).to_be_hidden()
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
    expect(english.page.locator(".mark--column")).to_be_visible()
    expect(english.page.locator(".mark--row")).to_be_hidden()
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
    assert english.query["row"] == "4"
    expect(english.words("target").nth(4)).to_have_attribute("aria-selected", "true")
    looked = english.page.locator("#looked")
    expect(looked).to_contain_text(plain(answer["target"]["tokens"][4]))
    english.words("target").nth(1).click()
    assert english.query["row"] == "1"


# Keyboard


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
    assert desk.query["row"] == "1"
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator(".mark--cell")).to_be_hidden()


def test_each_sentence_is_one_stop_with_arrow_keys_inside(english: Desk) -> None:
    english.open(text=OTHER)
    answer = answer_of(english.page, OTHER)
    english.shows(answer)
    stops = english.page.locator("#target [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    english.page.keyboard.press("ArrowRight")
    expect(english.words("target").nth(1)).to_be_focused()
    expect(english.page.locator(".mark--row")).to_be_visible()
    english.page.keyboard.press("End")
    end = english.words("target").last
    expect(end).to_be_focused()
    expect(end).to_have_attribute("aria-label", re.compile("</s>"))
    english.page.keyboard.press("Enter")
    assert english.query["row"] == str(len(answer["target"]["tokens"]) - 1)


# Tokens and words


def test_words_add_columns_and_average_rows(desk: Desk) -> None:
    text = "The unbelievable grandmother refused, stubbornly, to unlock it."
    desk.open(text=text, row=3)
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
    assert desk.query["view"] == "words"
    assert desk.query.get("row", "0") == str(holding)
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


def written(weights: list[list[float]]) -> list[list[str]]:
    return [[f"{weight:.4f}" for weight in row] for row in weights]


def table_of(page: Page) -> list[list[str]]:
    """The cells of the table without its sums, which must be 1."""
    rows: list[list[str]] = page.locator("#weights tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('td')].map((td) => td.textContent))"
    )
    assert all(abs(float(row[-1]) - 1) < 2e-4 for row in rows)
    return [row[:-1] for row in rows]


# Without JavaScript


@pytest.fixture
def still(browser: Browser, server: str, watch: Watch) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    watch.attach(page)
    yield page
    context.close()


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


# Address


def test_the_address_holds_the_state_and_back_and_forward_work(english: Desk) -> None:
    english.open(text=SENTENCE)
    first = answer_of(english.page, SENTENCE)
    english.shows(first)
    english.words("target").nth(2).click()
    second = english.translate(OTHER)
    assert english.query["text"] == OTHER
    assert "row" not in english.query
    english.page.go_back()
    english.shows(first)
    expect(english.box).to_have_value(SENTENCE)
    expect(english.words("target").nth(2)).to_have_attribute("aria-selected", "true")
    english.page.go_forward()
    english.shows(second)
    expect(english.box).to_have_value(OTHER)


def test_a_link_opens_the_same_view(english: Desk) -> None:
    english.open(text=SENTENCE, view="words", row=2)
    answer = answer_of(english.page, SENTENCE)
    expect(english.heatmap.locator(".xtick")).to_have_count(len(answer["source"]["words"]) + 1)
    expect(english.view("Words")).to_be_checked()
    expect(english.words("target").nth(2)).to_have_attribute("aria-selected", "true")
    np.testing.assert_allclose(english.drawn(), over_words(answer), atol=1e-9)


@pytest.mark.parametrize("query", [{"row": "999"}, {"row": "-1"}, {"row": "x", "view": "?"}])
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


# Bad input

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
    assert english.query["text"] == SENTENCE


# Text that looks like something else


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


# Sizes and themes


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
    cursor = english.page.locator(".mark--cell")
    expect(cursor).to_be_in_viewport(ratio=0.9)
    labels = english.page.locator(".heatmap__rows div").first
    expect(labels).to_be_in_viewport()


def test_the_figure_follows_the_theme(english: Desk) -> None:
    english.open(text=OTHER)
    answer = answer_of(english.page, OTHER)
    english.shows(answer)
    scale = "JSON.stringify(document.querySelector('.heatmap__plot').data[0].colorscale)"
    light = english.page.evaluate(scale)
    english.page.locator("#theme-switch").click()
    english.page.wait_for_function(f"(before) => {scale} !== before", arg=light)
    english.shows(answer)
    paper = english.page.evaluate(
        "getComputedStyle(document.documentElement).getPropertyValue('--weight-0').trim()"
    )
    assert paper in english.page.evaluate(scale)


def test_the_figure_can_be_saved(english: Desk) -> None:
    english.open(text=OTHER)
    english.shows(answer_of(english.page, OTHER))
    for kind, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with english.page.expect_download() as download:
            english.page.get_by_role("button", name=f"Save the figure as {kind}").click()
        assert download.value.path().read_bytes().startswith(start)
