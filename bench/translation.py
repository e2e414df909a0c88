"""Latency of one sentence of 12 tokens: greedy, through HTTP, and by beam search."""

import json
import urllib.request
from pathlib import Path

import torch

from bench.table import Row, median_s
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import Search
from models.seq2seq.trace import trace_translation

WEIGHTS = Path(__file__).resolve().parent.parent / "models" / "weights" / "en-fr-additive"
SENTENCE = "I don't know where my brother put the book."
LONGER = "My brother and two of his friends walked along the river before lunch in the old town."


def measure(address: str) -> list[Row]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # several would wait for one another where cores are shared
    made = artefact.load(WEIGHTS)
    trace = trace_translation(made, SENTENCE)
    tokens, steps = trace.valid_length, len(trace.target.tokens)
    inside = median_s(lambda: trace_translation(made, SENTENCE))
    floor = median_s(lambda: products_alone(made, tokens, steps))
    beam = median_s(lambda: trace_translation(made, SENTENCE, search=Search()))
    longer = trace_translation(made, LONGER).valid_length
    plain = median_s(lambda: trace_translation(made, LONGER))
    full = median_s(lambda: trace_translation(made, LONGER, steps=True))
    torch.set_num_threads(threads)
    body = json.dumps({"text": SENTENCE}).encode()

    def ask() -> None:
        request = urllib.request.Request(
            f"{address}/api/v1/translate", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            answer.read()

    through = median_s(ask)
    name = f"{tokens} source tokens, {steps} target tokens"
    return [
        Row(
            f"greedy, {name}",
            f"{inside * 1e3:.1f} ms",
            f"its matrix products alone: {floor * 1e3:.1f} ms",
            inside / floor,
        ),
        Row(
            "greedy, through HTTP",
            f"{through * 1e3:.1f} ms",
            f"inside the process: {inside * 1e3:.1f} ms",
            through / inside,
        ),
        Row(
            f"beam of {Search().size}",
            f"{beam * 1e3:.1f} ms",
            f"greedy: {inside * 1e3:.1f} ms",
            beam / inside,
        ),
        Row(
            f"greedy with every number kept, {longer} source tokens",
            f"{full * 1e3:.1f} ms",
            f"greedy: {plain * 1e3:.1f} ms",
            full / plain,
        ),
    ]


@torch.inference_mode()
def products_alone(made: Artefact, source: int, target: int) -> None:
    """The products of one translation with nothing around them: the floor."""
    network = made.network
    encoder, decoder = network.encoder.layers[0], network.decoder
    layer, attention = decoder.layer(0), decoder.attention
    config = network.config
    embedded = torch.zeros(2, source, config.embedding)
    embedded @ encoder.input.transpose(1, 2)
    state = torch.zeros(2, 1, config.hidden // 2)
    for _ in range(source):
        state @ encoder.recurrent.transpose(1, 2)
    memory, hidden = torch.zeros(source, config.hidden), torch.zeros(1, config.hidden)
    memory @ attention.key.T
    inputs = torch.zeros(1, config.embedding + config.hidden)
    joined = torch.zeros(1, decoder.readout.in_features)
    weights = torch.zeros(1, source)
    for _ in range(target):
        hidden @ attention.query.T
        memory @ attention.vector
        weights @ memory
        inputs @ layer.input.T
        hidden @ layer.recurrent.T
        (joined @ decoder.readout.weight.T) @ decoder.embedding.weight.T
