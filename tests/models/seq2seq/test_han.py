"""Chinese characters are those of Unicode, in Python and in the browser."""

import re
import sys
import unicodedata
from pathlib import Path

from models.seq2seq.han import CHINESE, HAN

SCRIPT = Path(__file__).parents[3] / "static" / "js" / "tokens.js"


def test_every_ideograph_and_no_other_letter_is_chinese():
    for code in range(sys.maxunicode + 1):
        name = unicodedata.name(chr(code), "")
        ideograph = name.startswith(("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH"))
        if ideograph or chr(code).isalpha():
            assert bool(CHINESE.fullmatch(chr(code))) == (ideograph or chr(code) == "々"), name


def test_the_browser_has_the_same_characters():
    written = re.search(r"UNSPACED = /\[(.*)\]/u;", SCRIPT.read_text(encoding="utf-8"))
    plain = re.sub(r"\\u\{?([0-9a-f]+)\}?", lambda found: chr(int(found[1], 16)), written[1])
    assert plain == HAN
