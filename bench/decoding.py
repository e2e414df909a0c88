"""Greedy decoding, from token ids to tokens, probabilities and attention, against JoeyNMT's."""

import itertools
import tempfile
from collections.abc import Callable

import torch

from bench import joeynmt
from bench.table import Row, medians_s
from bench.translation import SENTENCE, WEIGHTS
from models.seq2seq import artefact
from models.seq2seq.search import greedy
from models.seq2seq.tokens import END
from models.seq2seq.training.recipe import RECIPES

WHO = (
    "She", "My brother", "The old man", "Her two sons", "Our new neighbours", "The girl next door",
    "Everybody here", "The teacher of my sister",
)  # fmt: skip
WHAT = (
    "sleeps.", "reads a lot.", "wants to buy a house.", "walked along the river before lunch.",
    "never forgets what we say.", "has lost the key to the garden.", "will come back tomorrow.",
    "likes to sing in the kitchen when it rains.",
)  # fmt: skip
BATCHES = (32, 64)
LONGEST = 96
ALONE, BATCH = 2.5, 4.0
"""Times as fast as the peer: the least that is wanted."""


def measure(_address: str) -> list[Row]:
    """On one thread each. The peer takes as many steps as our longest translation of a batch."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    made = artefact.load(WEIGHTS)
    several = [" ".join(pair) for pair in itertools.product(WHO, WHAT)]
    batches = {"alone": [SENTENCE], **{str(n): several[:: 64 // n] for n in BATCHES}}
    runs: dict[str, Callable[[], object]] = {}
    words: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        peer = joeynmt.Peer(RECIPES[made.name], folder) if joeynmt.installed() else None
        for name, texts in batches.items():
            source = [[*made.source.ids(text), END] for text in texts]
            ours = greedy(made.network, source, LONGEST)
            steps = max(len(one.ids) for one in ours)
            words[name] = sum(len(made.target.decode(one.ids).text.split()) for one in ours)
            runs[name] = lambda source=source: greedy(made.network, source, LONGEST)
            if peer:
                runs[f"peer {name}"] = lambda source=source, n=steps: peer.translate(source, n)
        seconds = medians_s(runs, rounds=15)
    torch.set_num_threads(threads)
    return [_row(name, len(batches[name]), words[name], seconds) for name in batches]


def _row(name: str, sentences: int, words: int, seconds: dict[str, float]) -> Row:
    theirs = seconds.get(f"peer {name}")
    ratio = theirs / seconds[name] if theirs else float("nan")

    def figure(taken: float | None) -> str:
        if taken is None:
            return "not installed"
        return f"{taken * 1e3:.1f} ms" if name == "alone" else f"{words / taken:,.0f}"

    return Row(
        "one sentence" if name == "alone" else f"words a second, {sentences} sentences at once",
        figure(seconds[name]),
        f"{joeynmt.NAME}: {figure(theirs)} (wanted: {ALONE if name == 'alone' else BATCH:g})",
        ratio,
    )
