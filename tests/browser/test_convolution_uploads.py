"""Files that become inputs of /convolution: every kind, chosen or dropped, and bad ones."""

import base64
import io
import json
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import Watch
from tests.browser.convolution import (
    arithmetic,
    cell,
    correlate,
    grid,
    ready,
    reconcile,
    region,
    visit,
)

pytestmark = pytest.mark.browser

VALUES = [[1, 2.5, -3], [0, 1e3, 0.125], [7, 8, 9], [-1, 2, -2]]
COUNTING = [[0, 1], [2, 3]]


def npy(values: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, np.array(values))
    return file.getvalue()


def picture(pixels: np.ndarray[Any, Any], kind: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, quality=95)
    return file.getvalue()


def colours(rows: int, columns: int) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(11)
    return rng.integers(0, 256, (rows, columns, 3), dtype=np.uint8)


def upload(page: Page, name: str, body: bytes) -> None:
    file: FilePayload = {"name": name, "mimeType": "", "buffer": body}
    page.get_by_label("Upload a grid", exact=True).set_input_files(file)


def drop(page: Page, name: str, body: bytes) -> None:
    """Drop a file on the input figure as a person would: over it, then let go."""
    transfer = page.evaluate_handle(
        """([name, body]) => {
          const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], name));
          return transfer;
        }""",
        [name, base64.b64encode(body).decode()],
    )
    figure = region(page, "Input")
    figure.dispatch_event("dragenter", {"dataTransfer": transfer})
    expect(page.locator("#dropping")).to_be_visible()
    figure.dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.locator("#dropping")).to_be_hidden()


def size(page: Page, name: str, text: str) -> None:
    expect(page.locator(f"[data-size={name}]")).to_have_text(text)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("grid.csv", "\n".join(",".join(map(str, row)) for row in VALUES).encode()),
        ("grid.json", json.dumps(VALUES).encode()),
        ("GRID.NPY", npy(VALUES)),
    ],
)
def test_files_of_numbers(page: Page, name: str, body: bytes) -> None:
    visit(page)
    upload(page, name, body)
    size(page, "input", "4 × 3")
    expect(page.locator("#upload-notes")).to_contain_text(f"{name}: 4 × 3")
    page.get_by_role("slider", name="Step").fill("4")
    expected = correlate(VALUES, COUNTING).ravel()[3].item()
    assert reconcile(arithmetic(page).inner_text()) == (expected, expected)
    expect(page.locator("#channel-field")).to_be_hidden()


def test_colour_pictures_become_channels(page: Page) -> None:
    pixels = colours(6, 7)
    visit(page)
    upload(page, "picture.png", picture(pixels, "PNG"))
    size(page, "input", "6 × 7")
    expect(page.locator("#upload-notes")).to_contain_text("3 × 6 × 7")
    channel = page.get_by_label("Channel", exact=True)
    expect(channel).to_have_value("grey")
    grey = correlate(pixels.mean(axis=2).tolist(), COUNTING)
    assert reconcile(arithmetic(page).inner_text())[1] == pytest.approx(grey[0, 0].item(), rel=1e-5)
    for index, name in enumerate(("Red", "Green", "Blue")):
        channel.select_option(label=name)
        expected = correlate(pixels[:, :, index].tolist(), COUNTING)[0, 0].item()
        expect(arithmetic(page)).to_contain_text(f" = {expected:g}")


def test_grey_and_jpeg_pictures(page: Page) -> None:
    visit(page)
    pixels = np.full((5, 5), 100, dtype=np.uint8)
    upload(page, "grey.png", picture(pixels, "PNG"))
    size(page, "input", "5 × 5")
    expect(page.locator("#channel-field")).to_be_hidden()
    expect(arithmetic(page)).to_have_text("100 x 0 + 100 x 1 + 100 x 2 + 100 x 3 = 600")
    upload(page, "photo.jpeg", picture(colours(16, 24), "JPEG"))
    size(page, "input", "16 × 24")
    expect(page.get_by_label("Channel", exact=True)).to_be_visible()


