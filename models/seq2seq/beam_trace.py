"""The search for one sentence's translation, with its texts."""

from dataclasses import dataclass

from models import limits
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import Search
from models.seq2seq.beam_tree import Candidate, trace_beam
from models.seq2seq.reading import check_max_tokens, read_source
from models.seq2seq.tokens import END, Tokenizer
from models.seq2seq.trace import HypothesisTrace, TracedText


@dataclass(frozen=True, eq=False)
class SearchTrace:
    """A tree that grew, and what it came to."""

    model: str
    source: TracedText
    search: Search
    steps: tuple[tuple[Candidate, ...], ...]
    hypotheses: tuple[tuple[HypothesisTrace, int], ...]
    """Best first, each with the node at which it ended."""
    vocabulary: Tokenizer

    def token(self, candidate: Candidate) -> str:
        return self.vocabulary.token(candidate.token)


def trace_search(
    artefact: Artefact,
    text: str,
    *,
    search: Search,
    max_tokens: int = limits.TARGET_TOKENS_DEFAULT,
) -> SearchTrace:
    """Search for the translation of one sentence and keep every step.

    max_tokens: 1..limits.TARGET_TOKENS. Raises what `trace_translation` raises of them.
    """
    check_max_tokens(max_tokens)
    (reading,) = read_source(artefact.source, text, split=False)
    tree = trace_beam(artefact.network, [*reading.pieces.ids, END], search, max_tokens)
    return SearchTrace(
        artefact.name,
        TracedText.of(reading.pieces, ended=True),
        search,
        tree.steps,
        tuple(
            (HypothesisTrace.of(artefact.target.decode(one.ids), one, search), tree.node(one))
            for one in tree.hypotheses
        ),
        artefact.target,
    )
