"""What /convolution shows, as files."""

import csv
import io
import xml.etree.ElementTree as ET
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from models import limits

LAYER = "input=0,1,2;3,4,5;6,7,8&kernel=0,1;2,0.5&padding=1&bias=-3&act=relu"


def get(client: TestClient, kind: str, query: str) -> Any:
    found = client.get(f"/convolution.{kind}?{query}")
    assert found.status_code == 200, found.text
    return found


def numbers(client: TestClient, query: str) -> dict[str, Any]:
    """The API's answer and what was asked."""
    body = get(client, "request.json", query).json()
    answer = client.post("/api/v1/convolve", json=body).json()
    return {**answer, "input": body["input"], "kernel": body.get("kernel")}


@pytest.mark.parametrize("part", ["input", "kernel", "output", "activated"])
@pytest.mark.parametrize("query", [LAYER, "input=colours&kernel=ten&act=tanh"])
def test_npy_and_csv_hold_every_number(client: TestClient, query: str, part: str) -> None:
    expected = np.array(numbers(client, query)[part], dtype=float)
    found = get(client, "npy", f"{query}&part={part}")
    assert f'filename="loupe-convolution-{part}.npy"' in found.headers["content-disposition"]
    array = np.load(io.BytesIO(found.content), allow_pickle=False)
    assert array.shape == expected.shape
    assert np.array_equal(array, expected)
    text = get(client, "csv", f"{query}&part={part}").text
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    assert np.array_equal(np.array(rows, dtype=float), expected.reshape(-1, expected.shape[-1]))
    planes = expected.size // (expected.shape[-1] * expected.shape[-2])
    assert text.count("\n\n") == planes - 1


def test_a_saved_grid_can_be_opened_again(client: TestClient) -> None:
    for kind, media in (("csv", "text/csv"), ("npy", "application/x-npy")):
        data = get(client, kind, f"{LAYER}&part=input").content
        read = client.post("/api/v1/grids", content=data, headers={"Content-Type": media}).json()
        assert read["values"] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_json_is_the_request_and_the_answer_of_the_api(client: TestClient) -> None:
    found = get(client, "json", f"{LAYER}&step=6").json()
    assert found["answer"] == client.post("/api/v1/convolve", json=found["request"]).json()
    assert found["answer"]["frames"][0]["index"] == 5
    again = client.post("/convolution.json", json=found["request"]).json()
    assert again == found


def test_what_no_address_holds_is_sent_as_a_request(client: TestClient) -> None:
    grid = np.random.default_rng(0).normal(size=(80, 70))
    body = {"input": grid.tolist(), "operation": "max_pool", "window": 2}
    found = client.post("/convolution.npy?part=output", json=body)
    expected = grid.reshape(40, 2, 35, 2).max(axis=(1, 3))
    assert np.array_equal(np.load(io.BytesIO(found.content)), expected)
    assert client.post("/convolution.png", json=body).content.startswith(b"\x89PNG")


def test_svg_shows_the_step(client: TestClient) -> None:
    found = get(client, "svg", f"{LAYER}&step=6")
    assert found.headers["content-type"] == "image/svg+xml"
    assert 'filename="loupe-convolution-step-6.svg"' in found.headers["content-disposition"]
    texts = [node.text for node in ET.fromstring(found.text).iter() if node.tag.endswith("}text")]
    assert "6 / 16" in texts
    # window 0, 1, 3, 4 of the input without its padding
    assert "0 x 0 + 1 x 1 + 3 x 2 + 4 x 0.5 + bias -3 = 6" in texts
    assert "Y[1, 1] = relu(6) = 6" in texts


def test_png_is_sharp_and_a_step_beyond_the_end_is_the_last(client: TestClient) -> None:
    svg = ET.fromstring(get(client, "svg", f"{LAYER}&step=99").text)
    found = get(client, "png", f"{LAYER}&step=99")
    assert "step-16.png" in found.headers["content-disposition"]
    image = Image.open(io.BytesIO(found.content))
    assert image.size == (2 * int(svg.attrib["width"]), 2 * int(svg.attrib["height"]))


@pytest.mark.parametrize(
    ("query", "frames"),
    [
        (LAYER, 16),
        (f"{LAYER}&first=3&last=7&speed=4", 5),
        ("op=transposed&input=0,1;2,3&kernel=0,1;2,3&stride=2", 4),
        ("op=transposed&input=0,1;2,3&kernel=0,1;2,3&stride=2&by=output", 16),
        ("op=max_pool&input=letter&window=2", None),
        ("input=counting-2&kernel=counting-2", 4),
    ],
)
def test_gif_has_a_picture_a_step(client: TestClient, query: str, frames: int | None) -> None:
    found = get(client, "gif", query)
    image = Image.open(io.BytesIO(found.content))
    assert image.n_frames == (frames or get(client, "json", query).json()["answer"]["frame_count"])
    assert image.info["loop"] == 0
    pictures, lasting = [], []
    for frame in range(image.n_frames):
        image.seek(frame)
        pictures.append(np.array(image.convert("RGB")))
        lasting.append(image.info["duration"])
    assert len({picture.shape for picture in pictures}) == 1
    assert set(lasting[:-1]) == {250 if "speed=4" in query else 500}
    assert lasting[-1] > lasting[0]
    assert all((a != b).any() for a, b in pairwise(pictures))


@pytest.mark.parametrize(
    ("kind", "query", "field", "said"),
    [
        ("json", "kernel=x", "kernel", '"x"'),
        ("py", "input=1,2;3", "input", "2; make them equal"),
        ("csv", "stride=0", "stride", "stride is 0"),
        ("npy", "padding=1,2,3", "padding", "1,2,3"),
        ("csv", "part=middle", "part", "input, kernel, output"),
        ("npy", "part=activated", "part", "input, kernel, output"),
        ("csv", "part=kernel&op=max_pool", "part", "input, output"),
        ("svg", "step=one", "step", '"one"'),
        ("torch.py", "op=pool", "op", "cross_correlation"),
        ("sh", "groups=2", "groups", "2"),
        ("png", "input=checkerboard,0x0", "input", "0"),
        ("gif", "speed=0", "speed", "0.2"),
        ("gif", "speed=1e9", "speed", "25"),
        ("gif", "speed=fast", "speed", '"fast"'),
        ("gif", "first=9&last=2", "first", "9"),
        ("gif", "first=0", "first", "0"),
        ("gif", "input=checkerboard,64x64", "last", f"{limits.ANIMATION_FRAMES}"),
        ("gif", "input=checkerboard,1024x1024&last=100", "last", "pixels"),
        ("json", "upload=photo.png", "upload", "photo.png"),
        ("py", "net=none&layer=conv1&sample=0", "model", "none"),
    ],
)
def test_wrong_queries_are_told(
    client: TestClient, kind: str, query: str, field: str, said: str
) -> None:
    found = client.get(f"/convolution.{kind}?{query}", headers={"Accept": "*/*"})
    assert found.status_code == 422, found.text
    assert found.json()["field"] == field
    assert said in found.json()["detail"]


def test_a_wrong_request_is_told(client: TestClient) -> None:
    found = client.post("/convolution.gif", json={"input": [[1]], "kernel": [[1, 2]]})
    assert found.status_code == 422
    assert found.json()["field"] == "kernel"
