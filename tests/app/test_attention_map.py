"""The whole model as a table: its shapes are those of the arrays that the API answers with."""

import html
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.small_models import save_small

TEXT = "My sister reads a blue book."
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"attend": "before", "score": "additive", "cell": "lstm"},
    "after": {"attend": "after", "score": "dot", "cell": "gru", "layers": 2},
    "lexical": {"attend": "before", "score": "dot", "cell": "gru", "lexical": True},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    weights = tmp_path_factory.mktemp("weights")
    for name, config in KINDS.items():
        save_small(weights, name, default=name == "plain", **config)
    with TestClient(create_app(Settings(weights=weights))) as started:
        yield started


def rows_of(client: TestClient, model: str, lang: str = "en") -> list[list[str]]:
    """Name, shape and note of each part."""
    answer = client.get("/attention", params={"lang": lang, "text": TEXT, "model": model})
    table = re.search(r'id="map-table".*?</table>', answer.text, re.DOTALL)
    assert table
    rows = re.findall(r"<tr><th[^>]*>(.*?)</th><td>(.*?)</td><td[^>]*>(.*?)</td></tr>", table[0])
    return [[html.unescape(cell) for cell in row] for row in rows]


def shape(array: Any) -> str:
    return " × ".join(f"{side:,}" for side in np.shape(array))


def shapes_of(client: TestClient, model: str) -> list[str]:
    """The same from the arrays of a trace, in the order in which they arise."""
    asked = {"text": TEXT, "model": model, "detail": "steps"}
    found = client.post("/api/v1/translate", json=asked).json()
    encoder, step = found["encoder"], found["steps"][0]
    attention = [step[name] for name in ("query", "weights", "context")]
    layers = [layer["hidden"] for layer in step["layers"]]
    update = [step["input_embedding"], step["rnn_input"], *layers]
    both = (layer[way]["hidden"] for layer in encoder["layers"] for way in ("forward", "backward"))
    arrays = [
        found["source"]["tokens"],
        encoder["embeddings"],
        *both,
        encoder["memory"],
        found["keys"],
        found["initial"]["hidden"],
        *(update + attention if found["attend"] == "after" else attention + update),
        *([step["lexical"]] if step["lexical"] else []),
        step["readout"],
    ]
    described = client.app.state.registry.described  # type: ignore[attr-defined]
    vocabulary = next(one.config.target_vocabulary for one in described if one.name == model)
    length = str(found["source"]["valid_length"])
    written = str(len(found["target"]["tokens"]))
    return [length, *map(shape, arrays), f"{vocabulary:,}", written]


@pytest.mark.parametrize("model", KINDS)
def test_the_shapes_are_those_of_the_trace_in_the_order_of_computing(
    client: TestClient, model: str
) -> None:
    assert [row[1] for row in rows_of(client, model)] == shapes_of(client, model)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_model_does_is_said_of_it(client: TestClient, language: str) -> None:
    plain, after, lexical = (
        {name: note for name, _, note in rows_of(client, model, language)} for model in KINDS
    )
    query, weights = ("查询", "注意力权重") if language == "zh" else ("query", "attention weights")
    assert plain[query] != after[query]
    assert plain[weights] != after[weights] == lexical[weights]
    layers = [name for name in after if name.endswith(("(2)", "（第 2 层）"))]
    assert len(layers) == 3
    assert len(lexical) == len(plain) + 1


def test_without_a_sentence_to_read_there_is_no_table(client: TestClient) -> None:
    answer = client.get("/attention", params={"text": "", "lang": "en"})
    assert 'id="map-table"' not in answer.text
