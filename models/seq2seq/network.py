"""The encoder-decoder with attention, whole.

The decoder starts from what the encoder hands over: memory, final state and valid length.
Bahdanau, Cho and Bengio 2015, with the sizes and the choices that `NetworkConfig` names.
"""

from torch import Tensor, nn

from models.seq2seq.config import NetworkConfig
from models.seq2seq.decoder import Decoder, Led
from models.seq2seq.encoder import Encoder, Memory
from models.seq2seq.linear import can_pack


class EncoderDecoder(nn.Module):
    """Encoder and decoder together. Fresh weights are arbitrary: load some, or initialise them."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def forward(self, source: Tensor, valid_lengths: Tensor, inputs: Tensor) -> Led:
        """Teacher forcing.

        source (batch, source) token ids, valid_lengths (batch,), inputs (batch, target): the
        target shifted right, the start token first.
        """
        return self.unroll(self.encoder(source, valid_lengths), inputs)

    def unroll(self, memory: Memory, inputs: Tensor) -> Led:
        """The same from what the encoder hands over."""
        sentence, state = self.decoder.start(memory)
        return self.decoder.lead(inputs, sentence, state, self.decoder.maps(sentence))

    def pack(self) -> None:
        """Make a trained network fast to ask; its weights must not change any more."""
        if can_pack():
            self.encoder.pack()
            self.decoder.pack()

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())
