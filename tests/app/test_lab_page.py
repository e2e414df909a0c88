"""/attention/lab without JavaScript: its tables, its address, and what is wrong in one."""

import json
import re
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from models.attention.examples import EXAMPLES

ADDRESS = "/attention/lab"


def data(page: str) -> dict[str, Any]:
    found = re.search(r'id="lab-data">(.*?)</script>', page, re.DOTALL)
    assert found
    parsed: dict[str, Any] = json.loads(found[1])
    return parsed


def table(page: str, caption: str) -> list[list[str]]:
    body = re.search(rf"<caption>{caption}</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    assert body
    return [re.findall(r"<td>(.*?)</td>", row) for row in body[1].split("</tr>")[:-1]]


def visible(page: str) -> str:
    return re.sub(r"<(script|template).*?</\1>", "", page, flags=re.DOTALL)


def test_tables_hold_the_numbers_of_the_api(client: TestClient) -> None:
    page = client.get(ADDRESS).text
    answer = client.post("/api/v1/attend", json=data(page)["request"]).json()
    assert data(page)["answer"] == answer
    for caption, name in (("Scores", "scores"), ("Weights", "weights"), ("Output", "output")):
        shown = np.array(table(page, caption), dtype=float)
        np.testing.assert_allclose(shown, answer[name], rtol=1e-3, atol=1e-3)
    masked = table(page, "Masked scores")
    assert [[cell == "−∞" for cell in row] for row in masked] == [
        [cell is None for cell in row] for row in answer["masked_scores"]
    ]


def test_every_part_of_the_address_is_read(client: TestClient) -> None:
    query = "queries=1,2;3,4&keys=1,0,1;0,1,1&values=1;2&valid=1,2&score=additive"
    weights = "&wq=1,0;0,1&wk=1,0,0;0,1,0&v=1,-1"
    request = data(client.get(f"{ADDRESS}?{query}{weights}").text)["request"]
    assert request == {
        "queries": [[1, 2], [3, 4]],
        "keys": [[1, 0, 1], [0, 1, 1]],
        "values": [[1], [2]],
        "valid_lengths": [1, 2],
        "score": "additive",
        "weights": {"query": [[1, 0], [0, 1]], "key": [[1, 0, 0], [0, 1, 0]], "vector": [1, -1]},
    }
    request = data(client.get(f"{ADDRESS}?{query}&seed=7").text)["request"]
    assert request["seed"] == 7
    assert "weights" not in request


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_has_an_address(client: TestClient, name: str) -> None:
    page = client.get(f"{ADDRESS}?example={name}").text
    found = data(page)
    assert found["request"] == found["examples"][name]
    assert found["messages"] == {}
    assert "<caption>Output</caption>" in page


def test_matrices_of_ones_own_inherit_nothing_from_an_example(client: TestClient) -> None:
    query = "example=saturation&queries=1&keys=1;2;3&values=1;2;3"
    request = data(client.get(f"{ADDRESS}?{query}").text)["request"]
    assert request["score"] == "scaled_dot"
    assert "valid_lengths" not in request


@pytest.mark.parametrize(
    ("query", "field", "part"),
    [
        ("queries=1,2;3", "queries", "queries[1]"),
        ("queries=1,two", "queries", "1,two"),
        ("keys=1,nan", "keys", "1,nan"),
        ("keys=1,2", "keys", "4 numbers"),
        ("values=1;2", "values", "4 keys"),
        ("queries=" + "1," * 16 + "1", "queries", "16 × 16"),
        ("valid=1,2,9", "valid", "valid_lengths[2]"),
        ("valid=0,1,1", "valid", "1 to 4"),
        ("valid=1,x", "valid", "1,x"),
        ("score=cosine", "score", "cosine"),
        ("score=additive&wq=1", "wk", "matrix"),
        ("score=additive&wq=1&wk=1&v=1;2", "v", "1;2"),
        ("score=additive&wq=1&wk=1&v=1", "wq", "1 × 4"),
        ("score=additive&seed=x", "seed", "x"),
        ("score=additive&seed=-1", "seed", "-1"),
        ("queries=<script>alert(1)</script>", "queries", "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: TestClient, query: str, field: str, part: str
) -> None:
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    page = visible(answer.text)
    message = re.search(rf'id="plain-error-{field}">(.+?)</p>', page)
    assert message
    assert part in message[1]
    assert "<caption>" not in page
    assert "<script>alert" not in answer.text
    assert "output" in data(answer.text)["answer"]


def test_chinese(client: TestClient) -> None:
    page = client.get(f"{ADDRESS}?lang=zh&score=additive").text
    for text in ("查询", "键", "掩码后的得分", "权重", "输出", "有效长度"):
        assert text in visible(page)
