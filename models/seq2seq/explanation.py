"""Is attention the explanation? One word of a translation under three measures."""

from dataclasses import dataclass

from models import limits
from models.attention.confidence import Confidence, confidence
from models.errors import OutOfRange
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import GREEDY, Search
from models.seq2seq.saliency import Saliency, saliency
from models.seq2seq.trace import TranslationTrace, trace_translation


@dataclass(frozen=True, eq=False)
class Explanation:
    """What a target word hangs on, beside the attention with which it was predicted."""

    translation: TranslationTrace
    first: int
    last: int
    """The word's target tokens, counted from 0."""
    saliency: Saliency
    confidence: Confidence
    """Of the whole translation's attention."""


def explain(
    artefact: Artefact,
    text: str,
    first: int,
    last: int,
    *,
    search: Search = GREEDY,
    target: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> Explanation:
    """Translate a sentence, or take the given target, and explain its tokens first..last.

    They are at most limits.EXPLAINED_TOKENS. Raises OutOfRange for tokens that the target has not,
    and what `trace_translation` raises.
    """
    translation = trace_translation(
        artefact, text, search=search, target=target, max_tokens=max_tokens
    )
    ids = translation.hypotheses[0].ids
    end = len(ids) - 1
    longest = min(end, first + limits.EXPLAINED_TOKENS - 1)
    for place, value, least, most in ((0, first, 0, end), (1, last, first, longest)):
        if not least <= value <= most:
            raise OutOfRange(
                field=f"tokens.{place}", name="tokens", value=value, least=least, most=most
            )
    return Explanation(
        translation,
        first,
        last,
        saliency(artefact.network, translation.source_ids, ids, first, last),
        confidence(translation.attention),
    )
