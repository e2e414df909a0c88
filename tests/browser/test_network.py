"""Journeys through /convolution/network: pictures, cells and their arithmetic, drawing, links."""

import io
import re
from base64 import urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from models.cnn.samples import samples
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import violations
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

URL = "/convolution/network"


def visit(page: Page, query: str = "") -> None:
    page.goto(f"{URL}{query}")
    expect(arithmetic(page)).not_to_be_empty()


def arithmetic(page: Page) -> Locator:
    return page.get_by_label("Arithmetic", exact=True)


def best(page: Page) -> Locator:
    return page.locator("#best")


def sample(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).and_(page.locator(".net-sample"))


def flow_map(page: Page, layer: str, channel: int) -> Locator:
    head = page.locator(".net-layer", has=page.get_by_role("button", name=layer, exact=True))
    return head.locator(".net-map").nth(channel)


def query(page: Page) -> dict[str, str]:
    return {key: value[0] for key, value in parse_qs(urlsplit(page.url).query).items()}


def pixels(page: Page) -> NDArray[np.uint8]:
    """The picture, as the address holds it."""
    text = query(page)["image"]
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return np.frombuffer(data, np.uint8).reshape(28, 28)


def asked(page: Page, **body: Any) -> dict[str, Any]:
    answer = page.request.post("/api/v1/classify", data={"outputs": "all", **body})
    found: dict[str, Any] = answer.json()
    return found


def reconciled(line: str) -> float:
    """Both sides of the line agree; the value."""
    line = line.replace("−", "-").replace("bias ", "")
    left, value, *relu = re.split(r" [=≈] |; ReLU: ", line)
    found = float(value)
    if left.startswith("max("):
        expected = max(float(part) for part in left[4:-1].split(", "))
    else:
        expected = sum(float(part) for part in left.split(" + "))
    assert found == pytest.approx(expected, rel=2e-3, abs=2e-3)
    if relu:
        assert relu[0] == f"max(0, {value})"
        assert float(relu[1]) == max(0.0, found)
    return found


