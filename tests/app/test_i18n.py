"""Both languages say the same things, and only what is said somewhere."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from app.i18n import CATALOGUE, accepted, named, texts

ROOT = CATALOGUE.parent.parent
FILES = sorted(CATALOGUE.glob("*.toml"))
ENTRIES = texts().entries
PAGES = {path.stem for path in FILES} - {"problems"}
SOURCES = [
    *sorted((ROOT / "templates").glob("*.html")),
    *sorted((ROOT / "static" / "js").rglob("*.js")),
    *sorted((ROOT / "app").rglob("*.py")),
]
HAN = re.compile(r"[\u4e00-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


FILE = "|".join(PAGES)
IN_FULL = re.compile(rf"[\"'`]((?:{FILE})\.(?!html)[a-z_0-9]+)[\"'`](?!\s*[~+])")
BEGINNING = re.compile(rf"[\"'`]((?:{FILE})\.[a-z_0-9]*)(?:[\"'`]\s*[~+]|\$?\{{)")
QUOTED = re.compile(r"[\"']([a-z_0-9]+)[\"']")


def found(pattern: re.Pattern[str]) -> set[str]:
    return {key for path in SOURCES for key in pattern.findall(path.read_text(encoding="utf-8"))}


def put_together() -> set[str]:
    """Keys that a source may put together: after a beginning, or from the name of its page."""
    beginnings = found(BEGINNING)
    keys = {key for key in ENTRIES if any(key.startswith(each) for each in beginnings)}
    for path in SOURCES:
        words = set(QUOTED.findall(path.read_text(encoding="utf-8")))
        if path.parent.name == "page_contexts":
            keys |= {f"{path.stem}.{word}" for word in words}
        elif path.stem in ("problems", "security"):
            keys |= {f"errors.{word}{end}" for word in words for end in ("", "_detail")}
    return keys


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_has_both_languages_and_nothing_else(path: Path) -> None:
    for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        languages = {"en", "zh"}
        if path.stem == "problems" and "en" not in entry:
            languages = {"title_zh", "zh"} if "title_zh" in entry else {"zh"}
        assert set(entry) == languages, key
        assert all(text.strip() for text in entry.values()), key


@pytest.mark.parametrize("key", ENTRIES)
def test_placeholders_are_equal_in_both_languages(key: str) -> None:
    assert placeholders(ENTRIES[key]["en"]) == placeholders(ENTRIES[key]["zh-Hans"])


@pytest.mark.parametrize("key", ENTRIES)
def test_chinese_is_set_with_chinese_punctuation(key: str) -> None:
    chinese = ENTRIES[key]["zh-Hans"]
    assert not re.findall(r"[\u4e00-\u9fff][,;:?!](?! )|[,;:?!][\u4e00-\u9fff]", chinese)
    assert not HAN.search(ENTRIES[key]["en"])


def test_every_key_that_is_used_exists() -> None:
    assert not found(IN_FULL) - set(ENTRIES)
    for beginning in found(BEGINNING):
        assert any(key.startswith(beginning) for key in ENTRIES), beginning


def test_no_key_is_unused() -> None:
    assert not set(ENTRIES) - found(IN_FULL) - put_together()


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr;q=0.9, zh;q=0.5, en;q=0.4", "zh-Hans"),
        ("en-GB,zh;q=0.9", "en"),
        ("de, fr", "en"),
        ("zh;q=0", "en"),
        ("zh;q=banana, en;q=0.1", "en"),
        ("*", "en"),
        (";;;,,q=,zh", "zh-Hans"),
    ],
)
def test_accept_language(header: str | None, language: str) -> None:
    assert accepted(header) == language


def test_names_of_languages() -> None:
    assert named("zh") == named("zh-CN") == named("ZH-Hans") == "zh-Hans"
    assert named("en-US") == "en"
    assert named("fr") is named("") is named(None) is None
