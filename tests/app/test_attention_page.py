"""The page /attention as the server sends it."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from app.page_contexts.attention_examples import EXAMPLES


class Reader(HTMLParser):
    """Collects the texts of the elements with an id, and of all table cells."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[tuple[str, str | None]] = []
        self.texts: dict[str, str] = {}
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.within.append((tag, dict(attrs).get("id")))

    def handle_endtag(self, tag: str) -> None:
        while self.within and self.within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self.within:
            if name:
                self.texts[name] = self.texts.get(name, "") + data


@pytest.fixture(autouse=True)
def model(client: TestClient) -> None:
    if client.get("/readyz").status_code != 200:
        pytest.fail("models/weights holds no model; train one with `make train`.")


def page(client: TestClient, **query: str) -> Reader:
    answer = client.get(f"/attention?{urlencode(query)}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    reader = Reader()
    reader.feed(answer.text)
    return reader


def test_the_page_and_the_api_say_the_same(client: TestClient) -> None:
    answer = client.post("/api/v1/translate", json={"text": "I am at home."}).json()
    read = page(client, text="I am at home.")
    assert read.texts["target"] == answer["target"]["text"]
    assert json.loads(read.texts["attention-data"])["answers"] == [
        [{"text": "I am at home.", "detail": "attention"}, answer]
    ]
    numbers = re.findall(r"\d\.\d{4}", read.texts["weights"])
    width = len(answer["source"]["tokens"]) + 1
    rows = [numbers[i : i + width] for i in range(0, len(numbers), width)]
    assert [row[:-1] for row in rows] == [
        [f"{weight:.4f}" for weight in row] for row in answer["attention"]
    ]


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1)>",
        "<!--<script>",
        '"><svg onload=alert(1)>',
        "\u2028 {{ 7 * 7 }} %s {text}",
    ],
)
def test_no_text_can_leave_its_place(client: TestClient, text: str) -> None:
    plain, read = page(client, text="I am at home."), page(client, text=text)
    assert read.texts["sentence"].strip() == text.strip()
    assert json.loads(read.texts["attention-data"])["answers"][0][1]["source"]["text"] == text
    for tag in ("script", "img", "svg", "textarea"):
        assert read.tags.count(tag) == plain.tags.count(tag)


def test_without_a_sentence_there_is_an_example(client: TestClient) -> None:
    read = page(client)
    assert read.texts["sentence"].strip() == EXAMPLES["en"][0].text
    assert read.texts["target"].strip()


@pytest.mark.parametrize("text", ["", "  ", "\0", "a" * 2001, "dog " * 200])
def test_a_wrong_sentence_gives_the_page_with_a_message(client: TestClient, text: str) -> None:
    read = page(client, text=text)
    assert read.texts["sentence-error"].strip()
    assert json.loads(read.texts["attention-data"])["answers"] == []


def test_a_step_is_a_table_of_scores_weights_and_candidates(client: TestClient) -> None:
    asked = {"text": "I am at home.", "detail": "steps"}
    step = client.post("/api/v1/translate", json=asked).json()["steps"][1]
    read = page(client, text="I am at home.", step="2")
    scores = re.findall(r"\u2212?\d+\.\d{4}", read.texts["step-scores"])
    pairs = zip(step["scores"], step["weights"], strict=True)
    written = [f"{number:.4f}".replace("-", "\u2212") for pair in pairs for number in pair]
    assert scores == written
    for one in step["candidates"]:
        assert f"{one['probability']:.4f}" in read.texts["step-candidates"]
    assert "step-scores" not in page(client, text="I am at home.").texts
