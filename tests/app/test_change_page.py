"""/attention/change as the server sends it: both translations, both tables, and what is wrong."""

import html
import json
import re
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.page_contexts.attention_change_address import cut, replaced
from models import limits

ADDRESS = "/attention/change"
TEXT = "I am at home."


@pytest.fixture(autouse=True)
def model(client: TestClient) -> None:
    if client.get("/readyz").status_code != 200:
        pytest.fail("models/weights holds no model; train one with `make train`.")


def get(client: TestClient, **query: str) -> str:
    answer = client.get(ADDRESS, params=query)
    assert answer.status_code == 200
    return answer.text


def translated(client: TestClient, **body: Any) -> Any:
    return client.post("/api/v1/translate", json={"text": TEXT} | body).json()


def text_of(page: str, identifier: str) -> str:
    """The text of an element without elements inside."""
    found = re.search(rf'id="{identifier}"[^>]*>([^<]*)<', page)
    assert found
    return html.unescape(found[1]).strip()


def table(page: str, name: str) -> list[list[float]]:
    """The weights of a side, without the sums of its rows."""
    body = re.search(rf'id="{name}-table".*?<tbody>(.*?)</tbody>', page, re.DOTALL)
    assert body
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in body[1].split("</tr>")[:-1]]
    return [[float(cell) for cell in row[:-1]] for row in rows]


def test_the_changed_translation_stands_beside_the_one_as_it_was(client: TestClient) -> None:
    text = "My brother has a red car and a small dog."
    before = translated(client, text=text)
    step = before["target"]["tokens"].index("▁voiture")
    weights = [float(token == "▁dog") for token in before["source"]["tokens"]]
    page = get(client, text=text, step=str(step + 1), weights=",".join(map(str, weights)))
    edit = {"weights": [{"step": step, "weights": weights}]}
    after = translated(client, text=text, edit=edit)
    for name, answer in (("before", before), ("after", after)):
        assert text_of(page, f"{name}-text") == answer["target"]["text"]
        assert text_of(page, f"{name}-log") == f"{answer['log_probability']:.3f}".replace("-", "−")
        np.testing.assert_allclose(table(page, name), answer["attention"], atol=5.1e-5)
    assert text_of(page, "before-text") != text_of(page, "after-text")
    assert table(page, "after")[step] == weights


def test_a_bare_address_shows_a_step_that_looks_at_another_word(client: TestClient) -> None:
    page = get(client)
    before, after = table(page, "before"), table(page, "after")
    assert before[:2] == after[:2]
    assert sorted(after[2])[-2:] == [0, 1]
    assert text_of(page, "before-text") != text_of(page, "after-text")


@pytest.mark.parametrize("page", [ADDRESS, "/attention/search"])
def test_characters_that_the_model_never_saw_are_explained(client: TestClient, page: str) -> None:
    for text, hidden in (("我在家。", False), (TEXT, True)):
        found = client.get(page, params={"text": text}).text
        assert bool(re.search(r'id="unknown-note" hidden', found)) == hidden


def test_the_old_translation_is_told_under_the_change(client: TestClient) -> None:
    page = get(client, text=TEXT, kind="direction", direction="forward")
    edit = {"zero_direction": "forward"}
    assert text_of(page, "after-text") == translated(client, edit=edit)["target"]["text"]
    old = translated(client, edit=edit, target=translated(client)["target"]["text"])
    assert text_of(page, "old-log") == f"{old['log_probability']:.3f}".replace("-", "−")


def test_weight_leaks_to_the_padding_without_the_mask_only(client: TestClient) -> None:
    query = {"text": TEXT, "kind": "padding", "padding": "5"}
    page = get(client, **query, mask="0")
    attention = np.array(translated(client, padding=5, mask=False)["attention"])
    sums = attention[:, -5:].sum(axis=1)
    assert sums.max() > 0.1
    said = re.findall(r"\d\.\d{4}", text_of(page, "leak"))
    assert said == [f"{sums.mean():.4f}", f"{sums.max():.4f}"]
    page = get(client, **query, mask="1")
    assert "exactly 0" in text_of(page, "leak")
    assert not np.array(table(page, "after"))[:, -5:].any()


@pytest.mark.parametrize(
    ("text", "word", "by", "expected"),
    [
        ("I am at home.", 4, "work", "I am at work."),
        ("I am at home.", 4, "", "I am at."),
        ("I am at home.", 1, " ", "am at home."),
        ("I don't know.", 2, "do", "I do know."),
        ("A well-known book", 2, "new", "A new book"),
        ("我昨天买了三本书。", 7, "七", "我昨天买了三七书。"),
        ("我昨天买了三本书。", 6, "", "我昨天买了本书。"),
        ("...", 1, "x", "..."),
    ],
)
def test_one_word_is_replaced_or_left_out(text: str, word: int, by: str, expected: str) -> None:
    assert "".join(cut(text)) == text
    assert replaced(cut(text), word, by) == expected


def test_the_sentence_with_another_word_is_translated(client: TestClient) -> None:
    page = get(client, text=TEXT, kind="word", word="4", by="school")
    expected = translated(client, text="I am at school.")["target"]["text"]
    assert text_of(page, "after-text") == expected


ZEROS = ",".join(["0"] * 6)


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"weights": "a,b"}, "a,b"),
        ({"weights": "1,0", "step": "2"}, "step 2 is given 2 weights; 6 are needed"),
        ({"weights": ZEROS}, "weights of step 1 sum to 0"),
        ({"weights": "nan,1,1,1,1,1"}, "nan"),
        ({"weights": "-1,1,1,1,1,1"}, "weight 1 of step 1 is -1"),
        ({"kind": "padding", "padding": "500"}, "500"),
        ({"kind": "padding", "padding": "-1"}, "-1"),
        ({"kind": "word", "text": "home"}, "empty"),
    ],
)
def test_a_wrong_change_is_told_at_its_controls(
    client: TestClient, query: dict[str, str], part: str
) -> None:
    page = get(client, **({"text": TEXT} | query))
    assert part in text_of(page, "change-error").lower()
    assert text_of(page, "before-text") != "–"
    assert text_of(page, "after-text") == "–"
    data = re.search(r'id="change-data">(.*?)</script>', page, re.DOTALL)
    assert data
    assert json.loads(data[1], parse_constant=pytest.fail)["state"]["weights"] == []


def test_a_wrong_sentence_is_told_at_its_box(client: TestClient) -> None:
    assert text_of(get(client, text=""), "sentence-error")
    several = " ".join(["I bought a book and a red car."] * 8)
    assert f"{limits.PASS_TOKENS} tokens" in text_of(get(client, text=several), "sentence-error")
    unknown = text_of(get(client, text=TEXT, model="nothing"), "sentence-error")
    assert "nothing" in unknown


def test_chinese(client: TestClient) -> None:
    page = get(client, lang="zh", text=TEXT, kind="padding", mask="1")
    for words in ("改一改看", "原样", "改动后", "开启掩码", "每一行都恰好为 0", "对数概率"):
        assert words in page
