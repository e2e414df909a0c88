"""Prefixes, edits and padding by HTTP: what is answered, and what is refused with which words."""

from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from models import limits

TEXT = "I have a black cat."


def translate(client: TestClient, **request: Any) -> Response:
    return client.post("/api/v1/translate", json={"text": TEXT, **request})


def one_hot(columns: int, place: int) -> list[float]:
    return [float(index == place) for index in range(columns)]


def test_a_prefix_is_part_of_the_target_and_counted(client: TestClient) -> None:
    free = translate(client).json()
    assert free["target"]["forced"] == 0
    answer = translate(client, target_prefix="Nous", search={"method": "beam", "size": 3}).json()
    assert all(one["text"].startswith("Nous ") for one in answer["hypotheses"])
    assert answer["target"]["forced"] == 1
    assert answer["target"]["tokens"][0] == "▁Nous"
    assert len(answer["attention"]) == len(answer["target"]["tokens"])
    whole = translate(client, target=answer["target"]["text"]).json()
    assert whole["target"]["forced"] == len(whole["target"]["tokens"])
    assert whole["log_probability"] == pytest.approx(answer["log_probability"], abs=1e-3)


def test_given_weights_change_their_step_and_what_follows(client: TestClient) -> None:
    free = translate(client).json()
    columns = len(free["source"]["tokens"])
    cat = free["source"]["tokens"].index("▁cat")
    edit = {"weights": [{"step": 3, "weights": one_hot(columns, cat)}]}
    answer = translate(client, edit=edit, detail="steps").json()
    assert answer["attention"][3] == one_hot(columns, cat)
    np.testing.assert_allclose(answer["attention"][:3], free["attention"][:3], atol=1e-5)
    assert [step["edited"] for step in answer["steps"]].index(True) == 3
    assert answer["log_probability"] != free["log_probability"]


