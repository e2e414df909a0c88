"""The weights before the first step."""

import torch
from torch import nn

from models.seq2seq.attention import Attention
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.recurrence import RecurrentWeights


@torch.no_grad()
def initialise(network: EncoderDecoder) -> None:
    """Glorot input weights, orthogonal recurrent ones, forget gates open, small embeddings.

    Glorot and Bengio 2010; Saxe, McClelland and Ganguli 2014; Jozefowicz, Zaremba and
    Sutskever 2015 on the forget gate's bias of 1.
    """
    for module in network.modules():
        if isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)
        elif isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, Attention):
            nn.init.xavier_uniform_(module.query)
            nn.init.xavier_uniform_(module.key)
            if module.score == "additive":
                bound = len(module.vector) ** -0.5
                nn.init.uniform_(module.vector, -bound, bound)
        elif isinstance(module, RecurrentWeights):
            _initialise_recurrence(module)
    nn.init.zeros_(network.decoder.output_bias)


def _initialise_recurrence(layer: RecurrentWeights) -> None:
    hidden = layer.recurrent.shape[-1]
    for gate in layer.input.view(-1, hidden, layer.input.shape[-1]):
        nn.init.xavier_uniform_(gate)
    for gate in layer.recurrent.view(-1, hidden, hidden):
        nn.init.orthogonal_(gate)
    nn.init.zeros_(layer.bias)
    if layer.cell == "lstm":
        nn.init.ones_(layer.bias[..., hidden : 2 * hidden])