def test_a_sample_is_classified_as_the_api_does_and_back_goes_back(page: Page) -> None:
    visit(page)
    expect(best(page)).to_have_text("ankle boot")
    sample(page, "Bag").click()
    expect(best(page)).to_have_text("bag")
    expect(sample(page, "Bag")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#label")).to_have_text("The data set calls it: bag.")
    assert query(page) == {"sample": "bag"}
    expected = asked(page, image="bag")["classes"]
    shown = page.locator(".net-bar").all()
    for bar, one in zip(shown, expected, strict=True):
        assert bar.locator(".net-bar__name").inner_text() == one["name"]
        percent = float(bar.locator(".net-bar__value").inner_text().removesuffix(" %"))
        assert percent == pytest.approx(100 * one["probability"], abs=0.051)
    page.go_back()
    expect(best(page)).to_have_text("ankle boot")
    assert query(page) == {}


def test_a_mistake_of_the_network_is_told_as_one(page: Page) -> None:
    visit(page, "?sample=open-shoe")
    expect(best(page)).to_have_text("sandal")
    expect(page.locator("#label")).to_have_text("The data set calls it: ankle boot.")


@pytest.mark.parametrize("corner", [0, 1000])
def test_the_arithmetic_of_a_cell_of_each_layer_reconciles_and_is_the_networks(
    page: Page, corner: int
) -> None:
    visit(page, f"?sample=shirt&layer=conv1&channel=3&row={corner}&column={corner}")
    layers = {one["name"]: np.array(one["output"]) for one in asked(page, image="shirt")["layers"]}
    del layers["flatten"]
    for index, (name, output) in enumerate(layers.items()):
        if index:
            page.get_by_label("Layer", exact=True).select_option(name)
        place = page.locator("#cell-place")
        expect(place).to_contain_text(name)
        where = tuple(map(int, re.findall(r"\d+", place.inner_text().partition(",")[2])))
        found = reconciled(arithmetic(page).inner_text())
        assert found == pytest.approx(float(output[where]), rel=1e-3, abs=1e-6), name


def test_the_products_of_a_channel_add_up_to_its_sum(page: Page) -> None:
    visit(page, "?sample=coat&layer=conv2&channel=2&row=5&column=5")
    cards = page.locator(".net-part")
    expect(cards).to_have_count(6)
    sums = []
    for index in range(6):
        cards.nth(index).click()
        expect(cards.nth(index)).to_have_attribute("aria-pressed", "true")
        line = page.locator("#products-line").get_attribute("title") or ""
        left, value = line.replace("−", "-").split(" = ")
        factors = [pair.split(" x ") for pair in left.split(" + ")]
        assert len(factors) == 25
        assert sum(float(a) * float(b) for a, b in factors) == pytest.approx(float(value))
        sums.append(float(value))
    assert query(page)["from"] == "5"
    line = arithmetic(page).inner_text().replace("−", "-")
    shown = [float(part) for part in line.split(" + bias")[0].split(" + ")]
    assert shown == pytest.approx(sums, rel=1e-3)


def test_the_products_that_weigh_most_and_the_others_add_up_to_the_cell(page: Page) -> None:
    visit(page, "?sample=coat&layer=linear3&channel=4")
    expect(page.locator("#cell-place")).to_have_text("linear3, number 4: the logit of “coat”")
    rows = page.locator(".net-term")
    expect(rows).to_have_count(12)
    products = []
    for one in rows.locator("span[title]").evaluate_all("all => all.map(one => one.title)"):
        factors, product = one.split(" = ")
        a, b = map(float, factors.split(" x "))
        assert a * b == pytest.approx(float(product))
        products.append(float(product))
    assert [abs(one) for one in products] == sorted(map(abs, products), reverse=True)
    rest = page.locator(".net-terms__rest").inner_text().replace("−", "-")
    found = re.fullmatch(r"The other 72 products add up to (\S+)\.", rest)
    assert found
    whole = float(arithmetic(page).inner_text().replace("−", "-").split(" + bias")[0])
    assert sum(products) + float(found[1]) == pytest.approx(whole, rel=1e-3)


def test_a_click_on_a_map_opens_its_cell_and_marks_what_it_reads(page: Page) -> None:
    visit(page)
    map_ = flow_map(page, "conv2", 9)
    map_.scroll_into_view_if_needed()
    box = map_.bounding_box()
    assert box
    map_.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.15})
    expect(page.locator("#cell-place")).to_have_text("conv2, channel 9, row 1, column 7")
    assert query(page) == {"channel": "9", "row": "1", "column": "7"}
    for channel in range(6):
        mark = flow_map(page, "pool1", channel).locator(".net-mark")
        expect(mark).to_be_visible()
        style = mark.get_attribute("style") or ""
        found = {key: float(value) for key, value in re.findall(r"(\w+): ([\d.]+)%", style)}
        share = 100 / 14
        assert found == pytest.approx(
            {"top": share, "left": 7 * share, "height": 5 * share, "width": 5 * share}, abs=0.01
        )
    expect(flow_map(page, "conv1", 0).locator(".net-mark")).to_be_hidden()
    page.get_by_role("button", name="conv1", exact=True).click()
    expect(page.locator("#input-mark")).to_be_visible()


def test_the_keyboard_goes_through_the_cells_of_a_map(page: Page) -> None:
    visit(page, "?layer=conv2&channel=3&row=4&column=5")
    grid = page.get_by_role("grid", name="Cells of the map")
    grid.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#cell-place")).to_have_text("conv2, channel 3, row 6, column 4")
    page.get_by_label("Layer", exact=True).select_option("pool2")
    page.get_by_label("Channel", exact=True).select_option("11")
    expect(page.locator("#cell-place")).to_have_text("pool2, channel 11, row 2, column 2")
    expect(arithmetic(page)).to_have_text(re.compile(r"^max\(.*\) [=≈] [\d.]+$"))


