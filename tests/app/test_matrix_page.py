"""/convolution/matrix without JavaScript: three products as tables, and wrong addresses."""

import html
import re

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.page_contexts.convolution_matrix import EXAMPLES

ADDRESS = "/convolution/matrix"


def tables(page: str) -> list[list[list[str]]]:
    """The texts of the cells of each row of each table."""
    return [
        [
            re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            for row in re.findall(r"<tr>(.*?)</tr>", one)
        ]
        for one in re.findall(r"<table.*?</table>", page, re.DOTALL)
    ]


def message(page: str, field: str) -> str:
    found = re.search(rf'id="plain-error-{field}">(.*?)</p>', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_table_multiplies_out_to_the_answer_of_the_api(
    client: TestClient, example: str
) -> None:
    found = tables(client.get(f"{ADDRESS}?example={example}").text)
    answer = client.post("/api/v1/matrix", json=EXAMPLES[example]).json()
    output, back = np.ravel(answer["output"]), np.ravel(answer["transposed"])
    assert len(found) == 3
    for table, result in zip(found, (output, output, back), strict=True):
        factors = np.array(table[1][1:-1], dtype=float)
        matrix = np.array([row[1:-1] for row in table[2:]], dtype=float)
        np.testing.assert_allclose(matrix @ factors, result)
        np.testing.assert_allclose([float(row[-1]) for row in table[2:]], result)


def test_every_part_of_the_address_is_read(client: TestClient) -> None:
    query = "input=1,2,3;4,5,6&kernel=1/2,-1&stride=1,2&padding=0,1&dilation=1,2"
    found = tables(client.get(f"{ADDRESS}?{query}").text)
    asked = {"input": [[1, 2, 3], [4, 5, 6]], "kernel": [[0.5, -1]], "stride": [1, 2]}
    answer = client.post("/api/v1/matrix", json=asked | {"padding": [0, 1], "dilation": [1, 2]})
    results = [float(row[-1]) for row in found[1][2:]]
    assert results == np.ravel(answer.json()["output"]).tolist()


@pytest.mark.parametrize(
    ("query", "field", "part"),
    [
        ("input=1,a", "input", "“1,a” is not a grid"),
        ("input=1,2;3", "input", "has 1 element,"),
        ("kernel=x", "kernel", "“x” is not a grid"),
        ("kernel=1,1,1,1", "kernel", "3 × 3"),
        ("stride=0", "stride", "at least 1"),
        ("stride=1,2,3", "stride", "“1,2,3” is not allowed"),
        ("stride=1.5", "stride", "“1.5” is not allowed"),
        ("padding=-1", "padding", "none may be below 0"),
        ("padding=3", "padding", "8 × 8"),
        ("padding=some", "padding", "“some” is not allowed"),
        ("padding=same&stride=2", "padding", "stride"),
        ("dilation=0", "dilation", "1 to"),
        ("padding=same", "padding", ""),
        ("stride=", "stride", ""),
        ("example=none", "input", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: TestClient, query: str, field: str, part: str
) -> None:
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    assert part in message(answer.text, field)
    assert bool(tables(answer.text)) == (part == "")


def test_hostile_text_stays_text(client: TestClient) -> None:
    page = client.get(ADDRESS, params={"stride": "</script><b>", "lang": '"><i>'}).text
    assert "<b>" not in page
    assert "<i>" not in page


def test_chinese_is_chinese(client: TestClient) -> None:
    page = client.get(f"{ADDRESS}?lang=zh&padding=-1").text
    assert "把卷积写成矩阵" in page
    assert "-1" in message(page, "padding")
