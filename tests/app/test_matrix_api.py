"""POST /api/v1/matrix: the contract, its examples, and every way to ask for nonsense."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from fastapi.testclient import TestClient

from app.api.matrix import BOOK, EXAMPLES

URL = "/api/v1/matrix"


def ask(client: TestClient, **fields: Any) -> dict[str, Any]:
    response = client.post(URL, json=BOOK | fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_answer_reconciles_and_equals_torch(client: TestClient) -> None:
    answer = ask(client, stride=[1, 2], padding=1, dilation=[2, 1])
    x = torch.tensor(BOOK["input"], dtype=torch.float64)[None, None]
    w = torch.tensor(BOOK["kernel"], dtype=torch.float64)[None, None]
    settings: dict[str, Any] = {"stride": (1, 2), "padding": 1, "dilation": (2, 1)}
    expected = F.conv2d(x, w, **settings)[0, 0].numpy()
    assert answer["output"] == expected.tolist()
    flat = expected.ravel()
    assert (np.array(answer["im2col"]) @ answer["kernel"]).tolist() == flat.tolist()
    assert (np.array(answer["toeplitz"]) @ answer["input"]).tolist() == flat.tolist()
    back = F.conv_transpose2d(
        torch.tensor(expected)[None, None], w, output_padding=(0, 1), **settings
    )
    assert answer["transposed"] == back[0, 0].tolist()
    for read, window in zip(answer["reads"], answer["im2col"], strict=True):
        assert window == [0 if cell is None else answer["input"][cell] for cell in read]
    assert answer["padding"] == {"top": 1, "bottom": 1, "left": 1, "right": 1}


def test_the_first_example_is_a_four_by_nine_matrix(client: TestClient) -> None:
    assert np.shape(ask(client)["toeplitz"]) == (4, 9)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_docs_run(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][URL]["post"]
    body = described["requestBody"]["content"]["application/json"]
    assert client.post(URL, json=body["examples"][name]["value"]).status_code == 200


def test_the_docs_describe_every_field_of_the_answer(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert set(schemas["MatrixResponse"]["properties"]) == set(ask(client))


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"input": [[1] * 9]}, "input", "8 × 8"),
        ({"input": [[1, 2], [3]]}, "input", "input[1]"),
        ({"input": [[1, None]]}, "input", "null"),
        ({"kernel": [[1]] * 9}, "kernel", "8 × 8"),
        ({"kernel": [[[1]]]}, "kernel", "2"),
        ({"kernel": [[1] * 4]}, "kernel", "3 × 3"),
        ({"padding": 3}, "padding", "8 × 8"),
        ({"padding": -1}, "padding", "-1"),
        ({"padding": "same", "stride": 2}, "padding", "2, 2"),
        ({"stride": 0}, "stride", "0"),
        ({"stride": "x"}, "stride", '"x"'),
        ({"dilation": 0}, "dilation", "0"),
        ({"bias": 1}, "bias", "bias"),
    ],
)
def test_nonsense_is_a_422_at_its_field_in_both_languages(
    client: TestClient, fields: dict[str, Any], field: str, said: str
) -> None:
    for language in ("en", "zh"):
        response = client.post(URL, json=BOOK | fields, headers={"Accept-Language": language})
        problem = response.json()
        assert response.status_code == 422
        assert problem["field"] == field
        assert said in problem["detail"]
