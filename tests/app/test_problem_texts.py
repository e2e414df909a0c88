"""Every error and note can be said in both languages, with the same parameters."""

import tomllib
from string import Formatter
from typing import Any

import pytest

from app.i18n import CATALOGUE
from models.errors import LoupeError, shown
from models.notes import TEXTS
from models.seq2seq.weaknesses import TEXTS as WEAKNESSES


@pytest.fixture(scope="module")
def texts() -> dict[str, dict[str, str]]:
    with (CATALOGUE / "problems.toml").open("rb") as file:
        return tomllib.load(file)


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("error", list(LoupeError.leaves()), ids=lambda error: error.code)
def test_every_error_has_a_chinese_text_with_the_same_parameters(
    error: type[LoupeError], texts: dict[str, dict[str, str]]
) -> None:
    text = texts[error.code]
    assert names(text["zh"]) == names(error.message)
    assert text["title_zh"]
    assert not names(text["title_zh"] + error.title)


def test_codes_are_unique() -> None:
    codes = [error.code for error in LoupeError.leaves()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", TEXTS)
def test_every_note_has_a_chinese_text(code: str, texts: dict[str, dict[str, str]]) -> None:
    assert texts[f"note.{code}"]["zh"]


def test_pydantic_texts_stand_in_both_languages(texts: dict[str, dict[str, str]]) -> None:
    for key, text in texts.items():
        if key.startswith("pydantic."):
            assert names(text["en"]) == names(text["zh"]), key


@pytest.mark.parametrize("code", WEAKNESSES)
def test_every_weakness_has_a_chinese_text_with_the_same_parameters(
    code: str, texts: dict[str, dict[str, str]]
) -> None:
    assert names(texts[f"weakness.{code}"]["zh"]) == names(WEAKNESSES[code])


def test_no_text_is_left_over(texts: dict[str, dict[str, str]]) -> None:
    known = {error.code for error in LoupeError.leaves()} | {f"note.{code}" for code in TEXTS}
    known |= {f"weakness.{code}" for code in WEAKNESSES}
    assert {key for key in texts if not key.startswith("pydantic.")} == known


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((3, 1024), "3 × 1,024"),
        ((), "()"),
        (-(10**500), "−1e500"),
        (1_250 * 10**20, "1.25e23"),
        (0.1, "0.1"),
        ("\0\u202e\ud800", "\\x00\\u202e\\ud800"),
        ("x" * 500, "x" * 160 + "…"),
        (True, "True"),
    ],
)
def test_parameters_are_shown_short_and_printable(value: Any, text: str) -> None:
    assert shown(value) == text


def test_a_word_goes_with_its_number() -> None:
    form = "{rows} {rows:row|rows}"
    assert [form.format(rows=shown(count)) for count in (1, 2, 1000)] == [
        "1 row",
        "2 rows",
        "1,000 rows",
    ]
