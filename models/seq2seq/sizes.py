"""Where a network's parameters are."""

from models.seq2seq.network import EncoderDecoder

PARTS = {
    "source_embedding": ("encoder.embedding.",),
    "encoder": ("encoder.",),
    "attention": ("decoder.attention.",),
    "recurrence": ("decoder.layers.",),
    "readout": ("decoder.readout.",),
    "output": ("decoder.embedding.", "decoder.output_bias"),
    "other": ("",),
}
"""Part -> how the names of its parameters begin; the first that fits has it."""


def parameters_by_part(network: EncoderDecoder) -> dict[str, int]:
    """Trained numbers of each part that has some; they add up to all of the network's.

    The target embedding is the output layer's matrix too and is counted there, once.
    """
    counts = dict.fromkeys(PARTS, 0)
    for name, parameter in network.named_parameters():
        counts[next(part for part, starts in PARTS.items() if name.startswith(starts))] += (
            parameter.numel()
        )
    return {part: count for part, count in counts.items() if count}
