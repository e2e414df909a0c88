"""Languages: one catalogue with both texts side by side, and the choice between them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "zh-Hans"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
QUERY: Mapping[Language, str] = {"en": "en", "zh-Hans": "zh"}
NAMES: Mapping[Language, str] = {"en": "English", "zh-Hans": "中文"}
COOKIE = "loupe-language"
CATALOGUE = Path(__file__).parent / "catalogue"


def named(value: str | None) -> Language | None:
    """The language that a tag such as "zh", "zh-CN" or "en-GB" asks for, or None."""
    primary = (value or "").strip().lower().partition("-")[0]
    return next((tag for tag in LANGUAGES if QUERY[tag] == primary), None)


def accepted(header: str | None) -> Language:
    """The best of our languages for an Accept-Language header; English where none fits."""
    best: tuple[float, Language] = (0.0, "en")
    for item in (header or "")[:1000].split(","):
        tag, _, parameter = item.partition(";")
        language = named(tag)
        if language is None:
            continue
        key, _, number = parameter.partition("=")
        try:
            quality = float(number) if key.strip() == "q" else 1.0
        except ValueError:
            continue
        if quality > best[0]:
            best = (quality, language)
    return best[1]


@dataclass(frozen=True)
class Texts:
    """All texts of the pages: "<file>.<key>" -> language -> template with {named} parameters."""

    entries: Mapping[str, Mapping[Language, str]]

    def text(self, key: str, language: Language, /, **parameters: object) -> str:
        """The text in a language. A key that is not in the catalogue is a KeyError."""
        template = self.entries[key][language]
        return template.format_map(parameters) if parameters else template

    def of_pages(self, names: Iterable[str], language: Language) -> dict[str, str]:
        """Every text of the named files, for the scripts of a page."""
        wanted = set(names)
        return {
            key: texts[language]
            for key, texts in self.entries.items()
            if key.partition(".")[0] in wanted
        }


def read_file(path: Path) -> dict[str, Mapping[Language, str]]:
    """One catalogue file: a table for each key, with the texts `en` and `zh`."""
    with path.open("rb") as file:
        tables = tomllib.load(file)
    return {
        f"{path.stem}.{key}": {tag: texts[QUERY[tag]] for tag in LANGUAGES}
        for key, texts in tables.items()
    }


@cache
def texts() -> Texts:
    """The catalogue of all pages; error texts (problems.toml) are keyed by code instead."""
    entries: dict[str, Mapping[Language, str]] = {}
    for path in sorted(CATALOGUE.glob("*.toml")):
        if path.stem != "problems":
            entries |= read_file(path)
    return Texts(entries)
