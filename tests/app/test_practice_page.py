"""/convolution/practice without JavaScript: question, hints, verdict, and wrong addresses."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from models.practice.exercises import LEVELS, NAMES, exercise

ADDRESS = "/convolution/practice"
ALL = [(number, level) for number in range(1, len(NAMES) + 1) for level in range(1, LEVELS + 1)]


def seen(client: TestClient, address: str) -> str:
    """A page without what only its scripts read."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = re.sub(r"<(script|template).*?</\1>", "", answer.text, flags=re.DOTALL)
    return html.unescape(page)


def verdict(page: str) -> str:
    found = re.search(r'<p class="practice-verdict[^"]*">(.*?)</p>', page)
    return found[1] if found else ""


@pytest.mark.parametrize(("number", "level"), ALL)
def test_a_question_is_asked_hinted_answered(client: TestClient, number: int, level: int) -> None:
    drawn = exercise(number, 7, level).drawn
    query = f"{ADDRESS}?exercise={number}&seed=7&level={level}"
    answer = "+x+".join(f"{part:g}" for part in drawn.expected)
    asked = seen(client, query)
    assert verdict(asked) == ""
    assert drawn.lines[0].text not in asked
    hinted = seen(client, f"{query}&hints=2")
    assert drawn.lines[0].text in hinted
    assert 'class="practice-hint"' in hinted
    assert verdict(seen(client, f"{query}&answer={answer}")) == "Right."
    assert verdict(seen(client, f"{query}&answer=99999x99999")) in (
        "",
        "Not yet. Try again, or take a hint.",
    )
    shown = seen(client, f"{query}&hints=3&lang=zh")
    assert verdict(shown) == "答案如下。"


def test_a_mistake_is_told(client: TestClient) -> None:
    page = seen(client, f"{ADDRESS}?exercise=6&answer=270")
    assert "the bias is forgotten" in verdict(page)
    assert 'value="270"' in page
    assert "270 + 10 = 280" not in page
    assert "270 + 10 = 280" in seen(client, f"{ADDRESS}?exercise=6&answer=280")


def test_the_grids_stand_in_tables_and_the_window_is_marked_by_a_hint(client: TestClient) -> None:
    page = seen(client, ADDRESS)
    assert [page.count(f"<caption>{name}</caption>") for name in ("Input", "Kernel", "Output")] == [
        1,
        1,
        1,
    ]
    assert '<td class="current">?</td>' in page
    assert 'class="window"' not in page
    hinted = seen(client, f"{ADDRESS}?hints=1")
    assert re.findall(r'<td class="window">(\d)</td>', hinted) == ["0", "1", "3", "4"]
    assert '<td class="current">19</td>' in seen(client, f"{ADDRESS}?answer=19")


def test_the_same_seed_is_the_same_page_and_own_ones_differ(client: TestClient) -> None:
    def seed(query: str) -> str:
        found = re.search(r'name="seed" value="(\d+)"', seen(client, f"{ADDRESS}?{query}"))
        assert found
        return found[1]

    assert seed("seed=7") == "7"
    assert len({seed("seed=own") for _ in range(6)}) > 1


def test_links_of_the_set_keep_numbers_and_level(client: TestClient) -> None:
    page = seen(client, f"{ADDRESS}?exercise=4&seed=7&level=2")
    for number in range(1, len(NAMES) + 1):
        assert f'href="{ADDRESS}?exercise={number}&seed=7&level=2"' in page
    assert f'href="{ADDRESS}?seed=7&level=2"' in page
    assert f'href="{ADDRESS}?seed=own&level=2"' in page


@pytest.mark.parametrize(
    "query", ["exercise=11", "exercise=x", "seed=-1", "seed=1e99", "level=0", "level=9", "seed=%00"]
)
def test_a_wrong_address_is_told_and_the_first_exercise_shown(
    client: TestClient, query: str
) -> None:
    page = seen(client, f"{ADDRESS}?{query}")
    assert "that this address asks for do not exist" in page
    assert "1. An output cell" in page
    assert "that this address asks for do not exist" not in seen(client, ADDRESS)


def test_a_wrong_level_leaves_the_exercise_and_its_numbers(client: TestClient) -> None:
    page = seen(client, f"{ADDRESS}?exercise=4&seed=7&level=9")
    assert "that this address asks for do not exist" in page
    assert f'href="{ADDRESS}?exercise=5&seed=7&level=1"' in page
    assert seen(client, f"{ADDRESS}?exercise=4&seed=7").count("4. ") == page.count("4. ")


@pytest.mark.parametrize(
    ("query", "said"),
    [("answer=x", "“x” is not a number"), ("exercise=2&answer=3", "“3” is not rows and columns")],
)
def test_what_is_no_answer_is_told_at_the_field(client: TestClient, query: str, said: str) -> None:
    page = seen(client, f"{ADDRESS}?{query}")
    assert re.search(rf'id="plain-error">{said}', page)
    assert 'aria-invalid="true"' in page


def test_hostile_text_stays_text(client: TestClient) -> None:
    page = client.get(ADDRESS, params={"answer": "</script><b>", "lang": '"><i>'}).text
    assert "<b>" not in page
    assert "<i>" not in page
