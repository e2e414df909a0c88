"""One translation with everything that a reader wants to see of it."""

from dataclasses import dataclass

import numpy as np

from models import limits
from models.arrays import Array, frozen
from models.errors import (
    NulCharacter,
    OutOfRange,
    SentenceEmpty,
    SentenceTooLong,
    UnpairedSurrogate,
)
from models.seq2seq.artefact import Artefact
from models.seq2seq.search import Hypothesis, forced, greedy
from models.seq2seq.tokens import END, END_TOKEN, Pieces, Tokenizer

WordRange = tuple[int, int]


@dataclass(frozen=True)
class TracedText:
    """A sentence as the network sees it."""

    text: str
    tokens: tuple[str, ...]
    """Pieces; the source's always end with "</s>", the target's unless it was cut off."""
    words: tuple[WordRange, ...]
    """First and last token of each whitespace-separated word of `text`; "</s>" is in none."""


@dataclass(frozen=True, eq=False)
class TranslationTrace:
    """One translation: the sentences and the attention between them."""

    model: str
    source: TracedText
    target: TracedText
    attention: Array
    """(target, source) in 0..1: row i is the attention with which target token i was predicted;
    each row sums to 1."""
    token_log_probabilities: Array
    """(target,) natural logarithms."""

    @property
    def log_probability(self) -> float:
        """Natural logarithm of the probability of the whole target."""
        return float(self.token_log_probabilities.sum())

    @property
    def valid_length(self) -> int:
        """Source tokens that attention may weigh: all of them, the end of sentence included."""
        return len(self.source.tokens)


def trace_translation(
    artefact: Artefact,
    text: str,
    *,
    target: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> TranslationTrace:
    """Translate a sentence, or with `target` look how the model reads that translation.

    text and target: 1..limits.SENTENCE_TOKENS tokens with the end-of-sentence token.
    max_tokens: 1..limits.TARGET_TOKENS, of the translation.
    Raises SentenceEmpty, SentenceTooLong, NulCharacter, UnpairedSurrogate or OutOfRange.
    """
    if not 1 <= max_tokens <= limits.TARGET_TOKENS:
        raise OutOfRange(
            field="max_tokens",
            name="max_tokens",
            value=max_tokens,
            least=1,
            most=limits.TARGET_TOKENS,
        )
    pieces = read_sentence(artefact.source, text, "text")
    source_ids = [*pieces.ids, END]
    if target is None:
        hypothesis = greedy(artefact.network, [source_ids], max_tokens)[0]
        translation = artefact.target.decode(hypothesis.ids)
    else:
        translation = read_sentence(artefact.target, target, "target")
        hypothesis = forced(artefact.network, source_ids, [*translation.ids, END])
    return trace_of(artefact.name, pieces, translation, hypothesis)


def trace_of(
    model: str, source: Pieces, target: Pieces, hypothesis: Hypothesis
) -> TranslationTrace:
    """A hypothesis of the search as a trace."""
    ended = hypothesis.ids[-1] == END
    return TranslationTrace(
        model,
        traced_text(source, ended=True),
        traced_text(target, ended=ended),
        frozen(hypothesis.attention.double().numpy()),
        frozen(np.array(hypothesis.log_probabilities, dtype=np.float64)),
    )


def traced_text(pieces: Pieces, *, ended: bool) -> TracedText:
    tokens = (*pieces.tokens, END_TOKEN) if ended else pieces.tokens
    return TracedText(pieces.text, tokens, pieces.words())


def read_sentence(tokenizer: Tokenizer, text: str, field: str) -> Pieces:
    """A sentence as pieces, after the checks that every sentence must pass."""
    if (position := text.find("\0")) >= 0:
        raise NulCharacter(field=field, position=position + 1)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UnpairedSurrogate(field=field, position=error.start + 1) from None
    pieces = tokenizer.encode(text)
    if not pieces.ids:
        raise SentenceEmpty(field=field)
    tokens = len(pieces.ids) + 1
    if tokens > limits.SENTENCE_TOKENS:
        raise SentenceTooLong(field=field, tokens=tokens, limit=limits.SENTENCE_TOKENS)
    return pieces
