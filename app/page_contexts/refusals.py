"""Refusals in the words of a page; static/js/refusals.js does the same."""

import re
from collections.abc import Mapping

from app.i18n import Language, texts
from app.problems import of_loupe_error
from models.errors import LoupeError

QUOTED = re.compile(r"“([a-z_]+)((?:\[\d+\])*)”")


def refusal(error: LoupeError, language: Language, keys: Mapping[str, str]) -> str:
    """What was wrong; what it quotes by the API's name is called as its field is.

    keys: of the catalogue, by the API's names.
    """

    def named(quoted: re.Match[str]) -> str:
        key = keys.get(quoted[1])
        place = quoted[2] and f" {quoted[2]}"
        return quoted[0] if key is None else f"“{texts().text(key, language)}”{place}"

    return QUOTED.sub(named, of_loupe_error(error, language).detail)
