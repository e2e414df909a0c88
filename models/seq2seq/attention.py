"""The decoder's attention, with its weights."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.attention.scores import (
    additive_scores,
    masked_softmax,
    scaled_dot_scores,
    weighted_pooling,
)
from models.seq2seq.config import NetworkConfig
from models.seq2seq.linear import LinearMap, packed_linear
from models.seq2seq.unrolled_attention import Attended, AttentionMap, unrolled_attention


class Attention(nn.Module):
    """Projects query and keys, scores them, pools the memory."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.score = config.score
        self.query = nn.Parameter(torch.empty(config.hidden, config.hidden))
        self.key = nn.Parameter(torch.empty(config.hidden, config.hidden))
        if config.score == "additive":
            self.vector = nn.Parameter(torch.empty(config.hidden))
        self._packed_keys: LinearMap | None = None

    def keys(self, memory: Tensor) -> Tensor:
        """W_k memory: formed once a sentence. (batch, source, hidden) -> the same shape."""
        if self._packed_keys and not torch.is_grad_enabled():
            return self._packed_keys(memory)
        return F.linear(memory, self.key)

    def pack(self) -> None:
        self._packed_keys = packed_linear(self.key)

    def attend(self, projected_query: Tensor, sentence: "Sentence") -> Attended:
        """Scores, weights and context of one query. projected_query (batch, hidden)."""
        if self.score == "additive":
            scores = additive_scores(projected_query, sentence.keys, self.vector)
        else:
            scores = scaled_dot_scores(projected_query, sentence.keys)
        weights = masked_softmax(scores, sentence.mask)
        return Attended(scores, weights, weighted_pooling(weights, sentence.memory))

    def unrolled(self, sentence: "Sentence") -> AttentionMap:
        """The same for all steps of one pass, its gradients gathered."""
        vector = self.vector if self.score == "additive" else None
        return unrolled_attention(sentence.memory, sentence.keys, sentence.mask, vector)


class Sentence(NamedTuple):
    """What each decoder step needs of the source: formed once."""

    memory: Tensor
    keys: Tensor
    mask: Tensor
    embeddings: Tensor
