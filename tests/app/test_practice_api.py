"""Practice by HTTP: questions keep their answers, verdicts explain, in both languages."""

from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.api.practice import EXAMPLES
from app.i18n import texts
from models.practice.exercises import LEVELS, NAMES, exercise

URL = "/api/v1/practice"
NUMBERS = range(1, len(NAMES) + 1)


def question(client: TestClient, number: int, **query: Any) -> dict[str, Any]:
    response = client.get(f"{URL}/{number}", params=query)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def verdict(client: TestClient, language: str = "en", **body: Any) -> dict[str, Any]:
    response = client.post(URL, json=body, headers={"Accept-Language": language})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_a_shown_answer_is_a_right_answer(client: TestClient, number: int) -> None:
    for level in range(1, LEVELS + 1):
        which: dict[str, Any] = {"exercise": number, "seed": 7, "level": level}
        shown = verdict(client, **which)
        assert shown["correct"] is None
        expected = shown["solution"]["expected"]
        judged = verdict(client, **which, answer=expected)
        assert judged["correct"] is True
        assert judged["solution"] == shown["solution"]
        asks = question(client, number, seed=7, level=level)["asks"]
        assert isinstance(expected, list) == (asks == "pair")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_mistake_has_a_remark_in_both_languages_and_no_solution(
    client: TestClient, number: int
) -> None:
    for level in range(1, LEVELS + 1):
        for mistake in exercise(number, 3, level).drawn.mistakes:
            answer = list(mistake.answer) if len(mistake.answer) > 1 else mistake.answer[0]
            body: dict[str, Any] = {"exercise": number, "seed": 3, "level": level, "answer": answer}
            found = verdict(client, **body)
            assert (found["correct"], found["mistake"]) == (False, mistake.code)
            assert found["solution"] is None
            assert found["remark"].startswith("Not yet: ")
            assert verdict(client, "zh", **body)["remark"].startswith("还不对：")


def test_a_question_of_a_cell_ends_before_the_cell(client: TestClient) -> None:
    asked = question(client, 1, seed=5, level=2)
    solution = verdict(client, exercise=1, seed=5, level=2)["solution"]
    row, column = asked["cell"]
    flat = np.ravel(solution["output"]).tolist()
    assert asked["known"] == flat[: row * asked["output_size"][1] + column]
    assert solution["output"][row][column] == solution["expected"]
    assert solution["expected"] == np.sum(solution["products"])
    np.testing.assert_equal(
        solution["products"], np.array(solution["window"]) * asked["layer"]["kernel"]
    )


def test_a_question_can_be_put_to_the_layer_itself(client: TestClient) -> None:
    asked = question(client, 5, seed=5, level=3)
    layer = asked["layer"]
    body = {
        "input": layer["input"], "operation": layer["operation"], "window": layer["kernel_size"],
        "stride": layer["stride"], "padding": layer["padding"],
    }  # fmt: skip
    output = client.post("/api/v1/convolve", json=body).json()["output"][0]
    row, column = asked["cell"]
    assert verdict(client, exercise=5, seed=5, level=3, answer=output[row][column])["correct"]


def test_hints_are_not_worked_out(client: TestClient) -> None:
    asked = question(client, 3, seed=7, level=2)
    steps = verdict(client, exercise=3, seed=7, level=2)["solution"]["steps"]
    assert asked["numbers"] == [{k: step[k] for k in ("label", "text")} for step in steps]
    parameters = question(client, 6)
    assert [line["text"] for line in parameters["numbers"]] == ["10 × 3 × 3 × 3", "10"]
    assert "280" not in str(parameters)


def test_texts_are_in_the_language_of_who_asks(client: TestClient) -> None:
    for number in NUMBERS:
        for level in range(1, LEVELS + 1):
            chinese = client.get(
                f"{URL}/{number}?level={level}", headers={"Accept-Language": "zh"}
            ).json()
            english = question(client, number, level=level)
            for key in ("title", "question", "hint"):
                assert english[key].isascii() or "−" in english[key] or "×" in english[key]
                assert not chinese[key].isascii()
                assert "{" not in english[key] + chinese[key]


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_docs_run(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][URL]["post"]
    body = described["requestBody"]["content"]["application/json"]
    assert client.post(URL, json=body["examples"][name]["value"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "said", "said_in_chinese"),
    [
        ({"exercise": 11}, "exercise", "from 1 to 10", "10"),
        ({"exercise": "1"}, "exercise", "1 … 10", "1 … 10"),
        ({"exercise": 1, "seed": -1}, "seed", "from 0", "0"),
        ({"exercise": 1, "level": 4}, "level", "from 1 to 3", "3"),
        ({"exercise": 1, "answer": "x"}, "answer", "“x” is not a number", "“x”不是数"),
        ({"exercise": 1, "answer": [1, 2]}, "answer", "“1 × 2” is not a number", "不是数"),
        ({"exercise": 1, "answer": True}, "answer", "“True” is not", "不是数"),
        ({"exercise": 1, "answer": {}}, "answer", "“{}” is not", "不是数"),
        ({"exercise": 2, "answer": 3}, "answer", "“3” is not rows and columns", "行数和列数"),
        ({"exercise": 1, "name": "me"}, "name", "name", "name"),
        ({}, "exercise", "exercise", "exercise"),
    ],
)
def test_what_is_wrong_is_a_422_at_its_field_in_both_languages(
    client: TestClient, body: dict[str, Any], field: str, said: str, said_in_chinese: str
) -> None:
    for language, text in (("en", said), ("zh", said_in_chinese)):
        response = client.post(URL, json=body, headers={"Accept-Language": language})
        assert response.status_code == 422
        assert response.json()["field"] == field
        assert text in response.json()["detail"]


@pytest.mark.parametrize(
    "address", ["0", "11", "one", "1?seed=-1", "1?seed=4294967296", "1?level=0", "1?level=x"]
)
def test_a_question_that_does_not_exist_is_a_422(client: TestClient, address: str) -> None:
    assert client.get(f"{URL}/{address}").status_code == 422


def test_every_mistake_of_the_code_has_a_text() -> None:
    codes = {
        mistake.code
        for number in NUMBERS
        for level in range(1, LEVELS + 1)
        for seed in range(20)
        for mistake in exercise(number, seed, level).drawn.mistakes
    } | {"another_cell", "only_rows", "only_columns"}
    prefix = "practice.mistake_"
    assert {f"{prefix}{code}" for code in codes} == {
        key for key in texts().entries if key.startswith(prefix)
    }