def test_another_class_has_another_saliency_and_it_is_in_the_address(page: Page) -> None:
    visit(page)
    expect(page.locator("#saliency-text")).to_contain_text("“ankle boot”")
    page.locator(".net-bar", has_text="sneaker").click()
    expect(page.locator("#saliency-text")).to_contain_text("“sneaker”")
    assert query(page) == {"class": "7"}
    gradient = asked(page, image="ankle-boot", saliency_class="sneaker")["saliency"]["gradient"]
    reach = f"{np.abs(gradient).max():.3g}"
    expect(page.locator("#saliency-text")).to_contain_text(reach)
    page.reload()
    expect(page.locator("#saliency-text")).to_contain_text("“sneaker”")


def test_a_picture_is_drawn_with_the_keyboard_and_kept_in_the_address(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Draw your own").click()
    until(page, lambda: "image" in query(page))
    assert not pixels(page).any()
    page.get_by_role("grid", name="Picture of 28 × 28, to draw on").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowUp", "Space"):
        page.keyboard.press(key)
    until(page, lambda: bool(pixels(page).any()))
    drawn = pixels(page)
    assert drawn[13, 2] == 255
    assert drawn[12, 2] == drawn[13, 3] == 200
    assert np.count_nonzero(drawn) == 9
    expect(page.locator("#input-readout")).to_have_text("Row 13, column 2: 255 / 255 = 1.000")
    page.keyboard.press("Delete")
    until(page, lambda: int(pixels(page)[13, 2]) == 0)
    expect(page.locator("#label")).to_contain_text("nobody has labelled it")


def test_a_stroke_of_the_mouse_has_no_gaps_and_is_classified(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Draw your own").click()
    until(page, lambda: "image" in query(page))
    before = best(page).inner_text(), arithmetic(page).inner_text()
    grid = page.get_by_role("grid", name="Picture of 28 × 28, to draw on")
    box = grid.bounding_box()
    assert box
    side = box["width"] / 28
    page.mouse.move(box["x"] + 4.5 * side, box["y"] + 10.5 * side)
    page.mouse.down()
    page.mouse.move(box["x"] + 22.5 * side, box["y"] + 10.5 * side, steps=2)
    page.mouse.up()
    until(page, lambda: bool((pixels(page)[10, 4:23] == 255).all()))
    drawn = pixels(page)
    assert not drawn[13].any()
    answer = asked(page, image=drawn.tolist())
    expect(best(page)).to_have_text(answer["best"])
    assert (best(page).inner_text(), arithmetic(page).inner_text()) != before
    page.reload()
    expect(best(page)).to_have_text(answer["best"])
    assert (pixels(page) == drawn).all()


def test_an_uploaded_picture_is_fitted_and_the_page_says_how(page: Page) -> None:
    visit(page)
    chance = np.random.default_rng(4)
    colours = np.full((84, 56, 3), 250, np.uint8)
    colours[20:60, 10:40] = chance.integers(0, 120, (40, 30, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(colours).save(file, "PNG")
    upload: FilePayload = {"name": "coat.png", "mimeType": "", "buffer": file.getvalue()}
    page.get_by_label("Upload an image").set_input_files(upload)
    notes = page.locator("#notes")
    for said in ("3 × 84 × 56", "inverted", "84 × 56 was fitted into 28 × 28", "mean of its"):
        expect(notes).to_contain_text(said)
    until(page, lambda: "image" in query(page))
    grey = np.full((84, 84), 250.0)
    grey[:, 14:70] = colours.mean(axis=2)
    expected = 255 - grey.reshape(28, 3, 28, 3).mean(axis=(1, 3))
    assert np.abs(pixels(page).astype(float) - expected).max() <= 1
    expect(best(page)).to_have_text(asked(page, image=pixels(page).tolist())["best"])


def test_a_grid_of_28_x_28_bytes_arrives_as_it_is(page: Page) -> None:
    visit(page)
    image = np.rot90(samples()["dress"].image).copy()
    assert image.max() == 255
    assert image.min() == 0
    file = io.BytesIO()
    np.save(file, image)
    upload: FilePayload = {"name": "dress.npy", "mimeType": "", "buffer": file.getvalue()}
    page.get_by_label("Upload an image").set_input_files(upload)
    until(page, lambda: "image" in query(page))
    assert (pixels(page) == image).all()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [("notes.txt", b"hello", "not a kind of file"), ("bad.png", b"no picture", "bad.png: ")],
)
def test_a_file_that_is_no_picture_says_so_and_the_figures_stay(
    page: Page, watch: Watch, name: str, body: bytes, said: str
) -> None:
    watch.allow("415|422")
    visit(page)
    upload: FilePayload = {"name": name, "mimeType": "", "buffer": body}
    page.get_by_label("Upload an image").set_input_files(upload)
    expect(page.locator("#upload-error")).to_contain_text(said)
    expect(best(page)).to_have_text("ankle boot")
    sample(page, "Dress").click()
    expect(page.locator("#upload-error")).to_be_empty()


@pytest.mark.parametrize(
    ("address", "said"),
    [("?sample=hat", "no sample “hat”"), ("?image=abc", "no picture of 28 × 28")],
)
def test_an_address_that_cannot_be_read_shows_the_first_sample_and_says_so(
    page: Page, address: str, said: str
) -> None:
    visit(page, address)
    expect(page.locator("#notes")).to_contain_text(said)
    expect(best(page)).to_have_text("ankle boot")


def test_a_cell_outside_of_its_map_is_brought_back(page: Page) -> None:
    visit(page, "?layer=conv2&channel=99&row=99&column=99")
    expect(page.locator("#cell-place")).to_have_text("conv2, channel 15, row 9, column 9")


def test_a_server_that_is_gone_leaves_the_figures_and_is_told(page: Page, watch: Watch) -> None:
    watch.allow("ERR_FAILED")
    visit(page)
    page.route("**/api/v1/classify", lambda route: route.abort())
    sample(page, "Dress").click()
    expect(page.locator("#stale")).to_contain_text("cannot be reached")
    page.unroute("**/api/v1/classify")
    sample(page, "Coat").click()
    expect(best(page)).to_have_text("coat")
    expect(page.locator("#stale")).to_be_hidden()


def test_all_numbers_of_the_input_are_there(page: Page) -> None:
    visit(page, "?sample=sneaker")
    page.get_by_text("The 28 × 28 numbers that the network received").click()
    cells = page.locator("#input-numbers td")
    expect(cells).to_have_count(784)
    found = [float(text) for text in cells.evaluate_all("all => all.map(one => one.title)")]
    assert found == pytest.approx(np.ravel(samples()["sneaker"].image / 255), rel=1e-6)


def test_axe_finds_nothing_with_numbers_open_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    visit(page, "?layer=linear2&channel=5")
    page.get_by_text("The 28 × 28 numbers that the network received").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_it_speaks_chinese(page: Page) -> None:
    page.goto(f"{URL}?lang=zh")
    expect(best(page)).to_have_text("短靴")
    expect(page.locator("#cell-place")).to_have_text("conv2，通道 3，第 4 行，第 5 列")


@pytest.mark.parametrize("layer", ["conv2", "relu2", "pool1"])
def test_a_cell_can_be_stepped_through_with_its_real_numbers(page: Page, layer: str) -> None:
    visit(page, f"?sample=coat&layer={layer}&channel=3&row=4&column=5")
    outputs = {one["name"]: one["output"] for one in asked(page, image="coat")["layers"]}
    page.get_by_role("link", name="Step through this layer").click()
    line = page.locator("output#arithmetic")
    value = outputs["conv2" if layer == "relu2" else layer][3][4][5]
    expect(page).to_have_url(re.compile("/convolution\\?"))
    expect(line).to_contain_text(re.compile("[=≈]"))
    results = re.findall(r"[=≈]\s*(-?[\d.]+)", line.inner_text().replace("−", "-"))
    assert value == pytest.approx(float(results[-1 if layer == "pool1" else -2]), rel=1e-3)


def test_layers_that_do_not_slide_have_no_steps(page: Page) -> None:
    visit(page, "?layer=linear1&channel=7")
    expect(page.get_by_role("link", name="Step through this layer")).to_be_hidden()