def test_a_file_dropped_on_the_figure(page: Page) -> None:
    visit(page)
    drop(page, "dropped.csv", b"1,1,1\n1,1,1\n1,1,2")
    size(page, "input", "3 × 3")
    page.keyboard.press("End")
    expect(arithmetic(page)).to_have_text("1 x 0 + 1 x 1 + 1 x 2 + 2 x 3 = 9")


def test_a_picture_of_many_pixels(page: Page) -> None:
    pixels = colours(300, 400)
    visit(page, "?kernel=sobel-x")
    upload(page, "large.png", picture(pixels, "PNG"))
    size(page, "output", "298 × 398")
    page.get_by_label("Channel", exact=True).select_option(label="Green")
    page.get_by_role("slider", name="Step").fill("100000")
    expect(page.locator("[data-player=place]")).to_have_text("Step 100000 of 118604")
    kernel = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    expected = correlate(pixels[:, :, 1].tolist(), kernel).ravel()[99_999].item()
    expect(arithmetic(page)).to_contain_text(f" = {expected:g}")
    page.keyboard.press("ArrowRight")
    expected = correlate(pixels[:, :, 1].tolist(), kernel).ravel()[100_000].item()
    expect(arithmetic(page)).to_contain_text(f" = {expected:g}")
    expect(page).to_have_url(re.compile("step=100001&upload=large.png"))
    grid(page, "Output").hover(**cell(page, "output", 100, 100))
    expect(page.locator("#readout-output")).to_contain_text("reads input rows 100 to 102")
    page.reload()
    ready(page)
    expect(page.locator("#error-input")).to_contain_text("“large.png”")
    size(page, "input", "3 × 3")


def test_going_back_finds_an_upload_again(page: Page) -> None:
    visit(page)
    upload(page, "large.png", picture(colours(100, 120), "PNG"))
    size(page, "input", "100 × 120")
    page.get_by_role("button", name="Letter F, 9 × 9").click()
    size(page, "input", "9 × 9")
    page.go_back()
    size(page, "input", "100 × 120")
    expect(page.get_by_label("Channel", exact=True)).to_have_value("grey")
    page.go_back()
    size(page, "input", "3 × 3")


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("notes.txt", b"1,2", "“notes.txt” is not a kind of file"),
        ("ragged.csv", b"1,2\n3", "ragged.csv:"),
        ("words.csv", b"1,two", "two"),
        ("nan.csv", b"1,nan", "nan"),
        ("empty.csv", b"", "empty.csv:"),
        ("broken.json", b"[[1,2]", "JSON"),
        ("true.json", b"[[1,true]]", "true"),
        ("fake.png", b"not a picture", "PNG"),
        ("cut.npy", npy(VALUES)[:-8], "bytes"),
        ("object.npy", npy([["a", "b"]]), "NPY"),
    ],
)
def test_a_bad_file_is_refused_at_the_field(
    page: Page, watch: Watch, name: str, body: bytes, says: str
) -> None:
    watch.allow("Failed to load resource")
    visit(page)
    upload(page, name, body)
    error = page.locator("#error-input")
    expect(error).to_contain_text(says, ignore_case=True)
    described = page.get_by_label("Upload a grid", exact=True)
    expect(described).to_have_attribute("aria-invalid", "true")
    assert "error-input" in (described.get_attribute("aria-describedby") or "")
    expect(page.locator("#stale")).to_be_visible()
    expect(arithmetic(page)).to_contain_text("= 19")
    upload(page, "good.csv", b"1,2\n3,4")
    expect(error).to_be_empty()
    expect(page.locator("#stale")).to_be_hidden()
    size(page, "input", "2 × 2")


def test_a_file_beyond_the_cap_is_refused_in_chinese(page: Page, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    page.goto("/convolution?lang=zh")
    ready(page)
    page.get_by_label("上传网格", exact=True).set_input_files(
        {"name": "huge.csv", "mimeType": "text/csv", "buffer": b"1," * (5 * 2**20) + b"1"}
    )
    expect(page.locator("#error-input")).to_contain_text("8,388,608")
