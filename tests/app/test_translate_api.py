"""`/api/v1/translate` and `/api/v1/models` on the model that ships."""

import math

import pytest

from models import limits

TEXT = "The little girl wants to buy a new book."


def translate(client, **request):
    return client.post("/api/v1/translate", json=request)


def test_the_default_model_says_what_it_is(client):
    models = client.get("/api/v1/models").json()["models"]
    first = models[0]
    assert first["name"] == "en-fr-additive"
    assert first["default"] is True
    assert [one["default"] for one in models[1:]] == [False] * (len(models) - 1)
    assert (first["source_language"], first["target_language"]) == ("en", "fr")
    assert (first["attention"], first["cell"]) == ("additive", "lstm")
    assert 5_000_000 < first["parameters"] < 10_000_000
    assert first["metrics"]["bleu"] > 30
    assert first["metrics"]["dev"]["bleu"] >= 40
    assert first["metrics"]["dev"]["link_share"] >= 0.8
    assert "nrefs:var" in first["metrics"]["bleu_signature"]


def test_an_answer_holds_the_contract(client):
    answer = translate(client, text=TEXT).json()
    source, target, attention = answer["source"], answer["target"], answer["attention"]
    assert answer["model"] == "en-fr-additive"
    assert source["text"] == TEXT
    assert source["tokens"][-1] == target["tokens"][-1] == "</s>"
    assert source["valid_length"] == len(source["tokens"])
    assert source["truncated"] is False
    assert len(attention) == len(target["tokens"])
    for row in attention:
        assert len(row) == len(source["tokens"])
        assert sum(row) == pytest.approx(1, abs=1e-5)
        assert all(0 <= weight <= 1 for weight in row)
    for text in (source, target):
        words = text["text"].split()
        assert len(words) == len(text["words"])
        for word, (first, last) in zip(words, text["words"], strict=True):
            pieces = "".join(text["tokens"][first : last + 1])
            assert pieces.replace("\u2581", "") == word
    assert math.isfinite(answer["log_probability"])
    assert answer["log_probability"] < 0
    (best,) = answer["hypotheses"]
    assert best["text"] == target["text"]
    assert best["tokens"] == target["tokens"]
    assert best["attention"] == attention
    assert best["score"] == best["log_probability"] == answer["log_probability"]


def test_the_model_translates_and_looks_at_the_right_words(client):
    answer = translate(client, text="I have a black cat.").json()
    assert answer["target"]["text"] == "J'ai un chat noir."
    source, target = answer["source"]["tokens"], answer["target"]["tokens"]
    looked_at = {
        target[row]: source[weights.index(max(weights))]
        for row, weights in enumerate(answer["attention"])
    }
    assert looked_at["▁chat"] == "▁cat"
    assert looked_at["▁noir"] == "▁black"


def test_a_translation_of_ones_own_is_looked_at(client):
    answer = translate(client, text="I am at home.", target="Je suis chez moi.").json()
    assert answer["target"]["text"] == "Je suis chez moi."
    assert len(answer["attention"]) == len(answer["target"]["tokens"])


def test_a_translation_ends_at_max_tokens(client):
    answer = translate(client, text=TEXT, max_tokens=3).json()
    assert len(answer["target"]["tokens"]) == len(answer["attention"]) == 3


@pytest.mark.parametrize(
    ("request_body", "field", "says"),
    [
        ({"text": ""}, "text", "at least one word"),
        ({"text": "  \n "}, "text", "at least one word"),
        ({}, "text", "required"),
        ({"text": 7}, "text", ""),
        ({"text": "x" * (limits.SENTENCE_CHARACTERS + 1)}, "text", "2,000"),
        ({"text": "a cat " * 200}, "text", "at most 128"),
        ({"text": "a\0b"}, "text", "position 2"),
        ({"text": "x", "model": "en-xx"}, "model", "“en-xx”; available: en-fr-additive"),
        ({"text": "x", "search": {"method": "magic"}}, "search.method", "magic"),
        ({"text": "x", "detail": "everything"}, "detail", "everything"),
        ({"text": "x", "max_tokens": 0}, "max_tokens", "1"),
        ({"text": "x", "max_tokens": 2.5}, "max_tokens", "2.5"),
        ({"text": "x", "target": ""}, "target", "at least one word"),
        ({"text": "x", "tone": "kind"}, "tone", "tone"),
    ],
)
def test_a_wrong_request_is_a_422_that_names_the_field(client, request_body, field, says):
    response = translate(client, **request_body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["field"] == field
    assert says in problem["detail"]
    assert problem["status"] == 422


def test_half_a_surrogate_pair_is_a_422(client):
    response = client.post(
        "/api/v1/translate",
        content=b'{"text": "a\\ud800b"}',
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 422
    assert response.json()["field"] == "text"


def test_the_error_speaks_chinese_when_asked(client):
    response = client.post(
        "/api/v1/translate", json={"text": " "}, headers={"accept-language": "zh-CN"}
    )
    assert response.status_code == 422
    assert any("\u4e00" <= c <= "\u9fff" for c in response.json()["detail"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1, 2]", b"null", b'{"text": "a"', b'{"text": "\xff"}', b"[" * 100_000],
    ids=["empty", "open", "list", "null", "cut off", "no UTF-8", "deep"],
)
def test_a_body_that_is_no_request_is_a_422(client, body):
    response = client.post(
        "/api/v1/translate", content=body, headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("place", ["{}", '{{"text": "x", "search": {}}}'])
def test_of_many_unknown_fields_one_is_named(client, place):
    unknown = "{" + ", ".join(f'"k{i}": 1' for i in range(200_000)) + "}"
    response = client.post(
        "/api/v1/translate",
        content=place.format(unknown),
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 422
    assert len(response.content) < 2000


@pytest.mark.parametrize(
    "text", ["家里有人吗", "שלום", "👨‍👩‍👧", "<script>alert(1)</script>", "ＡＢＣ"]
)
def test_unknown_scripts_and_markup_are_answered_as_they_are(client, text):
    response = translate(client, text=text)
    assert response.status_code == 200
    assert response.json()["source"]["text"] == text
    if text == "家里有人吗":
        assert "<unk>" in response.json()["source"]["tokens"]
