"""A text as the network reads it: checked, normalised, and cut into what fits one pass."""

from dataclasses import dataclass

from models import limits
from models.errors import (
    NulCharacter,
    OutOfRange,
    PrefixTooLong,
    PrefixUnreadable,
    SentenceEmpty,
    SentenceTooLong,
    TooManySentences,
    TranslationEmpty,
    TranslationTooLong,
    UnpairedSurrogate,
)
from models.notes import Note
from models.seq2seq.sentences import sentence_case, sentences
from models.seq2seq.tokens import UNKNOWN, Pieces, Tokenizer, normalise


@dataclass(frozen=True)
class Reading:
    """What one pass reads; `pieces.text` is as it was typed."""

    pieces: Pieces
    start: int = 0
    """The character of the whole text at which it begins."""
    notes: tuple[Note, ...] = ()
    """What was read otherwise than it was typed."""


def read_source(tokenizer: Tokenizer, text: str, *, split: bool) -> list[Reading]:
    """A source text for one pass, or for several.

    split: whether a text longer than limits.PASS_TOKENS is read sentence by sentence.
    Raises SentenceEmpty, SentenceTooLong, TooManySentences, NulCharacter or UnpairedSurrogate.
    """
    _check_characters(text, "text")
    read_as = sentence_case(text)
    readings = [_reading(tokenizer, text, read_as, 0)]
    if split and len(readings[0].pieces.ids) + 1 > limits.PASS_TOKENS:
        spans = sentences(text)
        if len(spans) > limits.SENTENCES:
            raise TooManySentences(field="text", sentences=len(spans), limit=limits.SENTENCES)
        if len(spans) > 1:
            readings = [_reading(tokenizer, text[a:b], read_as[a:b], a) for a, b in spans]
    for one in readings:
        _check_tokens(one.pieces)
    return readings


def read_target(tokenizer: Tokenizer, text: str) -> Pieces:
    """A translation that is given, just as it is.

    Raises TranslationEmpty, TranslationTooLong, NulCharacter or UnpairedSurrogate.
    """
    field = "target"
    _check_characters(text, field)
    pieces = tokenizer.encode(text)
    tokens = len(pieces.ids) + 1
    if not pieces.ids:
        raise TranslationEmpty(field=field)
    if tokens > limits.SENTENCE_TOKENS:
        raise TranslationTooLong(field=field, tokens=tokens, limit=limits.SENTENCE_TOKENS)
    return pieces


def read_prefix(tokenizer: Tokenizer, text: str, limit: int) -> Pieces:
    """The beginning of a translation, at most `limit` tokens of it.

    Raises TranslationEmpty, PrefixTooLong, PrefixUnreadable, NulCharacter or UnpairedSurrogate.
    """
    field = "target_prefix"
    _check_characters(text, field)
    pieces = tokenizer.encode(text)
    if not pieces.ids:
        raise TranslationEmpty(field=field)
    if len(pieces.ids) > limit:
        raise PrefixTooLong(field=field, tokens=len(pieces.ids), limit=limit)
    for index, (start, end) in zip(pieces.ids, pieces.spans, strict=True):
        if index == UNKNOWN:
            raise PrefixUnreadable(field=field, value=text[start:end])
    return pieces


def check_max_tokens(max_tokens: int) -> None:
    """OutOfRange for a longest translation outside 1..limits.TARGET_TOKENS."""
    if not 1 <= max_tokens <= limits.TARGET_TOKENS:
        raise OutOfRange(
            field="max_tokens",
            name="max_tokens",
            value=max_tokens,
            least=1,
            most=limits.TARGET_TOKENS,
        )


def _check_characters(text: str, field: str) -> None:
    if (position := text.find("\0")) >= 0:
        raise NulCharacter(field=field, position=position + 1)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnpairedSurrogate(field=field, position=error.start + 1) from None


def _check_tokens(pieces: Pieces) -> None:
    if not pieces.ids:
        raise SentenceEmpty(field="text")
    tokens = len(pieces.ids) + 1
    if tokens > limits.SENTENCE_TOKENS:
        raise SentenceTooLong(field="text", tokens=tokens, limit=limits.SENTENCE_TOKENS)


def _reading(tokenizer: Tokenizer, text: str, read_as: str, start: int) -> Reading:
    notes = []
    if read_as != text:
        notes.append(Note("capitals"))
    if normalise(text) != text:
        notes.append(Note("typography"))
    return Reading(tokenizer.encode(text, read_as), start, tuple(notes))
