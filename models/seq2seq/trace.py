"""One translation with everything that a reader wants to see of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models import limits
from models.arrays import Array, frozen
from models.errors import PrefixAndTarget, TooManySteps
from models.notes import Note
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import GREEDY, Search
from models.seq2seq.interventions import AS_IT_IS, Edit
from models.seq2seq.reading import Reading, check_max_tokens, read_prefix, read_source, read_target
from models.seq2seq.search import Hypothesis, forced
from models.seq2seq.step_trace import StepsTrace
from models.seq2seq.steps import trace_steps
from models.seq2seq.tokens import END, END_TOKEN, PAD, Pieces
from models.seq2seq.words import View, units_in

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WordRange = tuple[int, int]
_PASSES_AT_ONCE = 16
"""So that memory stays small, however many sentences a text has."""


@dataclass(frozen=True)
class TracedText:
    """A sentence as the network sees it."""

    text: str
    tokens: tuple[str, ...]
    """Pieces; the source's always end with "</s>", the target's unless it was cut off. Behind the
    source's stands the padding, if any was asked for."""
    words: tuple[WordRange, ...]
    """First and last token of each whitespace-separated word of `text`; "</s>" is in none."""

    @classmethod
    def of(cls, pieces: Pieces, *, ended: bool, padding: Sequence[str] = ()) -> "TracedText":
        end = (END_TOKEN,) if ended else ()
        return cls(pieces.text, (*pieces.tokens, *end, *padding), pieces.words())


@dataclass(frozen=True, eq=False)
class HypothesisTrace:
    """A translation that the search found, or that was given."""

    target: TracedText
    ids: tuple[int, ...]
    """The target's tokens as numbers in the vocabulary."""
    attention: Array
    """(target, source) in 0..1: row i is the attention with which target token i was predicted;
    each row sums to 1."""
    token_log_probabilities: Array
    """(target,) natural logarithms."""
    score: float
    """What the search ranks by."""

    @classmethod
    def of(cls, target: Pieces, found: Hypothesis, search: Search) -> "HypothesisTrace":
        return cls(
            TracedText.of(target, ended=found.ids[-1] == END),
            found.ids,
            frozen(found.attention.double().numpy()),
            frozen(np.array(found.log_probabilities, dtype=np.float64)),
            found.score(search.length_penalty),
        )

    @property
    def log_probability(self) -> float:
        """Natural logarithm of the probability of the whole target."""
        return float(self.token_log_probabilities.sum())


@dataclass(frozen=True, eq=False)
class TranslationTrace:
    """What came of one pass: a sentence, its translations and the attention between them."""

    model: str
    source: TracedText
    source_ids: tuple[int, ...]
    """The source's tokens as numbers in the vocabulary, without padding."""
    start: int
    """The character of the whole text at which the source begins."""
    notes: tuple[Note, ...]
    """What of the source was read otherwise than it was typed."""
    hypotheses: tuple[HypothesisTrace, ...]
    """Best first; at least one."""
    forced: int = 0
    """Tokens at the target's beginning that were given, not found."""
    padding: int = 0
    """Tokens at the source's end that are none of the sentence's."""
    steps: StepsTrace | None = None
    """Every number of the best hypothesis, if asked for."""

    @classmethod
    def of(
        cls,
        artefact: Artefact,
        reading: Reading,
        hypotheses: Sequence[HypothesisTrace],
        *,
        forced: int = 0,
        padding: int = 0,
        steps: StepsTrace | None = None,
    ) -> "TranslationTrace":
        pad = (artefact.source.token(PAD),) * padding
        return cls(
            artefact.name,
            TracedText.of(reading.pieces, ended=True, padding=pad),
            (*reading.pieces.ids, END),
            reading.start,
            reading.notes,
            tuple(hypotheses),
            forced=forced,
            padding=padding,
            steps=steps,
        )

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

    def figure(self, view: View = "tokens", hypothesis: int = 0) -> "Figure":
        """The heatmap of the page, for a notebook: source across, target down. A Plotly figure."""
        from models.figures.attention import attention_figure

        shown = self.hypotheses[hypothesis]
        source, target = (
            units_in(side.text, side.tokens, side.words, view)
            for side in (self.source, shown.target)
        )
        title = f"{self.source.text} → {shown.target.text}"
        return attention_figure(source, target, shown.attention.tolist(), title)

    @property
    def valid_length(self) -> int:
        """Source tokens up to the end of sentence: all of them but padding."""
        return len(self.source.tokens) - self.padding


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
    target_prefix: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
    edit: Edit = AS_IT_IS,
    steps: bool = False,
) -> TranslationTrace:
    """Translate a sentence, or with `target` look how the model reads that translation.

    text and target: 1..limits.SENTENCE_TOKENS tokens with the end-of-sentence token.
    target_prefix: with what the translation must begin, fewer tokens than max_tokens.
    max_tokens: 1..limits.TARGET_TOKENS, of the translation.
    edit: what is done otherwise than by the model; its prefix is target_prefix's.
    steps: whether every number of the best translation is kept.
    Raises SentenceEmpty, SentenceTooLong, NulCharacter, UnpairedSurrogate, OutOfRange,
    PrefixTooLong, PrefixUnreadable, PrefixAndTarget, or what Edit.checked raises.
    """
    readings = read_source(artefact.source, text, split=False)
    asked = _Asked(search, target, target_prefix, max_tokens, edit, steps)
    return _traced(artefact, readings, asked)[0]


