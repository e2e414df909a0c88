"""What somebody writes as an answer -> numbers."""

import math
import re
import unicodedata

from models.errors import AnswerNotANumber, AnswerNotAPair
from models.practice.exercise import Answer

MOST_CHARACTERS = 200
MOST = 1e15
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+"
ONE = re.compile(rf"({NUMBER})(?:\s*/\s*(\d+))?", re.ASCII)
TWO = re.compile(
    rf"[\[(（]?\s*({NUMBER})\s*(?:[x×*,;，；、]|\s|by)\s*({NUMBER})\s*[\])）]?", re.ASCII
)


def read_answer(value: object, *, pair: bool) -> Answer:
    """A number (12, −3, 9/4, "1,000"), or rows and columns ("3 x 4", "3, 4", [3, 4]); as an
    input method writes them in full width, too.

    Raises AnswerNotANumber or AnswerNotAPair.
    """
    found = _of_text(value, pair) if isinstance(value, str) else _of_json(value)
    if found is None or len(found) != (2 if pair else 1) or not all(map(math.isfinite, found)):
        wrong = AnswerNotAPair if pair else AnswerNotANumber
        raise wrong(field="answer", value=value)
    return found


def _of_text(text: str, pair: bool) -> Answer | None:
    plain = unicodedata.normalize("NFKC", text.strip()[: MOST_CHARACTERS + 1])
    plain = plain.strip().replace("\N{MINUS SIGN}", "-")
    if pair:
        match = TWO.fullmatch(plain)
        return (_number(match[1]), _number(match[2])) if match else None
    match = ONE.fullmatch(plain)
    if match is None or (match[2] and not int(match[2])):
        return None
    return (_number(match[1]) / int(match[2] or 1),)


def _of_json(value: object) -> Answer | None:
    found = []
    for part in value if isinstance(value, list | tuple) else [value]:
        if isinstance(part, bool) or not isinstance(part, int | float) or abs(part) > MOST:
            return None
        found.append(float(part))
    return tuple(found)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
