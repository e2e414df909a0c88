"""/convolution/learn without JavaScript: every step in a table, and what is wrong in an address."""

import html
import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.page_contexts.learn_examples import EXAMPLES

ADDRESS = "/convolution/learn"


def rows(page: str) -> list[tuple[float, list[float]]]:
    """Loss and kernel of each step."""
    found = re.findall(
        r'<th scope="row">(\d+)</th><td>(.*?)</td><td class="table-numbers__text">(.*?)</td>', page
    )
    assert [int(index) for index, _, _ in found] == list(range(len(found)))
    return [
        (float(loss), [float(part) for part in re.split("[,;] ", kernel)])
        for _, loss, kernel in found
    ]


def message(page: str, field: str) -> str:
    found = re.search(rf'id="plain-error-{field}">(.*?)</p>', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_table_holds_the_steps_of_the_api(client: TestClient, example: str) -> None:
    page = client.get(f"{ADDRESS}?example={example}").text
    asked = EXAMPLES[example] | {"frames": {"start": 0, "count": 501}}
    answer = client.post("/api/v1/learn", json=asked).json()
    table = rows(page)
    np.testing.assert_allclose([loss for loss, _ in table], answer["losses"], rtol=1e-5)
    kernels = [np.ravel(step["kernel"]) for step in answer["frames"]]
    np.testing.assert_allclose([kernel for _, kernel in table], kernels, rtol=1e-3)


def test_the_first_example_is_that_of_the_book(client: TestClient) -> None:
    page = client.get(ADDRESS).text
    assert len(rows(page)) == 11
    assert "2 / 60 = 0.03333" in page


def test_every_part_of_the_address_is_read(client: TestClient) -> None:
    query = "input=1,2;3,4&target=9,8&kernel=1&rate=1/100&steps=3&start=zeros&bias=-1"
    page = client.get(f"{ADDRESS}?{query}").text
    asked = {"input": [[1, 2], [3, 4]], "target": [[9, 8]], "learning_rate": 0.01, "steps": 3}
    answer = client.post("/api/v1/learn", json=asked | {"bias": -1}).json()
    np.testing.assert_allclose([loss for loss, _ in rows(page)], answer["losses"], rtol=1e-5)
    size = client.get(f"{ADDRESS}?size=3x2").text
    assert len(rows(size)[0][1]) == 6


def test_divergence_is_said(client: TestClient) -> None:
    page = client.get(f"{ADDRESS}?rate=1&steps=100").text
    assert "Diverged: at step 28 the numbers went beyond 1e100" in page
    assert len(rows(page)) == 28
    assert "已发散：第 28 步" in client.get(f"{ADDRESS}?rate=1&steps=100&lang=zh").text


@pytest.mark.parametrize(
    ("query", "field", "part"),
    [
        ("input=1,a", "input", "“1,a” is not a grid"),
        ("input=1,2;3", "input", "has 1 element,"),
        ("hidden=", "hidden", ""),
        ("hidden=x", "hidden", "“x” is not a grid"),
        ("target=1;2;3;4;5;6;7", "target", "predicts"),
        ("rate=0", "rate", "numbers above 0"),
        ("rate=fast", "rate", "“fast” is not a number"),
        ("steps=1.5", "steps", "“1.5” is not a whole number"),
        ("steps=501", "steps", "1 to 500"),
        ("size=0", "size", "1 to 7"),
        ("size=1,2,3", "size", "[1, 2]"),
        ("size=1,", "size", "“1,” is not allowed"),
        ("size=1", "size", "needs at least"),
        ("size=7", "size", "6 × 8"),
        ("start=once", "start", "“once” is not a seed"),
        ("start=-1", "start", "from 0"),
        ("bias=1e7", "bias", "1,000,000"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: TestClient, query: str, field: str, part: str
) -> None:
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    assert part in message(answer.text, field)
    assert bool(rows(answer.text)) == (part == "")


def test_hostile_text_stays_text(client: TestClient) -> None:
    page = client.get(ADDRESS, params={"rate": "</script><b>", "lang": '"><i>'}).text
    assert "<b>" not in page
    assert "<i>" not in page.replace('<span class="scale" aria-hidden="true"><i></i></span>', "")