def trace_text(
    artefact: Artefact,
    text: str,
    *,
    search: Search = GREEDY,
    target: str | None = None,
    target_prefix: str | None = None,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
    edit: Edit = AS_IT_IS,
    steps: bool = False,
) -> TextTrace:
    """The same for a text that may be longer than limits.PASS_TOKENS: then sentence by sentence.

    With `target`, `target_prefix` or `edit` nothing is split. Raises TooManySteps too.
    """
    split = target is None and target_prefix is None and edit == AS_IT_IS
    readings = read_source(artefact.source, text, split=split)
    asked = _Asked(search, target, target_prefix, max_tokens, edit, steps)
    return TextTrace(artefact.name, text, tuple(_traced(artefact, readings, asked)))


@dataclass(frozen=True)
class _Asked:
    search: Search
    target: str | None
    target_prefix: str | None
    max_tokens: int
    edit: Edit
    steps: bool


def _traced(
    artefact: Artefact, readings: Sequence[Reading], asked: _Asked
) -> list[TranslationTrace]:
    check_max_tokens(asked.max_tokens)
    network, sources = artefact.network, [[*reading.pieces.ids, END] for reading in readings]
    given = None if asked.target is None else read_target(artefact.target, asked.target)
    edit, longest = asked.edit, len(given.ids) + 1 if given else asked.max_tokens
    if asked.target_prefix is not None:
        if given:
            raise PrefixAndTarget(field="target_prefix")
        prefix = read_prefix(artefact.target, asked.target_prefix, asked.max_tokens - 1)
        edit = replace(edit, prefix=prefix.ids)
    edit = edit.checked(len(sources[0]), longest)
    found: list[list[Hypothesis]] = []
    search = GREEDY if given else asked.search
    if given:
        found.append([forced(network, sources[0], [*given.ids, END], edit)])
    while len(found) < len(sources):
        some = sources[len(found) : len(found) + _PASSES_AT_ONCE]
        found += search.run(network, some, asked.max_tokens, edit)
        # each of the others has one step at least
        least = sum(len(one[0].ids) for one in found) + len(sources) - len(found)
        if asked.steps and least > limits.STEPS:
            raise TooManySteps(field="text", limit=limits.STEPS)
    return [
        TranslationTrace.of(
            artefact,
            reading,
            [
                HypothesisTrace.of(given or artefact.target.decode(one.ids), one, search)
                for one in ones
            ],
            forced=len(ones[0].ids) if given else len(edit.prefix),
            padding=edit.padding,
            steps=trace_steps(network, artefact.target, source, ones[0].ids, edit)
            if asked.steps
            else None,
        )
        for reading, source, ones in zip(readings, sources, found, strict=True)
    ]
