"""/convolution: operations, padding, channels and groups; what is typed wrong in them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.convolution import arithmetic, cell, grid, marked, ready, region, visit

pytestmark = pytest.mark.browser


def more(page: Page) -> None:
    page.get_by_text("More of the layer").click()


def test_the_worked_example_opens_with_few_controls(page: Page) -> None:
    visit(page)
    for name in ("Dilation, rows", "Groups", "Activation", "Padded with"):
        expect(page.get_by_label(name, exact=True)).to_be_hidden()
    expect(page.get_by_label("Operation", exact=True)).to_be_visible()
    expect(page.locator("#ledger")).to_be_hidden()
    expect(page.locator("#maps-input")).to_be_hidden()


def test_true_convolution_turns_the_kernel_and_edits_reach_the_one_given(page: Page) -> None:
    visit(page)
    page.get_by_label("Operation", exact=True).select_option("convolution")
    expect(arithmetic(page)).to_have_text("0 x 3 + 1 x 2 + 3 x 1 + 4 x 0 = 5")
    expect(region(page, "Kernel")).to_contain_text("turned by 180°")
    expect(page.locator("#kernel-given td")).to_have_text(["0", "1", "2", "3"])
    grid(page, "Kernel").click(**cell(page, "kernel", 0, 0))
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(arithmetic(page)).to_contain_text("0 x 9 + 1 x 2")
    expect(page).to_have_url(re.compile("op=convolution&kernel=0,1;2,9"))


def test_pooling_has_a_window_and_no_kernel(page: Page) -> None:
    visit(page)
    page.get_by_label("Operation", exact=True).select_option("max_pool")
    expect(arithmetic(page)).to_have_text("max(0, 1, 3, 4) = 4")
    expect(page.get_by_role("region", name="Kernel", exact=True)).to_be_hidden()
    expect(page.locator(".products__cell--chosen")).to_have_text("4")
    assert marked(page, "Input", "chosen") == 1
    page.get_by_label("Operation", exact=True).select_option("average_pool")
    expect(arithmetic(page)).to_have_text("(0 + 1 + 3 + 4) / 4 = 2")
    expect(page.locator("#figure-products")).to_contain_text("mean of 4")
    page.get_by_label("Operation", exact=True).select_option("cross_correlation")
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")


def test_a_transposed_convolution_fills_its_output_by_addition(page: Page) -> None:
    visit(page, "?op=transposed&input=1,2;3,4&kernel=1,2;3,4")
    numbers = page.locator("#figure-output .mark__numbers:not(.mark__copies) text")
    expect(numbers).to_have_text(["1", "2", "0", "3", "4", "0", "0", "0", "0"])
    page.keyboard.press("ArrowRight")
    expect(arithmetic(page)).to_have_text("2 x 1 = 2, 2 x 2 = 4, 2 x 3 = 6, 2 x 4 = 8")
    expect(numbers).to_have_text(["1", "4", "4", "3", "10", "8", "0", "0", "0"])
    page.keyboard.press("End")
    expect(numbers).to_have_text(["1", "4", "4", "6", "20", "16", "9", "24", "16"])
    more(page)
    page.get_by_label("A step is", exact=True).select_option("output")
    expect(page.locator("[data-player=place]")).to_contain_text("of 9")
    page.get_by_role("slider", name="Step").fill("5")
    expect(arithmetic(page)).to_have_text("4 x 1 + 3 x 2 + 2 x 3 + 1 x 4 = 20")


def test_a_cell_of_the_padding_points_to_its_source(page: Page) -> None:
    visit(page, "?padding=1&mode=reflect")
    grid(page, "Input").hover(**cell(page, "input", -1, 0))
    expect(page.locator("#readout-input")).to_contain_text(
        "Padding at row −1, column 0, value 3: a copy of row 1, column 0"
    )
    assert marked(page, "Input", "source") == 1
    copies = page.locator("#figure-input .mark__copies text")
    expect(copies).to_have_count(16)
    grid(page, "Input").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#readout-input")).to_contain_text("Padding at row −1, column 0")
    page.keyboard.press("Enter")
    expect(page.locator(".grid__editor")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#readout-input")).to_contain_text("Padding at row −1, column 0")


def test_an_example_of_a_layer_opens_where_the_reader_stands(page: Page) -> None:
    visit(page)
    page.evaluate("window.stays = true")
    link = page.locator(".layers a", has_text="3 channels in")
    link.click()
    expect(region(page, "Kernel")).to_contain_text("280 parameters")
    assert page.evaluate("window.stays")
    page.go_back()
    expect(arithmetic(page)).to_have_text("0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19")


def test_padding_each_side_by_itself(page: Page) -> None:
    visit(page)
    more(page)
    page.get_by_role("checkbox", name="Each side by itself").check()
    page.get_by_label("above", exact=True).fill("2")
    page.get_by_label("right", exact=True).fill("1")
    expect(page.locator("#shape-rows")).to_have_text("floor((3 + 2 + 0 − 2) / 1) + 1 = 4")
    expect(page.locator("#shape-columns")).to_have_text("floor((3 + 0 + 1 − 2) / 1) + 1 = 3")
    expect(page).to_have_url(re.compile("padding=2,0,0,1"))


def test_a_typed_number_takes_the_place_of_a_word(page: Page, watch: Watch) -> None:
    watch.allow("422")
    visit(page, "?input=letter&kernel=box-blur&padding=same")
    page.get_by_label("Stride, rows", exact=True).fill("2")
    expect(page.locator("#error-padding")).to_contain_text("Give numbers")
    page.get_by_label("Padding, rows", exact=True).fill("2")
    expect(page.locator("#error-padding")).to_be_empty()
    expect(page.get_by_label("Padding rule")).to_have_value("")
    expect(page).to_have_url(re.compile("padding=2,1.*stride=2,1"))


def test_an_activation_follows_in_the_strip_and_in_the_output(page: Page) -> None:
    visit(page, "?kernel=0,-1;0,0&act=relu")
    expect(page.locator("#arithmetic .line__row")).to_have_text(
        ["0 x 0 + 1 x -1 + 3 x 0 + 4 x 0 = -1", "relu(-1) = 0"]
    )
    numbers = page.locator("#figure-output .mark__numbers:not(.mark__copies) text")
    expect(numbers).to_have_text(["0"])


@pytest.mark.parametrize(
    ("query", "label", "typed", "field", "says"),
    [
        ("?dilation=2", "Dilation, rows", "0", "dilation", "0"),
        ("?dilation=2", "Dilation, columns", "", "dilation", "missing"),
        (
            "?input=letter&padding=8&mode=reflect",
            "Padding, rows",
            "9",
            "padding",
            "the mode “Reflection at the edge” takes at most 8",
        ),
        ("?dilation=2&input=letter", "Groups", "2", "groups", "2 groups"),
        ("?dilation=2", "Groups", "-1", "groups", "“Groups” is -1;"),
        ("?dilation=2", "Output channels", "65", "outputs", "1 to 64"),
        ("?padding=same", "Stride, rows", "2", "padding", "needs stride 1"),
    ],
)
def test_what_cannot_be_is_said_where_it_stands(
    page: Page, watch: Watch, query: str, label: str, typed: str, field: str, says: str
) -> None:
    watch.allow("Failed to load resource")
    visit(page, query)
    line = arithmetic(page).inner_text()
    page.get_by_label(label, exact=True).fill(typed)
    expect(page.locator(f"#error-{field}")).to_contain_text(says)
    expect(page.locator("#stale")).to_contain_text("last settings that could be computed")
    expect(arithmetic(page)).to_have_text(line)


def test_three_channels_in_and_ten_out_have_280_parameters(page: Page) -> None:
    visit(page, "?input=colours&kernel=ten&bias=0.5&step=20")
    expect(region(page, "Kernel")).to_contain_text("10 × 3 × 3 × 3 + 10 = 280 parameters")
    rows = page.locator("#arithmetic .line__row")
    expect(rows).to_have_count(4)
    expect(rows.last).to_have_text("8 + 0 + 0 + bias 0.5 = 8.5")
    cards = page.locator(".ledger__card")
    expect(cards).to_have_count(3)
    cards.nth(2).click()
    expect(page.locator("#maps-input [aria-pressed=true]")).to_have_text("2")
    expect(page).to_have_url(re.compile("plane=2"))
    page.locator("#maps-output .map").nth(4).click()
    expect(page.locator("[data-player=place]")).to_have_text("Step 68 of 160")
    assert Axe().run(page).response["violations"] == []


def test_groups_take_connections_and_parameters_away(page: Page) -> None:
    visit(page, "?input=colours&kernel=ten&bias=0")
    expect(page.get_by_label("Output channels", exact=True)).to_be_visible()
    page.get_by_label("Output channels", exact=True).fill("9")
    expect(page.locator("#wires-text")).to_contain_text("27 of 27 connections")
    page.get_by_label("Groups that divide the channels").press("End")
    expect(page.locator("#wires-text")).to_contain_text("9 of 27 connections")
    expect(region(page, "Kernel")).to_contain_text("9 × 1 × 3 × 3 + 9 = 90 parameters")
    expect(page.get_by_label("Groups", exact=True)).to_have_value("3")
    expect(page.locator("#maps-input .map--apart")).to_have_count(2)


def test_receptive_fields_keep_their_last_result(page: Page) -> None:
    visit(page)
    panel = page.locator("#stack")
    panel.get_by_role("button", name="Add a layer").click()
    expect(panel).to_contain_text("8 + (3 − 1) × 2 = 12")
    panel.get_by_label("Stride of layer 2").fill("0")
    expect(panel.get_by_role("alert")).to_contain_text("Stride of layer 2 can be 1 to")
    expect(panel).to_contain_text("A cell of the last layer sees 12 cells")
    expect(page).to_have_url(re.compile("stack="))


def test_a_link_lands_on_a_cell_of_the_trained_network(page: Page) -> None:
    visit(page, "?net=fashion-cnn&sample=ankle-boot&layer=conv2&channel=3&row=4&column=5")
    expect(page.locator("[data-player=place]")).to_have_text("Step 346 of 1600")
    expect(page.locator("#net-note")).to_contain_text("conv2 of the trained network fashion-cnn")
    expect(arithmetic(page)).to_contain_text("relu(")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("step=347.*net=fashion-cnn"))
    page.reload()
    ready(page)
    expect(page.locator("[data-player=place]")).to_have_text("Step 347 of 1600")
