"""/convolution: inputs by rule and seed, their size, pasted and painted cells, and zooming."""

import re

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from models.convolution.grids import named_grid
from tests.browser.conftest import Watch
from tests.browser.convolution import arithmetic, cell, correlate, grid, ready, region, visit

pytestmark = pytest.mark.browser

SOBEL = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


def size(page: Page, text: str) -> None:
    expect(page.locator("[data-size=input]")).to_have_text(text)


def unfold(page: Page) -> None:
    """The tools for the input's size and for random numbers."""
    page.locator("#more-input > summary").click()


def paste(page: Page, text: str, target: str) -> None:
    """As a browser hands over what was copied elsewhere."""
    page.locator(target).evaluate(
        """(target, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        text,
    )


def seen(page: Page, name: str) -> dict[str, float]:
    """Side of a cell, and where the window and the picture's first cell are, in pixels."""
    found: dict[str, float] = page.evaluate(
        """(name) => {
          const svg = document.querySelector(`#figure-${name} .grid__marks`);
          const origin = svg.querySelector("g").getAttribute("transform").match(/-?[\\d.]+/g);
          const lines = svg.querySelector(".mark--lines").getAttribute("d").match(/-?[\\d.]+/g);
          const size = document.querySelector(`[data-size="${name}"]`).textContent.match(/\\d+/g);
          const moved = svg.querySelector(".mark--window").style.transform.match(/-?[\\d.]+/g);
          return { side: lines[2] / size[1], x: Number(origin[0]), y: Number(origin[1]),
            left: Number(moved[0]), top: Number(moved[1]) };
        }""",
        name,
    )
    return found


def test_numbers_of_a_seed_are_those_of_its_link(page: Page) -> None:
    visit(page, "?kernel=sobel-x")
    unfold(page)
    page.get_by_label("Input rows").fill("5")
    size(page, "5 × 3")
    page.get_by_label("Input columns").fill("6")
    size(page, "5 × 6")
    page.get_by_label("from", exact=True).fill("-4")
    page.get_by_label("seed", exact=True).fill("8")
    page.get_by_role("button", name="Next seed").click()
    expect(page).to_have_url(re.compile(r"input=random,5x6,-4\.\.9,9&"))
    expected = correlate(named_grid("random,5x6,-4..9,9").tolist(), SOBEL)[0, 0].item()
    expect(arithmetic(page)).to_contain_text(f" = {expected:g}")
    page.reload()
    ready(page)
    expect(arithmetic(page)).to_contain_text(f" = {expected:g}")
    expect(page.get_by_label("seed", exact=True)).to_have_value("9")
    expect(page.get_by_label("from", exact=True)).to_have_value("-4")


def test_a_rule_goes_on_where_its_grid_grows_and_zeros_elsewhere(page: Page) -> None:
    visit(page, "?input=checkerboard")
    unfold(page)
    page.get_by_label("Input columns").fill("12")
    size(page, "8 × 12")
    expect(page).to_have_url(re.compile("input=checkerboard,8x12$"))
    expect(page.locator("#grids [data-name=checkerboard]")).to_have_attribute(
        "aria-pressed", "true"
    )
    visit(page)
    unfold(page)
    page.get_by_label("Input rows").fill("2")
    page.get_by_label("Input columns").fill("4")
    expect(page).to_have_url(re.compile("input=0,1,2,0;3,4,5,0$"))


@pytest.mark.parametrize("typed", ["0", "", "5000", "1.5"])
def test_a_wrong_size_is_said_at_its_field(page: Page, typed: str) -> None:
    visit(page)
    unfold(page)
    box = page.get_by_label("Input rows")
    box.fill(typed)
    expect(page.locator("#error-input-size")).to_contain_text("1 to 1024")
    expect(box).to_have_attribute("aria-invalid", "true")
    size(page, "3 × 3")
    expect(arithmetic(page)).to_contain_text("= 19")
    box.fill("4")
    size(page, "4 × 3")
    expect(page.locator("#error-input-size")).to_be_empty()


def test_a_wrong_range_is_said_at_its_field(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    unfold(page)
    low = page.get_by_label("from", exact=True)
    error = page.locator("#error-random")
    low.fill("low")
    page.get_by_role("button", name="Draw numbers").click()
    expect(error).to_contain_text("“low”")
    expect(low).to_have_attribute("aria-invalid", "true")
    low.fill("10")
    page.get_by_role("button", name="Draw numbers").click()
    expect(error).to_contain_text("10 to 9")
    expect(arithmetic(page)).to_contain_text("= 19")


def test_cells_from_a_spreadsheet_are_written_from_the_cursor_on(page: Page) -> None:
    visit(page)
    grid(page, "Input").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    paste(page, "1,5\t-2\r\n7\t8\r\n", "#cells-input")
    expect(page).to_have_url(re.compile("input=0,1,2,0;3,4,1.5,-2;6,7,7,8$"))
    expect(page.locator("#upload-notes")).to_contain_text("Pasted: 2 × 2.")
    expect(page.locator("#upload-notes")).to_contain_text("Decimal commas")
    paste(page, "5\t6", "#cells-kernel")
    expect(page).to_have_url(re.compile("kernel=5,6;2,3$"))
    paste(page, "1\t2\n3\t4", "body")
    expect(page).to_have_url(re.compile("input=1,2;3,4&"))


def test_words_from_a_spreadsheet_are_refused(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    paste(page, "1\ttwo", "#cells-input")
    expect(page.locator("#error-input")).to_contain_text("“two”")
    expect(arithmetic(page)).to_contain_text("= 19")
    paste(page, "\t".join(["1"] * 40), "#cells-kernel")
    expect(page.locator("#error-kernel")).to_contain_text("at most 31 × 31")


def test_painting_with_pointer_and_keys(page: Page) -> None:
    visit(page, "?input=impulse")
    page.get_by_role("button", name="Paint cells").click()
    page.get_by_label("with", exact=True).fill("5")
    figure = grid(page, "Input")
    box = figure.bounding_box()
    assert box is not None
    places = [cell(page, "input", *place)["position"] for place in ((0, 0), (0, 2))]
    page.mouse.move(box["x"] + places[0]["x"], box["y"] + places[0]["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + places[1]["x"], box["y"] + places[1]["y"])
    page.mouse.up()
    expect(page).to_have_url(re.compile("input=5,5,5,0,0,0,0;0,"))
    figure.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("input=5,5,5,0,0,0,0;0,0,5,0,0,0,0;0,0,5,0"))
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.get_by_label("with", exact=True).fill("much")
    expect(page.locator("#error-paint")).to_contain_text("“much”")
    page.get_by_role("button", name="Paint cells").click()
    figure.click(**cell(page, "input", 6, 6))
    expect(page.locator(".grid__editor")).to_be_visible()


def test_zoomed_numbers_and_marks_are_those_of_their_cells(page: Page) -> None:
    visit(page, "?input=texture&kernel=sobel-x&step=1000")
    picture = named_grid("texture")
    row, column = divmod(999, 62)
    figure = region(page, "Input")
    expect(figure.locator(".mark__numbers text")).to_have_count(0)
    for _ in range(4):
        figure.get_by_role("button", name="Zoom in").click()
    expect(figure.locator(".mark__numbers text").first).to_be_visible()
    place = seen(page, "input")
    assert place["side"] >= 20
    assert place["left"] == pytest.approx(column * place["side"], abs=0.01)
    assert place["top"] == pytest.approx(row * place["side"], abs=0.01)
    texts = figure.locator(".mark__numbers text").evaluate_all(
        """all => all.map((node) =>
          [node.getAttribute("x"), node.getAttribute("y"), node.textContent])"""
    )
    assert 20 < len(texts) < 600
    for x, y, text in texts:
        assert float(text) == picture[int(float(y) / place["side"]), int(float(x) / place["side"])]
    page.get_by_role("slider", name="Step").fill("3800")
    row, column = divmod(3799, 62)
    expect(page.locator("[data-player=place]")).to_have_text("Step 3800 of 3844")
    page.wait_for_function("() => document.querySelectorAll('.mark__numbers text').length > 20")
    moved = seen(page, "input")
    box = figure.locator(".grid").bounding_box()
    assert box is not None
    for axis, start, extent in (("x", "left", "width"), ("y", "top", "height")):
        at = moved[axis] + moved[start]
        assert 0 <= at <= box[extent] - 3 * moved["side"]
    figure.get_by_role("button", name="Show the whole grid").click()
    expect(figure.locator(".mark__numbers text")).to_have_count(0)
    assert seen(page, "input")["x"] == 22


def test_zooming_by_wheel_keys_and_dragging(page: Page) -> None:
    visit(page, "?input=texture")
    figure = grid(page, "Input")
    figure.hover(position={"x": 150, "y": 100})
    fit = seen(page, "input")
    page.mouse.wheel(0, -400)
    expect(region(page, "Input").get_by_role("button", name="Zoom out")).to_be_enabled()
    page.wait_for_timeout(100)
    near = seen(page, "input")
    assert near["side"] > fit["side"]
    for axis, point in (("x", 150), ("y", 100)):
        before = (point - fit[axis]) / fit["side"]
        pixel = 1 / fit["side"]  # a mouse stands on whole ones
        assert (point - near[axis]) / near["side"] == pytest.approx(before, abs=pixel)
    page.mouse.down()
    box = figure.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 120, box["y"] + 90, steps=3)
    page.mouse.up()
    page.wait_for_timeout(100)
    dragged = seen(page, "input")
    assert dragged["x"] - near["x"] == pytest.approx(-30, abs=0.5)
    assert dragged["y"] - near["y"] == pytest.approx(-10, abs=0.5)
    expect(page.locator(".grid__editor")).to_have_count(0)
    figure.focus()
    for _ in range(8):
        page.keyboard.press("-")
    expect(region(page, "Input").get_by_role("button", name="Zoom out")).to_be_disabled()
    page.keyboard.press("+")
    expect(region(page, "Input").get_by_role("button", name="Zoom out")).to_be_enabled()


def test_a_million_cells_have_a_link_and_are_zoomed_into(page: Page) -> None:
    visit(page, "?input=texture,1024x1024&kernel=sobel-x&stride=2&step=1000")
    size(page, "1024 × 1024")
    row, column = divmod(999, 511)
    expected = correlate(named_grid("texture,1024x1024").tolist(), SOBEL, stride=(2, 2))
    expect(arithmetic(page)).to_contain_text(f" = {expected[row, column].item():g}")
    nodes = "document.querySelectorAll('#stage *').length"
    assert page.evaluate(nodes) < 500
    for _ in range(7):
        region(page, "Input").get_by_role("button", name="Zoom in").click()
    expect(region(page, "Input").locator(".mark__numbers text").first).to_be_visible()
    assert page.evaluate(nodes) < 1500
    place = seen(page, "input")
    assert place["left"] == pytest.approx(2 * column * place["side"], rel=1e-6)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"input=texture,1024x1024&.*step=1001$"))


def test_a_large_painted_grid_is_found_again(page: Page) -> None:
    visit(page, "?input=texture")
    page.get_by_role("button", name="Paint cells").click()
    page.get_by_label("with", exact=True).fill("255")
    grid(page, "Input").click(**cell(page, "input", 0, 0))
    expect(arithmetic(page)).to_contain_text("255 x 0 + ")
    page.get_by_role("button", name="Letter F, 9 × 9").click()
    size(page, "9 × 9")
    page.go_back()
    size(page, "64 × 64")
    expect(arithmetic(page)).to_contain_text("255 x 0 + ")


def test_pinching_zooms(context: BrowserContext, page: Page) -> None:
    visit(page, "?input=texture")
    box = grid(page, "Input").bounding_box()
    assert box is not None
    fit = seen(page, "input")
    session = context.new_cdp_session(page)

    def touch(kind: str, apart: int) -> None:
        points = [
            {"x": box["x"] + 150 + side * apart, "y": box["y"] + 100, "id": (side + 1) // 2}
            for side in (-1, 1)
        ]
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [] if kind == "touchEnd" else points},
        )

    touch("touchStart", 20)
    for apart in (30, 45, 60):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    expect(region(page, "Input").get_by_role("button", name="Zoom out")).to_be_enabled()
    page.wait_for_timeout(100)
    assert seen(page, "input")["side"] == pytest.approx(3 * fit["side"], rel=0.15)
    assert np.isfinite(list(seen(page, "input").values())).all()
