"""The whole model on /attention, unrolled: its shapes, its parts, its step, and long sentences."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from scripts.live import serve
from tests.app.small_models import save_small
from tests.browser.attention.desk import OTHER, SENTENCE, SIMPLIFIED, Desk, answer_of
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser

LONG = "We want to go home now because our old dog is tired and hungry, and so are we. " * 5


def opened(desk: Desk, **query: object) -> Locator:
    """The page with the drawing in sight."""
    desk.open(**query)
    desk.page.locator("#steps").scroll_into_view_if_needed()
    expect(desk.page.locator("#pool li").first).to_be_visible(timeout=15_000)
    drawing = desk.page.locator("#map")
    drawing.scroll_into_view_if_needed()
    expect(drawing.locator(".whole__weight").first).to_be_attached()
    return drawing


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(name)}, "))


def shape(array: Any) -> str:
    return " × ".join(f"{side:,}" for side in np.shape(array))


def trace_of(page: Page, text: str) -> dict[str, Any]:
    return answer_of(page, text.strip(), detail="steps")


def numbers(text: str) -> list[float]:
    inside = text[text.rindex("(") :]
    found = re.findall(r"[\u2212]?\d+(?:\.\d+)?(?:e[\u2212]?\d+)?", inside)
    return [float(one.replace("\u2212", "-")) for one in found]


def test_each_part_has_the_shape_of_its_array(english: Desk) -> None:
    found = trace_of(english.page, OTHER)
    opened(english, text=OTHER, step=2)
    encoder, step = found["encoder"], found["steps"][1]
    for name, array in {
        "source tokens": found["source"]["tokens"],
        "embeddings": encoder["embeddings"],
        "forward states": encoder["forward"],
        "backward states": encoder["backward"],
        "memory": encoder["memory"],
        "keys": found["keys"],
        "initial state": found["initial"]["hidden"],
        "query": step["query"],
        "attention weights": step["weights"],
        "context": step["context"],
        "input of the recurrence": step["rnn_input"],
        "decoder state": step["hidden"],
        "readout": step["readout"],
    }.items():
        expect(part(english.page, name)).to_have_attribute("aria-label", f"{name}, {shape(array)}")


def test_the_three_that_start_the_decoder_are_named_and_drawn(english: Desk) -> None:
    page = english.page
    found = trace_of(page, OTHER)
    drawing = opened(english, text=OTHER)
    three = page.locator("#map-three button")
    shapes = (found["encoder"]["memory"], found["initial"]["hidden"])
    length = str(found["source"]["valid_length"])
    for button, expected in zip(three.all(), [*map(shape, shapes), length], strict=True):
        assert button.locator(".whole__shape").inner_text() == expected
    assert sorted(drawing.locator(".whole__badge text").all_text_contents()) == ["1", "1", "2", "3"]
    three.nth(1).click()
    expect(part(page, "initial state")).to_have_attribute("aria-selected", "true")


def test_a_part_opens_with_its_numbers_and_leads_to_them(english: Desk) -> None:
    page = english.page
    memory = trace_of(page, SENTENCE)["encoder"]["memory"]
    drawing = opened(english, text=SENTENCE, key=3)
    part(page, "memory").locator(".is-name").click()
    expect(page.locator("#map-part")).to_have_text("memory")
    expect(page.locator("#map-shape")).to_have_text(shape(memory))
    shown = numbers(page.locator("#map-numbers").inner_text())
    np.testing.assert_allclose(shown, memory[2][:5], rtol=1e-3)
    english.says(part="memory")
    drawing.get_by_role("link", name="See its numbers").click()
    expect(page.locator("#states [role=option]").nth(2)).to_be_focused()
    drawing.locator('.is-memory [data-token="5"]').first.click()
    english.says(key=6)
    shown = numbers(page.locator("#map-numbers").inner_text())
    np.testing.assert_allclose(shown, memory[5][:5], rtol=1e-3)
    page.reload()
    page.locator("#map").scroll_into_view_if_needed()
    expect(page.locator("#map-part")).to_have_text("memory", timeout=15_000)


def test_keys_walk_the_parts_and_the_step_goes_along(english: Desk) -> None:
    page = english.page
    opened(english, text=SENTENCE)
    first = part(page, "attention weights")
    first.focus()
    first.press("ArrowDown")
    context = part(page, "context")
    expect(context).to_be_focused()
    context.press("Enter")
    expect(page.locator("#map-part")).to_have_text("context")
    context.press("ArrowRight")
    english.says(step=2, part="context")
    expect(context).to_be_focused()
    expect(page.locator("#map-formula")).to_contain_text("c2")
    page.locator('#map .whole__part.is-recurrence [data-step="3"]').click()
    english.says(step=4, part="recurrence-1")


def weight_of(width: str) -> float:
    return (float(width) - 0.75) / 5


def test_the_arrows_from_the_memory_are_as_strong_as_the_weights(english: Desk) -> None:
    page = english.page
    found = trace_of(page, SENTENCE)
    drawing = opened(english, text=SENTENCE)
    for index in (0, 4):
        if index:
            page.get_by_role("slider", name="Step", exact=True).fill(str(index + 1))
        widths = drawing.locator(".whole__weight").evaluate_all(
            "(all) => all.map((one) => one.getAttribute('stroke-width'))"
        )
        expected = found["steps"][index]["weights"]
        np.testing.assert_allclose([weight_of(one) for one in widths], expected, atol=2e-3)
        word = drawing.locator(".whole__part.is-word text[font-size='17']")
        expect(word).to_have_text(found["steps"][index]["output_token"].lstrip("\u2581"))


def test_what_is_left_out_of_a_drawing_is_left_out_as_gaps(page: Page) -> None:
    page.goto("/attention?lang=en")
    cases = [[n, room, at] for n in (1, 2, 7, 40, 128) for room in (5, 8, 20) for at in (0, n // 2)]
    drawn = page.evaluate(
        """async (cases) => {
          const { elided } = await import("/static/js/attention/map-elide.js");
          return cases.map(([length, room, at]) =>
            elided(length, [at, 0, length - 1], (columns) => columns.length <= room)
              .map(({ first, last }) => [first, last]));
        }""",
        cases,
    )
    for (length, room, at), columns in zip(cases, drawn, strict=True):
        assert [i for first, last in columns for i in range(first, last + 1)] == [*range(length)]
        assert len(columns) <= room
        for anchor in (at, 0, length - 1):
            assert [anchor, anchor] in columns
        gaps = [last > first for first, last in columns]
        assert not any(one and other for one, other in pairwise(gaps))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_long_sentence_stays_readable_on_a_narrow_screen(page: Page, theme: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = trace_of(page, LONG)
    part_ = found["segments"][0] if "segments" in found else found
    drawing = opened(Desk(page, SIMPLIFIED), text=LONG.strip(), step=20)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    box = drawing.locator("svg").bounding_box()
    assert box
    assert box["width"] <= 328
    widths = drawing.locator(".whole__weight").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('stroke-width'))"
    )
    assert len(widths) < len(part_["source"]["tokens"])
    assert sum(map(weight_of, widths)) == pytest.approx(1, abs=0.02)
    sizes = drawing.locator("svg text").evaluate_all(
        "(all) => all.map((one) => Number(one.getAttribute('font-size')))"
    )
    assert min(sizes) >= 10.5
    assert violations(page) == []


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An application whose model attends after its update, with gated units in two layers."""
    folder: Path = tmp_path_factory.mktemp("unusual")
    kind = {"attend": "after", "cell": "gru", "score": "dot", "layers": 2}
    save_small(folder / "weights", "unusual", default=True, **kind)
    with serve(folder / "log.txt", LOUPE_WEIGHTS=str(folder / "weights")) as address:
        yield address


def test_another_order_another_cell_and_two_layers_are_drawn_so(
    browser: Browser, unusual: str
) -> None:
    context = browser.new_context(base_url=unusual, locale="en-GB")
    page = context.new_page()
    watch = Watch(unusual)
    watch.attach(page)
    opened(Desk(page), text="Is this your dog?", step=2)
    labels = page.locator("#map [role=option]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label').split(', ')[0])"
    )
    layers = [f"{way} states ({at})" for at in (1, 2) for way in ("forward", "backward")]
    assert [one for one in labels if "states" in one] == layers
    order = ["input of the recurrence", "decoder state (1)", "decoder state (2)", "query"]
    at = labels.index(order[0])
    assert labels[at : at + 4] == order
    assert "source embeddings under the weights" not in labels
    for name, formula in {
        "query": "q = h2",
        "decoder state (2)": "h2 = GRU(h′2, h1)",
        "input of the recurrence": "x2 = [e(y1) ; c1]",
    }.items():
        part(page, name).press("Enter")
        expect(page.locator("#map-formula")).to_have_text(formula)
    context.close()
    assert watch.complaints == []
