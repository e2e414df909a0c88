"""POST /api/v1/learn: the contract, its examples, and every way to ask for nonsense."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from app.api.learn import EXAMPLES, STRIPE

URL = "/api/v1/learn"
EDGE = {"input": STRIPE, "target_kernel": [[1, -1]]}


def ask(client: TestClient, **fields: Any) -> dict[str, Any]:
    response = client.post(URL, json=EDGE | fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_descent_can_be_recomputed_from_the_answer(client: TestClient) -> None:
    answer = ask(client, kernel=[[0.5, 0.25]], bias=-1, learning_rate=0.005, steps=4)
    assert answer["step_count"] == len(answer["losses"]) == len(answer["frames"]) == 5
    values, target = torch.tensor(STRIPE, dtype=torch.float64), np.array(answer["target"])
    kernel, bias = np.array([[0.5, 0.25]]), -1.0
    for index, step in enumerate(answer["frames"]):
        assert step["index"] == index
        np.testing.assert_allclose(step["kernel"], kernel, rtol=1e-9)
        weights = torch.tensor(kernel)[None, None]
        prediction = torch.nn.functional.conv2d(values[None, None], weights)[0, 0].numpy() + bias
        np.testing.assert_allclose(step["prediction"], prediction, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(step["error"], prediction - target, rtol=1e-9, atol=1e-12)
        assert step["loss"] == pytest.approx(((prediction - target) ** 2).sum())
        assert step["loss"] == answer["losses"][index]
        kernel = kernel - 0.005 * np.array(step["gradient"])
        bias = bias - 0.005 * step["bias_gradient"]
    assert answer["last"] == answer["frames"][-1]


def test_the_edge_example_tells_its_stable_rate(client: TestClient) -> None:
    answer = ask(client)
    assert answer["target"] == [[0, 1, 0, 0, 0, -1, 0]] * 6
    np.testing.assert_allclose(answer["curvature"]["eigenvalues"], [60, 12])
    assert answer["curvature"]["stable_rate"] == pytest.approx(1 / 30)
    assert answer["curvature"]["free_directions"] == 0
    assert answer["stable"]
    assert answer["diverged_at"] is None
    assert answer["learning_rate"] == 0.03
    assert answer["step_count"] == 11


def test_divergence_is_told_with_its_step(client: TestClient) -> None:
    answer = ask(client, learning_rate=1, steps=100, seed=1, frames={"start": 0, "count": 4096})
    assert not answer["stable"]
    assert answer["diverged_at"] == answer["step_count"] == len(answer["frames"])
    assert answer["losses"] == sorted(answer["losses"])


def test_only_the_frames_asked_for_are_answered(client: TestClient) -> None:
    answer = ask(client, steps=500, frames={"start": 499, "count": 64})
    assert [step["index"] for step in answer["frames"]] == [499, 500]
    assert len(answer["losses"]) == 501
    assert ask(client, frames={"start": 99})["frames"] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_docs_run(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][URL]["post"]
    body = described["requestBody"]["content"]["application/json"]
    assert client.post(URL, json=body["examples"][name]["value"]).status_code == 200


def test_the_docs_describe_every_field_of_the_answer(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    answer = ask(client)
    assert set(schemas["LearnResponse"]["properties"]) == set(answer)
    assert set(schemas["LearnStep"]["properties"]) == set(answer["last"])


@pytest.mark.parametrize(
    ("fields", "field", "said", "said_in_chinese"),
    [
        ({"target": [[1]]}, "target", "exactly one", "只给一个"),
        ({"learning_rate": 0}, "learning_rate", "is 0; numbers above 0", "是 0"),
        ({"learning_rate": "fast"}, "learning_rate", '"fast"', '"fast"'),
        ({"learning_rate": None}, "learning_rate", "null", "null"),
        ({"steps": 501}, "steps", "1 to 500", "500"),
        ({"steps": 2.5}, "steps", "2.5", "2.5"),
        ({"kernel_size": [1, 1]}, "kernel_size", "needs at least", "1 × 2"),
        ({"kernel_size": [7, 2]}, "kernel_size", "6 × 8", "6 × 8"),
        ({"kernel_size": {}}, "kernel_size", "1 … 7", "{}"),
        ({"kernel": [[1, 2]], "seed": 3}, "seed", "leave", "seed"),
        ({"kernel": [[1, 2], [3]]}, "kernel", "kernel[1]", "kernel[1]"),
        ({"bias": [1]}, "bias", "null, 0.5", "null, 0.5"),
        ({"input": [[1] * 65]}, "input", "64 × 64", "64 × 64"),
        ({"input": [[1e7, 1, 1]]}, "input", "1,000,000", "1,000,000"),
        ({"input": None}, "input", "null", "null"),
        ({"frames": {"start": -1}}, "frames.start", "0", "0"),
        ({"momentum": 0.9}, "momentum", "momentum", "momentum"),
    ],
)
def test_what_cannot_be_learned_is_a_422_at_its_field_in_both_languages(
    client: TestClient, fields: dict[str, Any], field: str, said: str, said_in_chinese: str
) -> None:
    for language, text in (("en", said), ("zh", said_in_chinese)):
        response = client.post(URL, json=EDGE | fields, headers={"Accept-Language": language})
        problem = response.json()
        assert response.status_code == 422
        assert problem["field"] == field
        assert text in problem["detail"]


def test_a_learning_rate_that_is_no_json_number_is_refused(client: TestClient) -> None:
    body = json.dumps(EDGE)[:-1] + ', "learning_rate": NaN}'
    headers = {"Content-Type": "application/json"}
    assert client.post(URL, content=body, headers=headers).status_code == 422
