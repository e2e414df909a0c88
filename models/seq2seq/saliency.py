"""Which source tokens a target word hangs on, by two measures that do not look at the attention.

Attention says where the decoder looked. That need not be what its choice hangs on: the memory of a
position knows of the whole sentence. Jain and Wallace 2019; Wiegreffe and Pinter 2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.arrays import Array, frozen
from models.attention.rank_correlation import kendall_tau
from models.seq2seq.encoder import Memory
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.tokens import START

_OCCLUSIONS_AT_ONCE = 16
"""So that memory stays small: each needs the whole vocabulary for every token of the word."""


@dataclass(frozen=True, eq=False)
class Saliency:
    """One word of a translation and the source tokens, the end of sentence among them."""

    log_probability: float
    """Of the word's tokens given those before them, in nats."""
    attention: Array
    """(source,) the mean of the word's rows; sums to 1."""
    gradient_input: Array
    """(source,) embedding times the gradient of the log probability by it, summed over its
    components; in nats, of either sign."""
    occlusion: Array
    """(source,) by how much the log probability falls if the token's embedding is set to 0; in
    nats, of either sign."""

    @property
    def gradient_agreement(self) -> float | None:
        """Kendall's tau-b, -1..1, of attention and the size of gradient x input."""
        return kendall_tau(self.attention, np.abs(self.gradient_input))

    @property
    def occlusion_agreement(self) -> float | None:
        """Kendall's tau-b, -1..1, of attention and the size of the fall."""
        return kendall_tau(self.attention, np.abs(self.occlusion))


def saliency(
    network: EncoderDecoder,
    source_ids: Sequence[int],
    target_ids: Sequence[int],
    first: int,
    last: int,
) -> Saliency:
    """Of the target tokens first..last, counted from 0, of a given translation.

    source_ids and target_ids end with the end-of-sentence token. Gradient x input: Denil, Demiraj
    and de Freitas 2014; occlusion: Li, Monroe and Jurafsky 2016, section 3.
    """
    with torch.inference_mode(False), torch.enable_grad():
        embeddings = network.encoder.embed(torch.tensor([source_ids])).detach().clone()
        embeddings.requires_grad_()
        chances, weights = _word(network, embeddings, target_ids, first, last)
        (gradient,) = torch.autograd.grad(chances[0], embeddings)
    with torch.inference_mode():
        kept = 1 - torch.eye(len(source_ids), dtype=embeddings.dtype).unsqueeze(-1)
        occluded = torch.cat(
            [
                _word(network, embeddings.detach() * some, target_ids, first, last)[0]
                for some in torch.split(kept, _OCCLUSIONS_AT_ONCE)
            ]
        )
        falls = chances.detach() - occluded
    return Saliency(
        float(chances[0].detach()),
        frozen(weights[0].detach().double().numpy()),
        frozen((gradient * embeddings.detach()).sum(-1)[0].double().numpy()),
        frozen(falls.double().numpy()),
    )


def _word(
    network: EncoderDecoder, embeddings: Tensor, target_ids: Sequence[int], first: int, last: int
) -> tuple[Tensor, Tensor]:
    """Log probability (batch,) of the word and its mean attention (batch, source)."""
    batch, count, _ = embeddings.shape
    memory: Memory = network.encoder.encode(embeddings, torch.full((batch,), count))
    inputs = torch.tensor([[START, *target_ids[:last]]]).expand(batch, -1)
    unrolled = network.unroll(memory, inputs)
    word = slice(first, last + 1)
    logits = network.decoder.logits(unrolled.readout[:, word])
    wanted = torch.tensor(target_ids[word]).expand(batch, -1).unsqueeze(-1)
    chances = torch.log_softmax(logits, dim=-1).gather(-1, wanted).sum((1, 2))
    return chances, unrolled.weights[:, word].mean(1)
