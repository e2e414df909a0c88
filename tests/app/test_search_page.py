"""/attention/search without JavaScript: its tables, its address, and what is wrong in one."""

import html
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.page_contexts.attention_search import APART, Address
from app.page_contexts.attention_search_tables import why_ended

ADDRESS = "/attention/search"
SENTENCE = "He told me a long story."
QUERY = {"text": SENTENCE, "size": "3", "length_penalty": "0.6"}
SEARCH = {"method": "beam", "size": 3, "length_penalty": 0.6}


@pytest.fixture(scope="module")
def shown(client: TestClient) -> str:
    return client.get(ADDRESS, params=QUERY).text


@pytest.fixture(scope="module")
def answer(client: TestClient) -> dict[str, Any]:
    asked = {"text": SENTENCE, "search": SEARCH}
    found: dict[str, Any] = client.post("/api/v1/beam", json=asked).json()
    return found


def tables(page: str) -> list[list[list[str]]]:
    """The cells of every table, without their tags: first the hypotheses, then each step."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [
        [
            [
                html.unescape(re.sub(r"<[^>]+>|\s{2,}", "", cell)).replace("\u2212", "-")
                for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            ]
            for row in body.split("</tr>")[:-1]
        ]
        for body in bodies
    ]


def error(page: str, field: str) -> str:
    found = re.search(rf'id="{field}-error"[^>]*>([^<]*)<', page)
    assert found
    return found[1]


def test_tables_hold_what_the_api_answers(shown: str, answer: dict[str, Any]) -> None:
    hypotheses, *steps = tables(shown)
    assert [row[1] for row in hypotheses] == [one["text"] for one in answer["hypotheses"]]
    assert len(steps) == len(answer["steps"])
    for rows, step in zip(steps, answer["steps"], strict=True):
        assert [row[1] for row in rows] == [one["token"] for one in step]
        assert [row[5] for row in rows] == [one["status"] for one in step]


def test_the_numbers_of_the_tables_reconcile(shown: str) -> None:
    hypotheses, *steps = tables(shown)
    for _, _, log_probability, tokens, divisor, score in hypotheses:
        assert float(divisor) == pytest.approx(((5 + int(tokens)) / 6) ** 0.6, abs=6e-4)
        assert float(log_probability) / float(divisor) == pytest.approx(float(score), abs=2e-3)
    totals = {"<s>": 0.0}
    for rows in steps:
        for before, token, log_probability, total, _, status in rows:
            expected = totals[before] + float(log_probability)
            assert float(total) == pytest.approx(expected, abs=2e-3)
            if status == "kept":
                beginning = "" if before == "<s>" else before
                written = (beginning + token.replace("\u2581", " ")).strip()
                totals[written] = float(total)


def test_the_address_is_read_and_what_cannot_be_is_left_out(shown: str) -> None:
    assert 'value="3"' in shown
    assert 'value="0.6"' in shown
    from_nowhere = Address.of({"size": "11", "length_penalty": "nan", "hypothesis": "0"})  # type: ignore[arg-type]
    assert from_nowhere == Address(None, "", 5, 1.0, 1)


def test_a_beam_of_one_is_greedy_and_the_page_says_so(client: TestClient) -> None:
    page = client.get(ADDRESS, params=QUERY | {"size": "1"}).text
    (hypotheses, *_) = tables(page)
    greedy = client.post("/api/v1/translate", json={"text": SENTENCE}).json()["target"]["text"]
    assert [row[1] for row in hypotheses] == [greedy]
    assert not re.search(r'id="greedy" hidden', page)
    assert re.search(r'id="greedy" hidden', client.get(ADDRESS, params=QUERY).text)


def test_the_bound_that_ended_a_search_does_not_beat_the_last_hypothesis(
    answer: dict[str, Any],
) -> None:
    said = why_ended(answer, "en").replace("\u2212", "-")
    numbers = re.search(r"with (\S+), .*: (\S+) / \(\(5 \+ (\d+)\) / 6\)\^(\S+) = (\S+)\.$", said)
    assert numbers, said
    worst, total, tokens, penalty, bound = map(float, numbers.groups())
    assert worst == pytest.approx(answer["hypotheses"][-1]["score"], abs=1e-3)
    assert total / ((5 + tokens) / 6) ** penalty == pytest.approx(bound, abs=1e-3)
    assert bound <= worst


def test_each_other_end_has_its_own_words(answer: dict[str, Any]) -> None:
    end = {"status": "ended", "token": "</s>", "total": -1.0}
    cut = answer | {"steps": [[end | {"token": "a"}]]}
    assert "cut off after 1" in why_ended(cut, "en")
    assert "every hypothesis" in why_ended(answer | {"steps": [[end]]}, "en")


@pytest.mark.parametrize(
    ("change", "field", "part"),
    [
        ({"text": ""}, "text", "empty"),
        ({"text": "a" * 2001}, "text", "The text is too long; at most 2,000"),
        ({"model": "nothing"}, "model", "nothing"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: TestClient, change: dict[str, str], field: str, part: str
) -> None:
    page = client.get(ADDRESS, params=QUERY | change).text
    assert part in error(page, field)
    assert tables(page)[0] == []


def test_on_most_examples_a_beam_finds_what_greedy_search_does_not(client: TestClient) -> None:
    apart = 0
    for text in APART:
        found = [tables(client.get(ADDRESS, params={"text": text, "size": n}).text) for n in (1, 5)]
        apart += found[0][0][0][1] != found[1][0][0][1]
    assert apart > len(APART) / 2


def test_chinese(client: TestClient) -> None:
    page = client.get(ADDRESS, params=QUERY | {"lang": "zh"}).text
    visible = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    for text in ("束搜索", "长度惩罚", "假设", "剪去", "搜索在第"):
        assert text in visible
    messages = re.search(r'id="messages">(.*?)</script>', page, re.DOTALL)
    assert messages
    assert json.loads(messages[1])["search.tree"] == "搜索树"
