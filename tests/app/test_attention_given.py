"""/attention with a translation of the reader's own, or its beginning, as the server sends it."""

import json
import math
import re
import shlex
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

TEXT = "I am at home."
TARGET = "Je suis à la plage."
PREFIX = "Nous somm"


@pytest.fixture(autouse=True)
def model(client: TestClient) -> None:
    if client.get("/readyz").status_code != 200:
        pytest.fail("models/weights holds no model; train one with `make train`.")


def get(client: TestClient, **query: str) -> str:
    answer = client.get("/attention", params={"text": TEXT, "lang": "en"} | query)
    assert answer.status_code == 200
    return answer.text


def translated(client: TestClient, **body: Any) -> Any:
    return client.post("/api/v1/translate", json={"text": TEXT} | body).json()


def text_of(page: str, identifier: str) -> str:
    """The text of an element without elements inside."""
    found = re.search(rf'id="{identifier}"[^>]*>([^<]*)<', page)
    assert found
    return unescape(found[1]).strip()


def words_of(page: str) -> list[tuple[str, str, str, str]]:
    """Label, how much of it was given, and its two numbers, of each word in the strip."""
    found = re.findall(
        r'<li class="given__word" data-given="(\w+)">\s*<bdi[^>]*>(.*?)</bdi>.*?<b>(.*?)</b>\s*'
        r"<span>(.*?)</span>",
        page,
        re.DOTALL,
    )
    return [(unescape(label), given, one, other) for given, label, one, other in found]


def minus(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def test_each_word_of_a_given_translation_has_the_product_of_its_tokens(client: TestClient) -> None:
    page = get(client, target=TARGET)
    answer = translated(client, target=TARGET, detail="steps", arrays="base64")
    chances = [step["chosen"]["probability"] for step in answer["steps"]]
    ranges = [*answer["target"]["words"], [len(chances) - 1] * 2]
    assert text_of(page, "target") == TARGET
    words = words_of(page)
    assert [label for label, *_ in words] == [*TARGET.split(), "</s>"]
    assert {given for _, given, *_ in words} == {"all"}
    for (_, _, written, log), (first, last) in zip(words, ranges, strict=True):
        product = math.prod(chances[first : last + 1])
        assert float(written.replace("−", "-")) == pytest.approx(product, abs=5e-5, rel=0.5)
        assert float(log.replace("−", "-")) == pytest.approx(math.log(product), abs=2e-3)
    total = sum(float(log.replace("−", "-")) for *_, log in words)
    assert total == pytest.approx(answer["log_probability"], abs=1e-2)
    assert minus(answer["log_probability"]) in text_of(page, "given-sum")
    assert text_of(page, "log-probability") == minus(answer["log_probability"])
    assert "chose none of its words" in text_of(page, "given-note")


def test_a_prefix_is_told_apart_from_what_the_model_wrote(client: TestClient) -> None:
    page = get(client, target=PREFIX, prefix="1")
    answer = translated(client, target_prefix=PREFIX)
    assert text_of(page, "target") == answer["target"]["text"]
    tokens, forced = answer["target"]["tokens"], answer["target"]["forced"]
    assert 0 < forced < len(tokens) - 1
    for (_, given, *_), (first, last) in zip(
        words_of(page), [*answer["target"]["words"], [len(tokens) - 1] * 2], strict=True
    ):
        count = max(min(forced - first, last + 1 - first), 0)
        assert given == ("none" if not count else "all" if count == last + 1 - first else "some")
    assert "went on from there by itself" in text_of(page, "given-note")


def test_a_translation_of_the_models_own_has_no_such_strip(client: TestClient) -> None:
    for query in ({}, {"prefix": "1"}, {"target": "", "prefix": "1"}):
        page = get(client, **query)
        assert re.search(r'id="given"[^>]* hidden', page)
        assert words_of(page) == []
        assert text_of(page, "target") == translated(client)["target"]["text"]


@pytest.mark.parametrize(
    ("target", "prefix", "says"),
    [
        ("Je 龘", "1", "no token for “龘”"),
        ("chat " * 140, "0", "at most 128"),
        ("chat " * 140, "1", "at most 95"),
        ("é" * 2001, "0", "2,?000"),
        ("Je\0", "0", "NUL"),
    ],
)
def test_what_cannot_be_given_is_told_at_its_field(
    client: TestClient, target: str, prefix: str, says: str
) -> None:
    page = get(client, target=target, prefix=prefix)
    assert re.search(says, text_of(page, "own-error"))
    assert re.search(r'id="own"[^>]*aria-invalid="true"', page)
    assert not text_of(page, "sentence-error")
    assert re.search('id="own-details" open', page)


def test_files_and_code_ask_for_the_same(client: TestClient) -> None:
    for query, body in (
        ({"target": TARGET}, {"target": TARGET}),
        ({"target": PREFIX, "prefix": "1"}, {"target_prefix": PREFIX}),
    ):
        asked = {"text": TEXT} | query
        answer = translated(client, **body)
        file = client.get("/attention.json", params=asked).json()
        assert file["target"] == answer["target"]
        assert file["attention"] == answer["attention"]
        command = shlex.split(client.get("/attention.sh", params=asked).text)
        assert json.loads(command[-1]) == {"text": TEXT, "detail": "attention"} | body
        page = unescape(get(client, **query))
        (link,) = set(re.findall(r'data-file="json" href="([^"]+)"', page))
        assert client.get(link).json() == file


def test_two_models_read_the_given_translation(client: TestClient) -> None:
    other = next(
        model["name"]
        for model in client.get("/api/v1/models").json()["models"]
        if model["target_language"] == "fr" and not model["default"]
    )
    page = get(client, target=TARGET, compare=other)
    logs = [
        translated(client, target=TARGET, model=name)["log_probability"] for name in (None, other)
    ]
    for log in logs:
        assert minus(log) in text_of(page, "given-sum")
    second = translated(client, target=TARGET, model=other)
    chances = second["hypotheses"][0]["token_log_probabilities"]
    first, last = second["target"]["words"][0]
    assert words_of(page)[0][3] == f"{math.exp(sum(chances[first : last + 1])):.4f}"
    assert "both read the translation that you gave" in text_of(page, "compared-how")


def test_a_step_of_a_given_translation_is_a_table(client: TestClient) -> None:
    answer = translated(client, target=TARGET, detail="steps")
    page = get(client, target=TARGET, step="5")
    rows = re.search(r'id="step-scores".*?</table>', page, re.DOTALL)
    assert rows
    for score in answer["steps"][4]["scores"]:
        assert f"{score:.4f}".replace("-", "−") in rows[0]
