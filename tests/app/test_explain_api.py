"""POST /api/v1/explain: what a word hangs on, beside its attention."""

from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from scipy.stats import kendalltau

from app.api.explain import EXAMPLES

URL = "/api/v1/explain"
SENTENCE = "My sister bought three apples at the market."


def explained(client: TestClient, **body: Any) -> dict[str, Any]:
    found = client.post(URL, json={"text": SENTENCE} | body)
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.json()
    return answer


def test_it_is_about_the_translation_that_the_api_gives(client: TestClient) -> None:
    search = {"method": "beam", "size": 3}
    answer = explained(client, tokens=[1, 2], search=search)
    asked = {"text": SENTENCE, "search": search}
    translation = client.post("/api/v1/translate", json=asked).json()
    assert answer["target"]["tokens"] == translation["target"]["tokens"]
    rows = np.array(translation["attention"])
    assert answer["attention"] == pytest.approx(rows[1:3].mean(axis=0), abs=1e-6)
    assert answer["confidence"]["coverage"] == pytest.approx(rows.sum(axis=0), abs=1e-5)


def test_log_probabilities_of_all_tokens_add_up_to_that_of_the_translation(
    client: TestClient,
) -> None:
    whole = client.post("/api/v1/translate", json={"text": SENTENCE}).json()
    last = len(whole["target"]["tokens"]) - 1
    answer = explained(client, tokens=[0, last])
    assert answer["log_probability"] == pytest.approx(whole["log_probability"], abs=1e-4)


def test_agreement_is_kendalls_tau_of_the_answers_own_numbers(client: TestClient) -> None:
    answer = explained(client, tokens=[1, 1])
    for measure in ("gradient_input", "occlusion"):
        expected = kendalltau(answer["attention"], np.abs(answer[measure])).statistic
        assert answer["agreement"][measure] == pytest.approx(expected, abs=1e-9)


def test_occluding_the_word_itself_costs_most_where_the_translation_is_literal(
    client: TestClient,
) -> None:
    given = "Ma sœur a acheté trois pommes au marché."
    translation = client.post("/api/v1/translate", json={"text": SENTENCE, "target": given}).json()
    word = given.split().index("trois")
    answer = explained(client, target=given, tokens=translation["target"]["words"][word])
    first, last = answer["source"]["words"][SENTENCE.split().index("three")]
    assert first <= int(np.argmax(answer["occlusion"])) <= last


@pytest.mark.parametrize(
    ("tokens", "field"),
    [([3, 2], "tokens.1"), ([0, 99], "tokens.1"), ([99, 99], "tokens.0"), ([-1, 0], "tokens.0"),
     ([0], "tokens.1"), ("0,1", "tokens"), (None, "tokens"), ([0.5, 1], "tokens.0")],
)  # fmt: skip
def test_tokens_that_the_target_has_not_are_named(
    client: TestClient, tokens: object, field: str
) -> None:
    found = client.post(URL, json={"text": SENTENCE, "tokens": tokens})
    assert found.status_code == 422
    assert found.json()["field"] == field


def test_a_word_of_too_many_tokens_is_refused(client: TestClient) -> None:
    body = {
        "text": SENTENCE,
        "target": "a b c d e f g h i j k l m n o p q r s t",
        "tokens": [1, 17],
    }
    found = client.post(URL, json=body)
    assert found.status_code == 422
    assert found.json()["field"] == "tokens.1"
    assert "16" in found.json()["detail"]
    assert client.post(URL, json=body | {"tokens": [1, 16]}).status_code == 200


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_documented_examples_work(client: TestClient, example: dict[str, Any]) -> None:
    assert client.post(URL, json=example["value"]).status_code == 200
