"""POST /api/v1/beam: the tree of a search against the translation that the API gives."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.beam import EXAMPLES

URL = "/api/v1/beam"
SENTENCE = "He told me a long story."
SEARCH = {"method": "beam", "size": 4, "length_penalty": 0.6}


@pytest.fixture(scope="module")
def answer(client: TestClient) -> dict[str, Any]:
    found = client.post(URL, json={"text": SENTENCE, "search": SEARCH})
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


def test_hypotheses_are_those_of_the_translation(client: TestClient, answer: Any) -> None:
    asked = {"text": SENTENCE, "search": SEARCH}
    expected = client.post("/api/v1/translate", json=asked).json()["hypotheses"]
    found = [{key: one[key] for key in one if key != "node"} for one in answer["hypotheses"]]
    assert found == expected


def test_every_total_is_its_parents_total_and_the_tokens_log_probability(answer: Any) -> None:
    totals = {None: 0.0}
    for length, step in enumerate(answer["steps"], 1):
        for one in step:
            total = totals[one["parent"]] + one["log_probability"]
            assert one["total"] == pytest.approx(total, abs=1e-5)
            penalty = ((5 + length) / 6) ** SEARCH["length_penalty"]
            assert one["score"] == pytest.approx(total / penalty, abs=1e-5)
        totals |= {one["node"]: one["total"] for one in step if one["status"] == "kept"}


def test_a_step_keeps_at_most_the_beams_size_and_shows_what_it_pruned(answer: Any) -> None:
    for step in answer["steps"]:
        kept = [one for one in step if one["status"] != "pruned"]
        assert 1 <= len(kept) <= SEARCH["size"]
        assert len(step) <= 2 * SEARCH["size"]
    assert any(one["status"] == "pruned" for one in answer["steps"][0])


def test_the_path_to_a_hypothesis_spells_its_tokens(answer: Any) -> None:
    nodes = {one["node"]: one for step in answer["steps"] for one in step}
    for hypothesis in answer["hypotheses"]:
        node, tokens = hypothesis["node"], []
        assert nodes[node]["status"] == "ended"
        while node is not None:
            tokens.append(nodes[node]["token"])
            node = nodes[node]["parent"]
        assert tokens[::-1] == hypothesis["tokens"]


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_documented_examples_work(client: TestClient, example: dict[str, Any]) -> None:
    assert client.post(URL, json=example["value"]).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [({"text": ""}, "text"), ({"search": {"method": "beam", "size": 11}}, "search.size"),
     ({"max_tokens": 0}, "max_tokens"), ({"model": "none"}, "model"), ({"target": "x"}, "target")],
)  # fmt: skip
def test_what_cannot_be_is_named(client: TestClient, change: dict[str, Any], field: str) -> None:
    found = client.post(URL, json={"text": SENTENCE} | change)
    assert found.status_code == 422
    assert found.json()["field"] == field
