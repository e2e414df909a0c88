"""Where the sentences of a text begin and end, and sentences all in capitals."""

import re

Span = tuple[int, int]
"""Characters [start, end) of a text."""

_CLOSERS = r"\"'”’)\]}」』）】》〉"
_LINE_END = r"(?>\r\n|[\n\r\v\f\x85\u2028\u2029])"
_BOUNDARY = re.compile(
    rf"(?P<wide>[。！？｡．]+[。！？｡．…»{_CLOSERS}]*)"
    rf"|(?<![.!?…])(?P<narrow>[.!?…]++)(?:\s?»|[{_CLOSERS}])*(?=\s|$)"
    rf"|(?P<blank>{_LINE_END}[^\S\r\n]*{_LINE_END})"
    rf"|{_LINE_END}"
)
_ABBREVIATION = re.compile(
    r"(?<![\w'’])(?:Mr|Mrs|Ms|Messrs|Dr|Prof|St|Mt|Rev|Capt|Lt|Sgt|Gov|vs|cf|ca|approx"
    r"|Mme|Mlle|Hr|bzw"
    r"|(?!I)[^\W\d_]|[^\W\d_](?:\.[^\W\d_])+)\.$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?<!\w)(?:No|Nos|Nr|Fig|Vol|Art|pp)\.$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"\s*\d{1,3}\.")
_NEAR = 16
"""Characters before and after an end that say whether it is one."""
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_PRONOUN = re.compile(r"\bI\b")


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order; between and around them is only white space.

    A sentence ends with . ! ? or … before white space, with 。！ or ？ anywhere, both with the
    quotes and brackets that close there, and with its line. It goes on all the same after an
    abbreviation, an initial or the number of a list, and where the next letter is a small one,
    unless lines lie empty between. What has neither letter nor digit belongs to its neighbour.
    """
    found: list[Span] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if not _goes_on(text, start, boundary):
            start = _add(found, text, start, boundary.end())
    _add(found, text, start, len(text))
    if not found and text.strip():
        found.append(_stripped(text, 0, len(text)))
    return found


def sentence_case(text: str) -> str:
    """Sentences all in capitals as others are written; one character for one.

    A single word in capitals stays, for it may be a name.
    """
    whole = _all_capitals(text)
    parts, at = [], 0
    for start, end in sentences(text):
        sentence = text[start:end]
        calm = whole or _all_capitals(sentence)
        parts += [text[at:start], _in_sentence_case(sentence) if calm else sentence]
        at = end
    return "".join([*parts, text[at:]])


def _goes_on(text: str, start: int, boundary: re.Match[str]) -> bool:
    if boundary["wide"] or boundary["blank"]:
        return False
    end = boundary.end()
    following = _LETTER_OR_DIGIT.search(text, end, end + _NEAR)
    if following and following[0].islower():
        return True
    before = text[max(start, end - _NEAR) : end].rstrip()
    if following and following[0].isdigit() and _NUMBERED.search(before):
        return True
    return bool(_ABBREVIATION.search(before) or _LIST_NUMBER.fullmatch(before))


def _add(found: list[Span], text: str, start: int, end: int) -> int:
    """Add what stands in [start, end); returns where the next sentence starts."""
    a, b = _stripped(text, start, end)
    if _LETTER_OR_DIGIT.search(text, a, b):
        found.append((a, b))
    elif found and a < b:
        found[-1] = (found[-1][0], b)
    elif a < b:
        return start
    return end


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    first = end - len(piece.lstrip())
    return first, max(first, start + len(piece.rstrip()))


def _all_capitals(text: str) -> bool:
    return text.isupper() and sum(word.isupper() for word in text.split()) > 1


def _in_sentence_case(sentence: str) -> str:
    kept = {match.start() for match in _PRONOUN.finditer(sentence)}
    kept.add(next((i for i, character in enumerate(sentence) if character.isupper()), 0))
    return "".join(
        character if i in kept or len(character.lower()) > 1 else character.lower()
        for i, character in enumerate(sentence)
    )
