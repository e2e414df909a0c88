"""Several texts translated at once: what many people ask for in the same moment."""

from collections.abc import Sequence
from itertools import islice

from models import limits
from models.errors import LoupeError
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import GREEDY
from models.seq2seq.reading import Reading, check_max_tokens, read_source
from models.seq2seq.search import greedy
from models.seq2seq.tokens import END
from models.seq2seq.trace import HypothesisTrace, TextTrace, TranslationTrace

SENTENCES_AT_ONCE = 64
"""Each weight that is read serves so many; more would hardly be faster."""


def trace_texts(
    artefact: Artefact,
    texts: Sequence[str],
    *,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> list[TextTrace | LoupeError]:
    """Of each text what `trace_text` finds for it alone by greedy search.

    Sentences of like length share a pass, whatever text they are of; numbers differ by rounding
    alone. A text that cannot be read has its error in its place; OutOfRange for max_tokens.
    """
    check_max_tokens(max_tokens)
    read = [_read(artefact, text) for text in texts]
    readings = [one for ones in read if not isinstance(ones, LoupeError) for one in ones]
    traced = iter(_searched(artefact, readings, max_tokens))
    return [
        ones
        if isinstance(ones, LoupeError)
        else TextTrace(artefact.name, text, tuple(islice(traced, len(ones))))
        for text, ones in zip(texts, read, strict=True)
    ]


def _read(artefact: Artefact, text: str) -> list[Reading] | LoupeError:
    try:
        return read_source(artefact.source, text, split=True)
    except LoupeError as error:
        return error.with_traceback(None)


def _searched(
    artefact: Artefact, readings: Sequence[Reading], max_tokens: int
) -> list[TranslationTrace]:
    """In the order of the readings."""
    by_length = sorted(range(len(readings)), key=lambda place: len(readings[place].pieces.ids))
    found: dict[int, TranslationTrace] = {}
    for first in range(0, len(by_length), SENTENCES_AT_ONCE):
        places = by_length[first : first + SENTENCES_AT_ONCE]
        sources = [[*readings[place].pieces.ids, END] for place in places]
        hypotheses = greedy(artefact.network, sources, max_tokens)
        for place, one in zip(places, hypotheses, strict=True):
            trace = HypothesisTrace.of(artefact.target.decode(one.ids), one, GREEDY)
            found[place] = TranslationTrace.of(artefact, readings[place], [trace])
    return [found[place] for place in range(len(readings))]
