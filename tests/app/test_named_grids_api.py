"""Grids by name, by HTTP and in the address of /convolution without JavaScript."""

import html
import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.page_contexts.grids_and_kernels import CHOICES, GRIDS
from models.convolution.grids.named import NAMES


def test_a_name_gives_the_same_numbers_each_time(client: TestClient) -> None:
    answer = client.get("/api/v1/grids/random,5x4,-9..9,7").json()
    assert answer["shape"] == [5, 4]
    assert np.shape(answer["values"]) == (5, 4)
    assert answer["name"] == "random,5x4,-9..9,7"
    assert client.get("/api/v1/grids/random,5x4,-9..9,7").json() == answer
    assert client.get("/api/v1/grids/random,5x4,-9..9,8").json() != answer


def test_whole_numbers_are_written_as_such(client: TestClient) -> None:
    answer = client.get("/api/v1/grids/checkerboard,2x3")
    assert '"values":[[0,1,0],[1,0,1]]' in answer.text.replace(" ", "")


def test_the_largest_grid(client: TestClient) -> None:
    answer = client.get("/api/v1/grids/gradient,1024x1024").json()
    assert answer["shape"] == [1024, 1024]
    assert answer["values"][1023][1023] == 1023


@pytest.mark.parametrize(
    ("name", "language", "says"),
    [
        ("chessboard", "en", "There is no grid “chessboard”; available: counting"),
        ("checkerboard,0x4", "en", "“rows” is 0; whole numbers from 1 to 1,024"),
        ("random,4x4,9..0,1", "zh-CN", "前一个数不得大于后一个数"),
    ],
)
def test_a_name_that_stands_for_nothing(
    client: TestClient, name: str, language: str, says: str
) -> None:
    answer = client.get(f"/api/v1/grids/{name}", headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert answer.json()["field"] == "input"


def test_names_that_are_no_names(client: TestClient) -> None:
    assert client.get(f"/api/v1/grids/{'x' * 101}").status_code == 422


def page(client: TestClient, **query: str) -> str:
    answer = client.get("/convolution", params=query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_a_page_without_scripts_takes_a_name_with_a_size(client: TestClient) -> None:
    text = page(client, input="checkerboard,4x6", kernel="identity")
    assert "floor((4 + 0 + 0 − 3) / 1) + 1 = 2" in text
    assert "0, 1, 0, 1, 0, 1" in text
    assert "Step 1 of 8" in text


def test_a_page_without_scripts_stays_short_for_a_large_grid(client: TestClient) -> None:
    text = page(client, input="texture,1024x1024", kernel="identity", step="9")
    assert "Step 9 of 1044484" in text
    assert re.search(r'name="input"[^>]*>texture,1024x1024<', text)
    assert len(text) < 600_000


def test_what_is_wrong_with_a_name_stands_at_its_field(client: TestClient) -> None:
    text = page(client, input="random,8x8,0..9,-2")
    message = re.search(r'id="plain-error-input">([^<]*)<', text)
    assert message is not None
    assert "“seed” is -2; whole numbers from 0 to 4,294,967,295" in message[1]


def test_every_name_is_offered_and_has_a_text(client: TestClient) -> None:
    text = page(client)
    assert set(CHOICES) == set(NAMES) >= set(GRIDS)
    for name in CHOICES:
        assert f'href="/convolution?input={name}"' in text
        assert f'data-name="{name}"' in text
