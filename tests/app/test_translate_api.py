"""`/api/v1/translate` and `/api/v1/models` on the model that ships."""

import math

import pytest

from models import limits

TEXT = "The little girl wants to buy a new book."
SEVERAL = (
    "My older sister lives in a small house near the river.  She has two dogs and a black cat.\n"
    "EVERY MORNING SHE WALKS TO WORK. In the evening she reads “old” books in her garden!"
)
BEAM = {"method": "beam"}


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
    chances = best["token_log_probabilities"]
    assert len(chances) == len(target["tokens"])
    assert sum(chances) == pytest.approx(answer["log_probability"])


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


def test_a_beam_gives_its_hypotheses_best_first(client):
    greedy = translate(client, text=TEXT).json()
    answer = translate(client, text=TEXT, search=BEAM | {"size": 4}).json()
    hypotheses = answer["hypotheses"]
    assert len({one["text"] for one in hypotheses}) == len(hypotheses) == 4
    for one in hypotheses:
        length = len(one["tokens"])
        assert one["score"] == pytest.approx(one["log_probability"] / ((5 + length) / 6))
        assert len(one["attention"]) == length
        assert len(one["words"]) == len(one["text"].split())
        for row in one["attention"]:
            assert sum(row) == pytest.approx(1, abs=1e-5)
        forced = translate(client, text=TEXT, target=one["text"]).json()
        if forced["target"]["tokens"] == one["tokens"]:
            assert forced["log_probability"] == pytest.approx(one["log_probability"], abs=1e-3)
            assert forced["attention"][0] == pytest.approx(one["attention"][0], abs=1e-4)
    scores = [one["score"] for one in hypotheses]
    assert scores == sorted(scores, reverse=True)
    best = hypotheses[0]
    assert answer["target"]["tokens"] == best["tokens"]
    assert answer["attention"] == best["attention"]
    assert answer["log_probability"] == best["log_probability"]
    assert best["score"] >= greedy["log_probability"] / ((5 + len(greedy["attention"])) / 6) - 1e-4


def test_a_beam_without_more_has_five_and_a_length_penalty_of_one(client):
    ours = translate(client, text=TEXT, search=BEAM).json()
    theirs = translate(client, text=TEXT, search=BEAM | {"size": 5, "length_penalty": 1}).json()
    assert ours == theirs
    assert len(ours["hypotheses"]) == 5


def test_a_beam_of_one_is_greedy(client):
    greedy = translate(client, text=TEXT).json()
    beam = translate(client, text=TEXT, search=BEAM | {"size": 1}).json()
    assert beam["target"] == greedy["target"]
    assert beam["log_probability"] == pytest.approx(greedy["log_probability"], abs=1e-4)


def test_as_many_sentences_as_are_allowed_with_the_largest_beam_are_answered(client):
    answer = translate(client, text="Go! " * limits.SENTENCES, search=BEAM | {"size": 10}).json()
    assert len(answer["segments"]) == limits.SENTENCES
    assert all(len(one["hypotheses"]) == 10 for one in answer["segments"])


@pytest.mark.parametrize("search", [{"method": "greedy"}, BEAM | {"size": 2}])
def test_a_long_text_has_an_answer_for_each_sentence(client, search):
    answer = translate(client, text=SEVERAL, search=search).json()
    assert set(answer) == {"model", "source", "target", "log_probability", "segments"}
    assert answer["source"] == {"text": SEVERAL}
    segments = answer["segments"]
    assert len(segments) == 4
    for one in segments:
        source = one["source"]
        assert SEVERAL[source["start"] :].startswith(source["text"])
        alone = translate(client, text=source["text"], search=search).json()
        assert alone["source"]["start"] == 0
        assert one["source"] == alone["source"] | {"start": source["start"]}
        assert one["target"] == alone["target"]
        assert len(one["hypotheses"]) == len(alone["hypotheses"])
        assert set(one) == set(alone)
    assert [len(one["source"]["notes"]) for one in segments] == [0, 0, 1, 1]
    targets = [one["target"]["text"] for one in segments]
    joined = f"{targets[0]}  {targets[1]}\n{targets[2]} {targets[3]}"
    assert answer["target"] == {"text": joined}
    total = sum(one["log_probability"] for one in segments)
    assert answer["log_probability"] == pytest.approx(total)


def test_with_a_target_a_long_text_is_one_pass(client):
    answer = translate(client, text=SEVERAL, target="Ma sœur a une maison.").json()
    assert answer["source"]["text"] == SEVERAL
    assert "segments" not in answer


def test_capitals_are_read_as_small_letters_and_that_is_said(client):
    plain = translate(client, text="Where do I live?").json()
    loud = translate(client, text="WHERE DO I LIVE?").json()
    assert loud["target"] == plain["target"]
    assert loud["source"]["text"] == "WHERE DO I LIVE?"
    assert plain["source"]["notes"] == []
    assert loud["source"]["notes"] == ["Words all in capitals were read in lower case."]
    chinese = client.post(
        "/api/v1/translate", json={"text": "I’M HERE"}, headers={"accept-language": "zh"}
    ).json()
    assert len(chinese["source"]["notes"]) == 2
    assert all(any("\u4e00" <= c <= "\u9fff" for c in note) for note in chinese["source"]["notes"])


@pytest.mark.parametrize(
    ("request_body", "field", "says"),
    [
        ({"text": ""}, "text", "at least one word"),
        ({"text": "  \n "}, "text", "at least one word"),
        ({}, "text", "required"),
        ({"text": 7}, "text", ""),
        ({"text": "x" * (limits.SENTENCE_CHARACTERS + 1)}, "text", "2,000"),
        ({"text": "a cat " * 200}, "text", "at most 128"),
        ({"text": "Go! " * 101}, "text", "101 sentences; at most 100"),
        ({"text": "a\0b"}, "text", "position 2"),
        ({"text": "x", "model": "en-xx"}, "model", "“en-xx”; available: en-fr-additive"),
        ({"text": "x", "search": {"method": "magic"}}, "search.method", "magic"),
        ({"text": "x", "search": "beam"}, "search", "object"),
        ({"text": "x", "search": {"method": "greedy", "size": 3}}, "search.size", "beam search"),
        ({"text": "x", "search": {"length_penalty": 1}}, "search.length_penalty", "beam search"),
        ({"text": "x", "search": BEAM | {"size": 0}}, "search.size", "at least 1"),
        ({"text": "x", "search": BEAM | {"size": 11}}, "search.size", "at most 10"),
        ({"text": "x", "search": BEAM | {"size": 2.5}}, "search.size", "whole number"),
        ({"text": "x", "search": BEAM | {"size": True}}, "search.size", "whole number"),
        ({"text": "x", "search": BEAM | {"length_penalty": -1}}, "search.length_penalty", "0"),
        ({"text": "x", "search": BEAM | {"length_penalty": 2.1}}, "search.length_penalty", "2"),
        (
            {"text": "x", "search": BEAM | {"length_penalty": "1"}},
            "search.length_penalty",
            "number",
        ),
        ({"text": "x", "search": BEAM | {"width": 3}}, "search.width", "width"),
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


def test_a_size_without_a_beam_is_refused_in_chinese_too(client):
    response = client.post(
        "/api/v1/translate",
        json={"text": "x", "search": {"size": 3}},
        headers={"accept-language": "zh-CN"},
    )
    assert response.status_code == 422
    assert "束搜索" in response.json()["detail"]


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
