"""What a reader takes along from /convolution."""

import io
import json
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.convolution import ready, visit

pytestmark = pytest.mark.browser


def opened(page: Page, query: str = "") -> None:
    visit(page, query)
    page.locator("#take > summary").click()


def test_files_and_code_are_those_of_the_step_that_is_shown(page: Page) -> None:
    opened(page, "?padding=1")
    expect(page.locator("#take-sh")).to_contain_text('"count": 1')
    page.get_by_role("slider", name="Step").fill("7")
    expect(page.locator("#take-py")).to_contain_text("'start': 6")
    expect(page.locator("#take-torch-py")).to_contain_text("padding=(1, 1)")
    expect(page.locator('[data-file="svg"]')).to_have_attribute("href", re.compile("step=7"))
    with page.expect_download() as download:
        page.locator('[data-file="npy"][data-part="output"]').click()
    assert download.value.suggested_filename == "loupe-convolution-output.npy"
    assert np.load(download.value.path()).shape == (4, 4)


def test_an_animation_at_a_chosen_speed(page: Page, watch: Watch) -> None:
    opened(page)
    page.get_by_label("Steps a second").fill("5")
    page.get_by_label("From step").fill("2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save GIF").click()
    with Image.open(download.value.path()) as image:
        assert (image.n_frames, image.info["duration"]) == (3, 200)
    watch.allow("422")
    page.get_by_label("Steps a second").fill("0")
    page.get_by_role("button", name="Save GIF").click()
    expect(page.locator("#take-wrong")).to_contain_text("from 0.2 to 25")


def test_rows_follow_the_layer(page: Page) -> None:
    opened(page, "?op=max_pool&input=letter&window=2")
    expect(page.locator('li[data-part="kernel"]')).to_be_hidden()
    expect(page.locator('li[data-part="activated"]')).to_be_hidden()
    page.locator("#more > summary").click()
    page.get_by_label("Activation", exact=True).select_option("relu")
    expect(page.locator('li[data-part="activated"]')).to_be_visible()


def test_a_grid_that_no_link_holds_is_in_the_files_all_the_same(page: Page) -> None:
    visit(page)
    grid = np.random.default_rng(3).normal(size=(90, 80))
    file = io.BytesIO()
    np.save(file, grid)
    page.locator("#upload").set_input_files(
        {"name": "noise.npy", "mimeType": "application/x-npy", "buffer": file.getvalue()}
    )
    expect(page.locator("#upload-notes")).to_contain_text("noise.npy")
    ready(page)
    page.locator("#take > summary").click()
    expect(page.locator("#take-upload")).to_be_visible()
    expect(page.locator("#take-torch-py")).to_contain_text("loupe-convolution-request.json")
    with page.expect_download() as download:
        page.locator('[data-file="request.json"]').click()
    assert download.value.suggested_filename == "loupe-convolution-request.json"
    assert np.array_equal(json.loads(download.value.path().read_text())["input"], grid)


def test_the_open_panel_is_accessible(page: Page) -> None:
    opened(page)
    expect(page.locator("#take-py")).not_to_be_empty()
    assert not Axe().run(page, context="#take").response["violations"]
