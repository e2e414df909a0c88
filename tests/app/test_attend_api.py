"""POST /api/v1/attend: the contract, its examples, and every way to ask for nonsense."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from httpx2 import Response

from app.api.attend import EXAMPLES

URL = "/api/v1/attend"
Q = [[1, 0], [0, 2]]
K = [[1, 1], [2, 0], [0, -1]]
V = [[1], [3], [5]]


def post(client: TestClient, language: str = "en", **fields: Any) -> Response:
    body = {"queries": Q, "keys": K, "values": V} | fields
    return client.post(URL, json=body, headers={"Accept-Language": language})


def ask(client: TestClient, **fields: Any) -> dict[str, Any]:
    response = post(client, **fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_default_is_the_scaled_dot_product_over_all_keys(client: TestClient) -> None:
    answer = ask(client)
    expected = torch.nn.functional.scaled_dot_product_attention(
        *(torch.tensor([each], dtype=torch.float64) for each in (Q, K, V))
    )
    np.testing.assert_allclose(answer["output"], expected[0].numpy(), rtol=1e-9)
    assert answer["score"] == "scaled_dot"
    assert answer["scale"] == pytest.approx(1 / math.sqrt(2))
    assert answer["valid_lengths"] == [3, 3]
    assert answer["masked_scores"] == answer["scores"]
    assert answer["additive"] is None
    assert answer["shapes"] == {
        "queries": [2, 2], "keys": [3, 2], "values": [3, 1], "scores": [2, 3], "output": [2, 1],
    }  # fmt: skip


def test_beyond_the_valid_length_scores_are_null_and_weights_exactly_0(client: TestClient) -> None:
    answer = ask(client, score="dot", valid_lengths=[1, 2])
    assert answer["scores"] == [[1, 2, 0], [2, 0, -2]]
    assert answer["masked_scores"] == [[1, None, None], [2, 0, None]]
    assert answer["weights"][0] == [1, 0, 0]
    assert answer["weights"][1][2] == 0
    assert answer["weights"][1][0] == pytest.approx(1 / (1 + math.exp(-2)))
    assert answer["output"][0] == [1]
    assert answer["entropy"]["most"] == [0, pytest.approx(math.log(2))]


def test_additive_scores_can_be_recomputed_from_the_answer(client: TestClient) -> None:
    answer = ask(client, queries=[[1, 2, 3], [0, 1, 0]], score="additive", seed=5)
    parts = answer["additive"]
    projected = np.array(parts["projected_queries"])[:, None] + parts["projected_keys"]
    scores = np.tanh(projected) @ parts["vector"]
    np.testing.assert_allclose(answer["scores"], scores, rtol=1e-9)
    np.testing.assert_allclose(np.array(K) @ np.transpose(parts["key"]), parts["projected_keys"])
    assert answer["scale"] is answer["entropy"]["scaled"] is answer["entropy"]["unscaled"] is None
    weights = {name: parts[name] for name in ("query", "key", "vector")}
    again = ask(client, queries=[[1, 2, 3], [0, 1, 0]], score="additive", weights=weights)
    assert again == answer


@pytest.mark.parametrize("score", ["dot", "scaled_dot", "additive"])
def test_huge_numbers_give_finite_answers(client: TestClient, score: str) -> None:
    text = post(client, queries=[[1e30, -1e30]], keys=[[1e30, 1e30], [-1e30, 1e30]],
                values=[[1e30], [-1e30]], score=score).text  # fmt: skip
    assert "NaN" not in text
    assert "Infinity" not in text


WEIGHTS = {"query": [[1, 0]], "key": [[1, 0]], "vector": [1]}


@pytest.mark.parametrize(
    ("fields", "field", "parts"),
    [
        ({"queries": [[1, 2], [3]]}, "queries", ["queries[1]", "1 element,", "2"]),
        ({"queries": []}, "queries", ["queries", "empty"]),
        ({"keys": [[]]}, "keys", ["keys", "empty"]),
        ({"queries": 3}, "queries", ["queries", "3", "arrays"]),
        ({"queries": [1, 2]}, "queries", ["1 dimension;", "2"]),
        ({"queries": [[[1]]]}, "queries", ["3 dimensions", "2"]),
        ({"keys": [[1, 1], [1, 1], [1, "a"]]}, "keys", ["keys[2][1]", "a", "finite"]),
        ({"keys": [[1, 1], [1, None], [1, 1]]}, "keys", ["keys[1][1]", "null"]),
        ({"values": [[True], [1], [1]]}, "values", ["values[0][0]", "true"]),
        ({"values": [[1], [2e100], [1]]}, "values", ["values[1][0]", "2e+100", "1e+100"]),
        ({"values": [[1], [10**400], [1]]}, "values", ["values[1][0]", "1e+100"]),
        ({"queries": [[1] * 17]}, "queries", ["1 × 17", "16 × 16"]),
        ({"keys": [[1]] * 17}, "keys", ["17 × 1", "16 × 16"]),
        ({"keys": [[1], [2], [3]]}, "keys", ["2 numbers", "1", "additive"]),
        ({"values": [[1], [2]]}, "values", ["3 keys", "2 values"]),
        ({"valid_lengths": [1]}, "valid_lengths", ["1 valid lengths", "2 queries"]),
        ({"valid_lengths": [1, 4]}, "valid_lengths[1]", ["valid_lengths[1]", "4", "1 to 3"]),
        ({"valid_lengths": [0, 1]}, "valid_lengths[0]", ["valid_lengths[0]", "0", "1 to 3"]),
        ({"valid_lengths": [1.5, 1]}, "valid_lengths[0]", ["1.5", "1 … 3"]),
        ({"valid_lengths": [[1], [1]]}, "valid_lengths", ["2 dimensions"]),
        ({"valid_lengths": 2}, "valid_lengths", ["valid_lengths", "2"]),
        ({"score": "cosine"}, "score", ["cosine", "additive"]),
        ({"weights": WEIGHTS}, "weights", ["additive", "scaled_dot"]),
        ({"seed": 1}, "seed", ["additive", "scaled_dot"]),
        ({"score": "additive", "seed": -1}, "seed", ["-1", "4,294,967,295"]),
        ({"score": "additive", "seed": "a"}, "seed", ["a"]),
        ({"score": "additive", "seed": 1, "weights": WEIGHTS}, "seed", ["weights / seed"]),
        ({"score": "additive", "weights": {"query": [[1, 0]]}}, "weights.key", ["weights.key"]),
        ({"score": "additive", "weights": WEIGHTS | {"key": [[1]]}}, "weights.key",
         ["weights.key", "1 × 1", "1 × 2", "[h][d_k]"]),
        ({"score": "additive", "weights": WEIGHTS | {"vector": [1, 2]}}, "weights.vector",
         ["weights.vector", "2", "[h]"]),
        ({"score": "additive", "weights": WEIGHTS | {"query": [[1, "x"]]}}, "weights.query",
         ["weights.query[0][1]", "x"]),
        ({"score": "additive", "weights": WEIGHTS | {"more": 1}}, "weights.more", ["more"]),
        ({"extra": 1}, "extra", ["extra"]),
    ],
)  # fmt: skip
def test_nonsense_is_a_422_that_names_the_place(
    client: TestClient, fields: dict[str, Any], field: str, parts: list[str]
) -> None:
    for language in ("en", "zh"):
        response = post(client, language, **fields)
        problem = response.json()
        assert response.status_code == 422
        assert problem["field"] == field
        if language == "en":
            for part in parts:
                assert part in problem["detail"]
        else:
            assert any("\u4e00" <= character <= "\u9fff" for character in problem["detail"])


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_not_finite_are_refused(client: TestClient, text: str) -> None:
    body = f'{{"queries": [[1, {text}]], "keys": [[1, 1]], "values": [[1]]}}'
    response = client.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert "queries[0][1]" in response.json()["detail"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_docs_run(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][URL]["post"]
    body = described["requestBody"]["content"]["application/json"]
    assert client.post(URL, json=body["examples"][name]["value"]).status_code == 200


def test_the_docs_describe_every_field_of_the_answer(client: TestClient) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]["AttendResponse"]
    assert set(described["properties"]) == set(ask(client))
