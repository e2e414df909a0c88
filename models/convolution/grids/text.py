"""Bytes -> text: UTF-8, or UTF-16 with a byte-order mark."""

import codecs

from models.errors import NotText, NulCharacter
from models.notes import Note


def decode(data: bytes) -> tuple[str, list[Note]]:
    """The text without its byte-order mark. Raises NotText or NulCharacter."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(position=error.start + 1, allowed="UTF-8, UTF-16") from None
    nul = text.find("\0")
    if nul >= 0:
        raise NulCharacter(position=nul + 1)
    return text, [Note("utf-16")] if utf16 else []
