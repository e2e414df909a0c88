"""What the page shows, as files."""

import csv
import io

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.attention_files import harmless
from tests.app.test_attention_page import Reader

SENTENCE = "The old man reads a book."


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_csv_holds_every_weight_of_the_api(client: TestClient) -> None:
    answer = client.post("/api/v1/translate", json={"text": SENTENCE}).json()
    found = client.get("/attention.csv", params={"text": SENTENCE})
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.content.startswith(b"\xef\xbb\xbf")
    head, *rows = rows_of(found.text)
    assert head[1:] == answer["source"]["tokens"]
    assert [row[0] for row in rows] == answer["target"]["tokens"]
    assert [[float(x) for x in row[1:]] for row in rows] == answer["attention"]


def test_csv_of_words_and_of_another_translation(client: TestClient) -> None:
    query = {"text": SENTENCE, "search": "beam", "size": "3", "hypothesis": "2", "view": "words"}
    head, *rows = rows_of(client.get("/attention.csv", params=query).text)
    assert head[1:-1] == SENTENCE.split()
    search = {"method": "beam", "size": 3}
    answer = client.post("/api/v1/translate", json={"text": SENTENCE, "search": search}).json()
    second = answer["hypotheses"][1]
    assert second["text"] != answer["target"]["text"]
    assert [row[0] for row in rows[:-1]] == second["text"].split()
    weights, columns = np.array(second["attention"]), [a for a, _ in answer["source"]["words"]]
    words = np.add.reduceat(weights, [*columns, weights.shape[1] - 1], axis=1)
    for row, (first, last) in zip(rows, second["words"], strict=False):
        expected = words[first : last + 1].mean(axis=0)
        assert list(map(float, row[1:])) == pytest.approx(expected, abs=1e-6)


def test_json_is_the_answer_of_the_api(client: TestClient) -> None:
    answer = client.post("/api/v1/translate", json={"text": SENTENCE}).json()
    found = client.get("/attention.json", params={"text": SENTENCE}).json()
    assert {key: found[key] for key in ("model", "source", "attention")} == {
        key: answer[key] for key in ("model", "source", "attention")
    }
    for key in ("text", "tokens", "words"):
        assert found["target"][key] == answer["target"][key]


def test_html_needs_nothing_else_and_escapes_what_was_typed(client: TestClient) -> None:
    typed = "</script><img src=x onerror=alert(1)> hello"
    text = client.get("/attention.html", params={"text": typed, "lang": "zh"}).text
    assert '<html lang="zh-Hans">' in text
    assert "&lt;img src=x onerror=alert(1)&gt;" in text
    read = Reader()
    read.feed(text)
    assert read.tags.count("th") > 10
    assert "img" not in read.tags
    assert "Plotly.newPlot" in text


@pytest.mark.parametrize("kind", ["csv", "json", "html"])
def test_wrong_queries_are_told(client: TestClient, kind: str) -> None:
    for query, field in (({}, "text"), ({"text": "x", "model": "none"}, "model")):
        found = client.get(f"/attention.{kind}", params=query, headers={"Accept": "*/*"})
        assert found.status_code == 422
        assert found.json()["field"] == field


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_label_is_computed_by_a_spreadsheet(label: str) -> None:
    assert harmless(label) == f"'{label}"
    assert harmless("maison") == "maison"