def test_a_zeroed_direction_is_seen_in_the_memory(client: TestClient) -> None:
    answer = translate(client, edit={"zero_direction": "backward"}, detail="steps").json()
    assert not np.array(answer["encoder"]["backward"]).any()
    memory = np.array(answer["encoder"]["memory"])
    assert not memory[:, memory.shape[1] // 2 :].any()
    assert np.array(answer["encoder"]["forward"]).any()


def test_padding_weighs_nothing_under_the_mask_and_something_without(client: TestClient) -> None:
    free = translate(client).json()
    length = free["source"]["valid_length"]
    masked = translate(client, padding=5, detail="steps").json()
    assert masked["source"]["valid_length"] == length
    assert masked["source"]["tokens"] == free["source"]["tokens"] + ["<pad>"] * 5
    assert masked["source"]["words"] == free["source"]["words"]
    assert masked["target"] == free["target"]
    assert (np.array(masked["attention"])[:, length:] == 0).all()
    for step in masked["steps"]:
        assert step["masked_scores"][length:] == [None] * 5
        assert step["masked_scores"][:length] == step["scores"][:length]
        assert step["weights"][length:] == [0] * 5
    bare = translate(client, padding=5, mask=False, detail="steps").json()
    assert (np.array(bare["attention"])[:, length:] > 0).all()
    assert bare["steps"][0]["masked_scores"] == bare["steps"][0]["scores"]


def test_an_edit_of_nothing_is_the_plain_translation(client: TestClient) -> None:
    edit: dict[str, Any] = {"weights": [], "zero_direction": None}
    plain = translate(client).json()
    assert translate(client, edit=edit, padding=0, mask=True).json() == plain
    assert translate(client, arrays="base64").json() == plain


@pytest.fixture(scope="module")
def tokens(client: TestClient) -> int:
    """Source tokens of the text."""
    return len(translate(client).json()["source"]["tokens"])


def edited(*weights: Any, step: Any = 1) -> dict[str, Any]:
    return {"edit": {"weights": [{"step": step, "weights": list(weights)}]}}


WEIGHTS = "edit.weights.0.weights"


def refused(response: Response, field: str, says: str) -> None:
    assert response.status_code == 422
    problem = response.json()
    assert problem["field"] == field
    assert says in problem["detail"]


@pytest.mark.parametrize(
    ("request_body", "field", "says"),
    [
        ({"target_prefix": ""}, "target_prefix", "at least one word"),
        ({"target_prefix": "J'ai 猫"}, "target_prefix", "no token for “猫”"),
        ({"target_prefix": "J'ai un", "max_tokens": 2}, "target_prefix", "at most 1"),
        ({"target_prefix": "un chat " * 80}, "target_prefix", "at most 95"),
        ({"target_prefix": "x" * 2001}, "target_prefix", "2,000"),
        ({"target_prefix": 7}, "target_prefix", "text is needed"),
        ({"target_prefix": "J'ai", "target": "J'ai faim."}, "target_prefix", "“target”"),
        ({"padding": -1}, "padding", "at least 0"),
        ({"padding": 127}, "padding", "from 0 to 1"),
        ({"padding": 128}, "padding", "less than 128"),
        ({"padding": True}, "padding", "whole number"),
        ({"mask": "no"}, "mask", "true or false"),
        ({"arrays": "npy"}, "arrays", "npy"),
        ({"edit": []}, "edit", "object"),
        ({"edit": {"weight": []}}, "edit.weight", "not a field"),
        ({"edit": {"zero_direction": "both"}}, "edit.zero_direction", "both"),
        ({"edit": {"weights": {}}}, "edit.weights", "array"),
        ({"edit": {"weights": [7]}}, "edit.weights.0", "object"),
        ({"edit": {"weights": [{"step": 0}]}}, WEIGHTS, "required"),
        (edited(1, step=-1), "edit.weights.0.step", "at least 0"),
        (edited(1, step=96), "edit.weights.0.step", "from 0 to 95"),
        (edited(1, step=1.5), "edit.weights.0.step", "whole number"),
        (edited(1, "2"), f"{WEIGHTS}.1", "number is needed"),
        (edited(1, None), f"{WEIGHTS}.1", "number is needed"),
        (edited(*[1] * 129), WEIGHTS, "at most 128"),
        ({"text": "Go! " * 100, "detail": "steps"}, "text", f"at most {limits.STEPS}"),
    ],
)
def test_a_wrong_request_is_a_422_that_names_field_value_and_what_is_allowed(
    client: TestClient, request_body: dict[str, Any], field: str, says: str
) -> None:
    refused(translate(client, **request_body), field, says)


def test_weights_that_do_not_fit_the_sentence_are_refused(client: TestClient, tokens: int) -> None:
    ones, last = [1.0] * tokens, tokens - 1
    few = translate(client, **edited(*ones[1:]))
    refused(few, WEIGHTS, f"Step 1 is given {last} weights; {tokens} are needed")
    negative = translate(client, **edited(*ones[1:], -2))
    refused(negative, f"{WEIGHTS}.{last}", f"Weight {tokens} of step 1 is -2")
    refused(translate(client, **edited(*[0] * tokens)), WEIGHTS, "step 1 sum to 0")
    twice = {"weights": 2 * [{"step": 1, "weights": ones}]}
    refused(translate(client, edit=twice), "edit.weights.1.step", "Step 1 is given weights twice")


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "1" + "0" * 400])
def test_a_weight_that_is_no_finite_number_is_a_422(client: TestClient, number: str) -> None:
    weights = f"[{number}, 1, 1, 1, 1, 1, 1]"
    body = f'{{"text": "{TEXT}", "edit": {{"weights": [{{"step": 0, "weights": {weights}}}]}}}}'
    response = client.post(
        "/api/v1/translate", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert len(response.content) < 2000


def test_a_wrong_weight_is_told_in_chinese_too(client: TestClient, tokens: int) -> None:
    response = client.post(
        "/api/v1/translate",
        json={"text": TEXT, **edited(*[1] * (tokens - 1), -2)},
        headers={"accept-language": "zh-CN"},
    )
    assert f"第 1 步的第 {tokens} 个权重是 -2" in response.json()["detail"]


@pytest.mark.parametrize(
    "edit",
    [
        {f"k{i}": 1 for i in range(100_000)},
        {"weights": [{f"k{i}": 1 for i in range(100_000)}]},
        {"weights": [{"step": "x", "weights": "y"}] * 100_000},
        {"weights": [{"step": 0, "weights": ["x"] * 100_000}]},
    ],
    ids=["fields", "fields of a step", "steps", "weights"],
)
def test_of_very_many_faults_one_is_named(client: TestClient, edit: Any) -> None:
    response = translate(client, edit=edit)
    assert response.status_code == 422
    assert len(response.content) < 2000
