"""Journeys through /convolution: stepping, pointing, typing, in both languages."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from app.page_contexts.grids_and_kernels import GRIDS, KERNELS
from tests.browser.conftest import Watch
from tests.browser.convolution import (
    arithmetic,
    cell,
    correlate,
    grid,
    marked,
    ready,
    reconcile,
    region,
    visit,
)

pytestmark = pytest.mark.browser


def test_worked_example_step_by_step(page: Page) -> None:
    visit(page)
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")
    expect(region(page, "Output")).to_contain_text("19")
    expect(region(page, "Output")).not_to_contain_text("25")
    page.get_by_role("button", name="Next step").click()
    expect(arithmetic(page)).to_have_text("1 x 0 + 2 x 1 + 4 x 2 + 5 x 3 = 25")
    expect(region(page, "Output")).to_contain_text("25")
    page.get_by_role("slider", name="Step").fill("4")
    expect(arithmetic(page)).to_have_text("4 x 0 + 5 x 1 + 7 x 2 + 8 x 3 = 43")
    page.get_by_role("button", name="Previous step").click()
    expect(arithmetic(page)).to_have_text("3 x 0 + 4 x 1 + 6 x 2 + 7 x 3 = 37")
    expect(region(page, "Output")).not_to_contain_text("43")
    expect(page.locator("#figure-products")).to_contain_text("= 37")


def test_worked_example_in_chinese(page: Page) -> None:
    visit(page, "?lang=zh")
    for name in ("输入", "卷积核", "输出"):
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_label("算式", exact=True)).to_have_text("1 x 0 + 2 x 1 + 4 x 2 + 5 x 3 = 25")
    grid_ = page.get_by_role("region", name="输入", exact=True).get_by_role("grid")
    grid_.hover(**cell(page, "input", 1, 1))
    expect(page.locator("#readout-input")).to_have_text(
        "第 1 行，第 1 列，值 4；被 4 个输出单元读取"
    )
    page.get_by_role("button", name="Sobel x").click()
    expect(page.locator("#figure-kernel")).to_contain_text("3 × 3 = 9 个参数")


def test_every_step_reconciles_and_equals_torch(page: Page) -> None:
    visit(page, "?input=wave&kernel=emboss&padding=1,2&stride=3,2&bias=-0.5")
    output = correlate(GRIDS["wave"], KERNELS["emboss"], bias=-0.5, stride=(3, 2), padding=(1, 2))
    assert output.numel() == 24
    for step, expected in enumerate(output.ravel().tolist()):
        if step:
            page.keyboard.press("ArrowRight")
        expect(page.locator("[data-player=place]")).to_have_text(f"Step {step + 1} of 24")
        line = arithmetic(page).inner_text()
        assert "+ bias -0.5 = " in line
        assert reconcile(line) == (pytest.approx(expected), pytest.approx(expected))
    shown = page.locator("#figure-output .mark__numbers text").all_text_contents()
    assert [float(text.replace("−", "-")) for text in shown] == pytest.approx(
        output.ravel().tolist(), abs=0.5
    )


def test_arrow_keys_home_end_and_space(page: Page) -> None:
    visit(page, "?input=letter&kernel=identity")
    place = page.locator("[data-player=place]")
    for key, text in [
        ("ArrowRight", "Step 2 of 49"),
        ("ArrowLeft", "Step 1 of 49"),
        ("End", "Step 49 of 49"),
        ("Home", "Step 1 of 49"),
    ]:
        page.keyboard.press(key)
        expect(place).to_have_text(text)
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(place).not_to_have_text("Step 1 of 49")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    stopped = place.inner_text()
    page.get_by_label("Bias").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text(stopped)


def test_playing_ends_at_the_last_step_and_starts_again(page: Page) -> None:
    visit(page)
    page.get_by_label("Speed").select_option("16")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-player=place]")).to_have_text("Step 4 of 4")
    play = page.get_by_role("button", name="Play")
    expect(play).to_be_visible()
    play.click()
    expect(page.locator("[data-player=place]")).to_have_text("Step 4 of 4")


def test_the_input_is_sent_once_for_all_steps(page: Page) -> None:
    asked: list[dict[str, int]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/convolve"):
            asked.append(json.loads(request.post_data or "{}")["frames"])

    page.on("request", note)
    visit(page, "?input=hill&kernel=sharpen")
    for key in (*["ArrowRight"] * 40, "End", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("[data-player=place]")).to_have_text("Step 195 of 196")
    assert asked == [{"count": 0}]


def test_pointing_at_an_input_cell_marks_every_output_that_reads_it(page: Page) -> None:
    visit(page, "?input=letter&kernel=sobel-x&padding=1&stride=2")
    grid(page, "Input").hover(**cell(page, "input", 1, 1))
    assert marked(page, "Output", "readers") == 4
    expect(page.locator("#readout-input")).to_have_text(
        "Row 1, column 1, value 1; read by 4 outputs"
    )
    grid(page, "Input").hover(**cell(page, "input", 0, 0))
    assert marked(page, "Output", "readers") == 1
    expect(page.locator("#readout-input")).to_contain_text("read by 1 output")
    page.mouse.move(2, 2)
    assert marked(page, "Output", "readers") == 0


def test_pointing_at_an_output_cell_shows_its_window(page: Page) -> None:
    visit(page)
    grid(page, "Output").hover(**cell(page, "output", 1, 1))
    assert marked(page, "Input", "hover") == 1
    expect(page.locator("#readout-output")).to_have_text(
        "Row 1, column 1, not computed yet at this step; reads input rows 1 to 2, columns 1 to 2"
    )
    grid(page, "Output").click(**cell(page, "output", 1, 1))
    expect(arithmetic(page)).to_have_text("4 x 0 + 5 x 1 + 7 x 2 + 8 x 3 = 43")


def test_one_element_is_followed_through_all_figures(page: Page) -> None:
    visit(page)
    page.locator(".products__cell").nth(3).hover()
    for name in ("Input", "Kernel"):
        assert marked(page, name, "pair") == 1
    expect(page.locator(".line__term--pair")).to_have_text("4 x 3")
    grid(page, "Input").hover(**cell(page, "input", 1, 1))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".line__term--pair")).to_have_text("4 x 2")
    grid(page, "Output").hover(**cell(page, "output", 1, 0))
    expect(page.locator("#readout-output")).to_contain_text("not computed yet")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#readout-output")).to_contain_text("Row 1, column 0, value 37")


def test_cells_by_keyboard(page: Page) -> None:
    visit(page)
    grid(page, "Input").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    current = page.locator("#figure-input [role=gridcell]")
    expect(current).to_have_text("Row 1, column 1, value 4; read by 4 outputs")
    assert grid(page, "Input").get_attribute("aria-activedescendant") == (
        current.get_attribute("id")
    )
    assert marked(page, "Output", "readers") == 4
    expect(page.locator("[data-player=place]")).to_have_text("Step 1 of 4")
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="Row 1, column 1")
    expect(box).to_be_focused()
    box.fill("-10")
    page.keyboard.press("Enter")
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + -10 x 3 = -23")
    expect(grid(page, "Input")).to_be_focused()
    page.keyboard.press("7")
    expect(box).to_have_value("7")
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(arithmetic(page)).to_contain_text("-10 x 3")
    grid(page, "Output").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("[data-player=place]")).to_have_text("Step 2 of 4")


def test_tab_goes_on_to_the_next_cell(page: Page) -> None:
    visit(page)
    grid(page, "Kernel").click(**cell(page, "kernel", 0, 0))
    for value in ("1", "2", "3", "1/2"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    expect(arithmetic(page)).to_have_text("0 x 1 + 1 x 2 + 3 x 3 + 4 x 0.5 = 13")
    expect(page.locator(".grid__editor")).to_have_count(0)


def test_what_is_no_number_stays_in_its_cell(page: Page) -> None:
    visit(page)
    grid(page, "Kernel").click(**cell(page, "kernel", 1, 1))
    box = page.get_by_role("textbox", name="Row 1, column 1")
    for typed in ("three", "", "1e999", "1e200"):
        box.fill(typed)
        page.keyboard.press("Enter")
        expect(box).to_have_value(typed)
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(page.locator("#cell-error-kernel")).to_contain_text(f"“{typed}” is not a number")
    expect(arithmetic(page)).to_contain_text("= 19")
    box.fill("4")
    page.keyboard.press("Enter")
    expect(arithmetic(page)).to_contain_text("= 23")
    expect(page.locator("#cell-error-kernel")).to_be_empty()


@pytest.mark.parametrize("name", [name for name in KERNELS if name != "counting"])
def test_presets(page: Page, name: str) -> None:
    visit(page, "?input=letter&step=12")
    preset = page.locator(f"#kernels [data-name={name}]")
    preset.click()
    expect(preset).to_have_attribute("aria-pressed", "true")
    output = correlate(GRIDS["letter"], KERNELS[name])
    expect(page.locator("[data-size=output]")).to_have_text(" × ".join(map(str, output.shape)))
    page.get_by_role("slider", name="Step").fill("11")
    left, right = reconcile(arithmetic(page).inner_text())
    assert right == pytest.approx(output.ravel()[10].item(), abs=1e-3)
    assert left == pytest.approx(right, abs=0.01)


def test_size_bias_padding_and_stride(page: Page) -> None:
    visit(page, "?input=letter")
    page.get_by_label("Kernel rows").fill("3")
    page.get_by_label("Kernel columns").fill("3")
    page.get_by_label("Bias").fill("0.5")
    page.get_by_label("Padding, rows").fill("1")
    page.get_by_label("Stride, rows").fill("2")
    page.get_by_label("Stride, columns").fill("5")
    kernel = [[0, 1, 0], [2, 3, 0], [0, 0, 0]]
    output = correlate(GRIDS["letter"], kernel, bias=0.5, stride=(2, 5), padding=(1, 0))
    expect(page.locator("#figure-kernel")).to_contain_text("3 × 3 + 1 = 10 parameters")
    expect(page.locator("#shape-rows")).to_have_text("floor((9 + 1 + 1 − 3) / 2) + 1 = 5")
    expect(page.locator("#shape-columns")).to_have_text("floor((9 + 0 + 0 − 3) / 5) + 1 = 2")
    expect(page.locator("#remainder-columns")).to_have_text("remainder 1")
    expect(page.locator("#unread")).to_have_text(
        "Never read by any window: columns 3 to 4, 8 (hatched)."
    )
    assert marked(page, "Input", "unread") == 3
    page.keyboard.press("Tab")
    page.get_by_role("slider", name="Step").fill("5")
    expected = pytest.approx(output.ravel()[4].item())
    assert reconcile(arithmetic(page).inner_text()) == (expected, expected)


def test_every_digit_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, "?kernel=box-blur")
    expect(arithmetic(page)).to_contain_text("≈ 4")
    expect(page.locator("#rounded")).to_be_visible()
    page.get_by_role("button", name="Copy every digit").click()
    expect(page.locator("#copy")).to_have_text(re.compile("Copied"))
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("0 x 0.1111111111111111 + 1 x 0.1111111111111111 + ")
    left, right = reconcile(text)
    assert left == pytest.approx(right, rel=1e-12)


def test_stepping_never_draws_a_heatmap_again(page: Page) -> None:
    visit(page, "?input=hill&kernel=sobel-x&padding=1")
    expect(page.locator(".hm image")).to_have_count(3)
    page.evaluate(
        """() => {
          window.drawn = 0;
          for (const name of ["react", "newPlot", "restyle", "relayout", "redraw"]) {
            const plain = Plotly[name];
            Plotly[name] = (...all) => { window.drawn += 1; return plain(...all); };
          }
        }"""
    )
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("[data-player=place]")).to_have_text("Step 21 of 256")
    assert page.evaluate("window.drawn") == 0


def test_colours_follow_the_theme(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    visit(page)
    image = page.locator("#figure-input .hm image")
    before = image.get_attribute("href")
    page.get_by_role("button", name="Dark theme").click()
    expect(image).not_to_have_attribute("href", before or "")


def test_an_error_of_the_server_is_said_and_the_page_goes_on(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    page.route("**/api/v1/convolve", lambda route: route.abort())
    page.get_by_role("button", name="Sharpen").click()
    expect(page.locator("#stale")).to_contain_text("last settings that could be computed")
    page.unroute("**/api/v1/convolve")
    page.get_by_role("button", name="Emboss").click()
    expect(page.locator("#stale")).to_be_hidden()
    ready(page)


def test_numbers_and_steps_need_no_chart_library(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    page.route("**/vendor/plotly-*", lambda route: route.abort())
    visit(page)
    expect(region(page, "Input")).to_contain_text("012345678")
    page.keyboard.press("End")
    expect(arithmetic(page)).to_have_text("4 x 0 + 5 x 1 + 7 x 2 + 8 x 3 = 43")
