"""What is kept of a translation: every number between the sentence and its tokens.

Sizes in the shapes: source tokens S, embedding E, hidden H, layers L.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from models.arrays import Array
from models.seq2seq.config import NetworkConfig

Gates = Mapping[str, Array]
"""By name, in the order of `CELL_GATES`."""


@dataclass(frozen=True, eq=False)
class DirectionTrace:
    """One direction of an encoder layer, in the order in which the sentence is written."""

    hidden: Array
    """(S, H / 2)"""
    cell: Array | None
    """(S, H / 2) of an LSTM."""
    gates: Gates
    """Each (S, H / 2)."""


@dataclass(frozen=True, eq=False)
class EncoderTrace:
    """How the sentence was read."""

    embeddings: Array
    """(S, E)"""
    layers: tuple[tuple[DirectionTrace, DirectionTrace], ...]
    """Forward and backward; a layer reads the two hidden states of the one below, side by side."""
    memory: Array
    """(S, H): the last layer's forward state beside its backward one."""


@dataclass(frozen=True, eq=False)
class LayerStep:
    """One step of one decoder layer."""

    input: Array
    """(E + H,) of the first layer: embedding, then context; (H,) of the others: the state below."""
    pre_activations: Gates
    """Each (H,): what the sigmoid or tanh made the gates of."""
    gates: Gates
    """Each (H,)."""
    hidden: Array
    """(H,) after the step."""
    cell: Array | None
    """(H,) after the step, of an LSTM."""


@dataclass(frozen=True)
class Candidate:
    """A token that could follow."""

    token: str
    id: int
    logit: float
    log_probability: float
    """Natural logarithm: logit - log_normaliser."""
    chosen: bool

    @property
    def probability(self) -> float:
        return math.exp(self.log_probability)


@dataclass(frozen=True, eq=False)
class StepTrace:
    """One step of the decoder, in the order in which its numbers arise.

    If attention comes after the recurrence, the layers come first and read the context of the step
    before.
    """

    index: int
    input_token: str
    output_token: str
    input_embedding: Array
    """(E,)"""
    query: Array
    """(H,): the last layer's state, before or after the step's recurrence."""
    projected_query: Array
    """(H,): W_q query."""
    scores: Array
    """(S,) before the mask."""
    masked_scores: Array
    """(S,): minus infinity where masked."""
    weights: Array
    """(S,) in 0..1; sums to 1."""
    edited: bool
    """Whether the weights were given, rather than made of the scores."""
    context: Array
    """(H,): memory under the weights."""
    layers: tuple[LayerStep, ...]
    lexical: Array | None
    """(E,): source embeddings under the weights, if the readout sees them."""
    readout: Array
    """(E,): tanh(W [hidden; context; input_embedding; lexical] + b)."""
    log_normaliser: float
    """Logarithm of the sum of exp(logit) over the vocabulary."""
    candidates: tuple[Candidate, ...]
    """The likeliest first; the chosen one last if it is not among them."""

    @property
    def chosen(self) -> Candidate:
        return next(one for one in self.candidates if one.chosen)


@dataclass(frozen=True, eq=False)
class StepsTrace:
    """All steps, and what they share."""

    config: NetworkConfig
    encoder: EncoderTrace
    keys: Array
    """(S, H): W_k memory."""
    vector: Array | None
    """(H,): v of additive scores, v . tanh(key + projected query)."""
    initial_hidden: Array
    """(L, H): the decoder's state before the first step."""
    initial_cell: Array | None
    """(L, H) of an LSTM."""
    steps: tuple[StepTrace, ...]

    @property
    def scale(self) -> float:
        """1 / sqrt(H), of scaled dot products."""
        return 1.0 / math.sqrt(self.config.hidden)
