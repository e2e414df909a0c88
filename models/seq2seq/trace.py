"""One translation with everything that a reader wants to see of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models import limits
from models.arrays import Array, frozen
from models.errors import OutOfRange
from models.notes import Note
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import GREEDY, Search
from models.seq2seq.reading import Reading, read_source, read_target
from models.seq2seq.search import Hypothesis, forced
from models.seq2seq.tokens import END, END_TOKEN, Pieces

WordRange = tuple[int, int]
_PASSES_AT_ONCE = 16
"""So that memory stays small, however many sentences a text has."""


@dataclass(frozen=True)
class TracedText:
    """A sentence as the network sees it."""

    text: str
    tokens: tuple[str, ...]
    """Pieces; the source's always end with "</s>", the target's unless it was cut off."""
    words: tuple[WordRange, ...]
    """First and last token of each whitespace-separated word of `text`; "</s>" is in none."""

    @classmethod
    def of(cls, pieces: Pieces, *, ended: bool) -> "TracedText":
        tokens = (*pieces.tokens, END_TOKEN) if ended else pieces.tokens
        return cls(pieces.text, tokens, pieces.words())


@dataclass(frozen=True, eq=False)
class HypothesisTrace:
    """A translation that the search found, or that was given."""

    target: TracedText
    attention: Array
    """(target, source) in 0..1: row i is the attention with which target token i was predicted;
    each row sums to 1."""
    token_log_probabilities: Array
    """(target,) natural logarithms."""
    score: float
    """What the search ranks by."""

    @property
    def log_probability(self) -> float:
        """Natural logarithm of the probability of the whole target."""
        return float(self.token_log_probabilities.sum())


@dataclass(frozen=True, eq=False)
class TranslationTrace:
    """What came of one pass: a sentence, its translations and the attention between them."""

    model: str
    source: TracedText
    start: int
    """The character of the whole text at which the source begins."""
    notes: tuple[Note, ...]
    """What of the source was read otherwise than it was typed."""
    hypotheses: tuple[HypothesisTrace, ...]
    """Best first; at least one."""

    @property
    def target(self) -> TracedText:
        return self.hypotheses[0].target

    @property
    def attention(self) -> Array:
        return self.hypotheses[0].attention

    @property
    def token_log_probabilities(self) -> Array:
        return self.hypotheses[0].token_log_probabilities

    @property
    def log_probability(self) -> float:
        return self.hypotheses[0].log_probability

    @property
    def valid_length(self) -> int:
        """Source tokens that attention may weigh: all of them, the end of sentence included."""
        return len(self.source.tokens)


@dataclass(frozen=True, eq=False)
class TextTrace:
    """A text and what came of its passes."""

    model: str
    text: str
    segments: tuple[TranslationTrace, ...]
    """In the order of the text; a text that needs one pass has one."""

    @property
    def target_text(self) -> str:
        """The best translations, with what stands between the sentences of the source."""
        parts = [self.segments[0].target.text]
        for before, after in pairwise(self.segments):
            gap = self.text[before.start + len(before.source.text) : after.start]
            parts += [gap or " ", after.target.text]
        return "".join(parts)

    @property
    def log_probability(self) -> float:
        """Sum over the segments."""
        return sum(segment.log_probability for segment in self.segments)


def trace_translation(
    artefact: Artefact,
    text: str,
    *,
    search: Search = GREEDY,
    target: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> TranslationTrace:
    """Translate a sentence, or with `target` look how the model reads that translation.

    text and target: 1..limits.SENTENCE_TOKENS tokens with the end-of-sentence token.
    max_tokens: 1..limits.TARGET_TOKENS, of the translation.
    Raises SentenceEmpty, SentenceTooLong, NulCharacter, UnpairedSurrogate or OutOfRange.
    """
    readings = read_source(artefact.source, text, split=False)
    return _traced(artefact, readings, search, target, max_tokens)[0]


def trace_text(
    artefact: Artefact,
    text: str,
    *,
    search: Search = GREEDY,
    target: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> TextTrace:
    """The same for a text that may be longer than limits.PASS_TOKENS: then sentence by sentence.

    With `target` nothing is split.
    """
    readings = read_source(artefact.source, text, split=target is None)
    segments = _traced(artefact, readings, search, target, max_tokens)
    return TextTrace(artefact.name, text, tuple(segments))


def _traced(
    artefact: Artefact,
    readings: Sequence[Reading],
    search: Search,
    target: str | None,
    max_tokens: int,
) -> list[TranslationTrace]:
    if not 1 <= max_tokens <= limits.TARGET_TOKENS:
        raise OutOfRange(
            field="max_tokens",
            name="max_tokens",
            value=max_tokens,
            least=1,
            most=limits.TARGET_TOKENS,
        )
    sources = [[*reading.pieces.ids, END] for reading in readings]
    found: list[tuple[HypothesisTrace, ...]] = []
    if target is not None:
        pieces = read_target(artefact.target, target)
        hypothesis = forced(artefact.network, sources[0], [*pieces.ids, END])
        found.append((_hypothesis(pieces, hypothesis, GREEDY),))
    while len(found) < len(sources):
        some = sources[len(found) : len(found) + _PASSES_AT_ONCE]
        found += (
            tuple(_hypothesis(artefact.target.decode(one.ids), one, search) for one in hypotheses)
            for hypotheses in search.run(artefact.network, some, max_tokens)
        )
    return [
        TranslationTrace(
            artefact.name,
            TracedText.of(reading.pieces, ended=True),
            reading.start,
            reading.notes,
            hypotheses,
        )
        for reading, hypotheses in zip(readings, found, strict=True)
    ]


def _hypothesis(target: Pieces, hypothesis: Hypothesis, search: Search) -> HypothesisTrace:
    return HypothesisTrace(
        TracedText.of(target, ended=hypothesis.ids[-1] == END),
        frozen(hypothesis.attention.double().numpy()),
        frozen(np.array(hypothesis.log_probabilities, dtype=np.float64)),
        hypothesis.score(search.length_penalty),
    )
