"""Traditional characters turned into simplified ones, by OpenCC (github.com/BYVoid/OpenCC).

A corpus is converted when it is read, phrases in mind. What a user types later is converted by the
tokenizer itself, character by character: its rules are put into the sentencepiece model when that
is made, so that translating needs no OpenCC.
"""

import sys
import unicodedata
from collections.abc import Callable, Iterator

from opencc import OpenCC

_INVISIBLE = "Cc", "Cf"


def simplifier() -> Callable[[str], str]:
    """Sentences of either script -> simplified Chinese."""
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def normalisation_rules() -> str:
    """Rules for sentencepiece's `normalization_rule_tsv`: simplified characters, and NFKC.

    One a line: code points in hexadecimal, a tab, those that replace them; sorted.
    """
    simplified = simplifier()
    rules = dict(_nfkc())
    for character in map(chr, (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))):
        rules[character] = simplified(rules.get(character, character))
    lines = (f"{_hexadecimal(a)}\t{_hexadecimal(b)}" for a, b in sorted(rules.items()) if a != b)
    return "\n".join(lines) + "\n"


def _nfkc() -> Iterator[tuple[str, str]]:
    """Characters and decomposed sequences with what they become; invisible ones with nothing."""
    for code in range(1, sys.maxunicode + 1):
        character = chr(code)
        if 0xAC00 <= code <= 0xD7A3 or 0xD800 <= code <= 0xDFFF:
            continue
        if character.isspace():
            yield character, " "
        elif unicodedata.category(character) in _INVISIBLE:
            yield character, ""
        else:
            yield character, unicodedata.normalize("NFKC", character)
            apart = unicodedata.normalize("NFD", character)
            if len(apart) > 1:
                yield apart, unicodedata.normalize("NFC", apart)


def _hexadecimal(text: str) -> str:
    return " ".join(f"{ord(character):X}" for character in text)
