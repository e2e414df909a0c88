"""Sentences that are none, or that nobody expects: answered as they are, shown as text."""

import pytest
from fastapi.testclient import TestClient

ODD = {
    "right to left": "שלום עולם, مرحبا",
    "joined emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽",
    "stacked accents": "e" + "\u0301" * 300,
    "zero width": "I\u200b am\u200d at\ufeff home\u2060.",
    "direction overrides": "\u202eemoh ta ma I\u202c \u2066x\u2069",
    "unknown script": "ᚠᛇᚻ ꙮ 𓀀",
    "only signs": "?!… — ¿¡",
    "control characters": "a\x01b\x7fc\x85d",
    "not a character": "a\ufffeb\U0010ffff",
    "markup": "<img src=x onerror=alert(1)> &amp; {{7*7}} ${7*7} </script>",
    "lines": "one\u2028two\u2029three\x0bfour",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_sentences_are_answered_and_given_back_as_they_are(
    client: TestClient, text: str
) -> None:
    answer = client.post("/api/v1/translate", json={"text": text, "max_tokens": 12})
    assert answer.status_code == 200
    assert answer.json()["source"]["text"] == text


def test_an_unknown_script_is_shown_as_unknown(client: TestClient) -> None:
    body = {"text": ODD["unknown script"], "max_tokens": 12}
    assert "<unk>" in client.post("/api/v1/translate", json=body).json()["source"]["tokens"]


@pytest.mark.parametrize("path", ["/attention", "/attention/search", "/attention/change"])
@pytest.mark.parametrize("text", [ODD["markup"], ODD["direction overrides"], "\0", "\x01"])
def test_pages_show_them_as_text(client: TestClient, path: str, text: str) -> None:
    page = client.get(path, params={"text": text})
    assert page.status_code == 200
    assert "<img src=x" not in page.text


@pytest.mark.parametrize("text", ["", " ", "\u3000\t\n", "a\0", "\0"])
def test_blanks_and_nul_are_refused(client: TestClient, text: str) -> None:
    answer = client.post("/api/v1/translate", json={"text": text})
    assert (answer.status_code, answer.json()["field"]) == (422, "text")
