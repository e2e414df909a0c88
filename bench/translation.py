"""Latency of one sentence of 12 tokens: greedy, through HTTP, and by beam search."""

import json
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from bench.table import Row, median_s, medians_s
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import Search
from models.seq2seq.trace import trace_translation
from scripts.live import serve

WEIGHTS = Path(__file__).resolve().parent.parent / "models" / "weights" / "en-fr-additive"
SENTENCE = "I don't know where my brother put the book."
LONGER = "My brother and two of his friends walked along the river before lunch in the old town."


def measure(_address: str) -> list[Row]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # several would wait for one another where cores are shared
    made = artefact.load(WEIGHTS)
    trace = trace_translation(made, SENTENCE)
    tokens, steps = trace.valid_length, len(trace.target.tokens)
    longer = trace_translation(made, LONGER).valid_length
    seconds = medians_s(
        {
            "inside": lambda: trace_translation(made, SENTENCE),
            "floor": lambda: products_alone(made, tokens, steps),
            "own floor": lambda: own_products_alone(made, tokens, steps),
            "beam": lambda: trace_translation(made, SENTENCE, search=Search()),
            "plain": lambda: trace_translation(made, LONGER),
            "full": lambda: trace_translation(made, LONGER, steps=True),
        }
    )
    inside, floor, own_floor, beam, plain, full = seconds.values()
    torch.set_num_threads(threads)
    through = through_http_s()
    name = f"{tokens} source tokens, {steps} target tokens"
    return [
        Row(
            f"greedy, {name}",
            f"{inside * 1e3:.1f} ms",
            f"torch's products of its shapes alone: {floor * 1e3:.1f} ms",
            inside / floor,
        ),
        Row(
            "the same",
            f"{inside * 1e3:.1f} ms",
            f"its own products alone: {own_floor * 1e3:.1f} ms",
            inside / own_floor,
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


def through_http_s() -> float:
    """Median seconds of the sentence, asked of a server that computes it each time."""
    body = json.dumps({"text": SENTENCE}).encode()
    with (
        TemporaryDirectory() as folder,
        serve(Path(folder) / "log", LOUPE_CACHE_BYTES="0") as address,
    ):

        def ask() -> None:
            request = urllib.request.Request(
                f"{address}/api/v1/translate", body, {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request) as answer:
                answer.read()

        return median_s(ask)


@torch.inference_mode()
def products_alone(made: Artefact, source: int, target: int) -> None:
    """Torch's products of the shapes of one translation with nothing around them: the floor."""
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


@torch.inference_mode()
def own_products_alone(made: Artefact, source: int, target: int) -> None:
    """The same by the maps that the translation itself uses, from packed weights."""
    encoder, maps = made.network.encoder.maps(0), made.network.decoder.maps()
    decoder, config = made.network.decoder, made.network.config
    encoder.inputs(torch.zeros(2, source, config.embedding))
    state, added = torch.zeros(2, 1, config.hidden // 2), torch.zeros(2, 1, 2 * config.hidden)
    for _ in range(source):
        encoder.recurrent(state, added)
    memory, hidden = torch.zeros(1, source, config.hidden), torch.zeros(1, config.hidden)
    decoder.attention.keys(memory)
    embedded, gates = torch.zeros(1, config.embedding), torch.zeros(1, 4 * config.hidden)
    joined = torch.zeros(1, decoder.readout.in_features)
    weights = torch.zeros(1, 1, source)
    for _ in range(target):
        maps.query(hidden)
        memory @ decoder.attention.vector
        weights @ memory
        maps.embedding(embedded)
        maps.context(hidden, gates)
        maps.recurrent[0](hidden, gates)
        maps.output(maps.readout(joined))
