"""Training at the default recipe's sizes: target tokens a second, and where the time goes."""

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import fields
from unittest import mock

import numpy as np
import torch
from torch.profiler import ProfilerActivity, profile

from bench import joeynmt
from bench.table import Row
from models.seq2seq.config import NetworkConfig
from models.seq2seq.tokens import END
from models.seq2seq.training import loop
from models.seq2seq.training.batches import Example, make_batch, plan
from models.seq2seq.training.recipe import RECIPES

RECIPE = RECIPES["en-fr-additive"]
LIMIT = 3000
"""Target tokens a second: the least that is wanted."""
SHARE = 0.5
"""Of the operators' time, in matrix products: the least that is wanted."""
STEPS, WARM_UP, ROUNDS = 12, 3, 5
_PRODUCTS = {
    f"aten::{name}" for name in ("mm", "addmm", "bmm", "baddbmm", "mv", "addmv", "mkldnn_linear")
}


def examples(count: int, vocabulary: int) -> list[Example]:
    """Random pairs with the lengths that sentences of a phrase book have."""
    rng = np.random.default_rng(0)
    lengths = np.clip(rng.normal(9, 3, count).round().astype(int), 3, 30)
    return [
        Example(
            (*rng.integers(4, vocabulary, n).tolist(), END),
            (*rng.integers(4, vocabulary, max(2, n + rng.integers(-2, 3))).tolist(), END),
            ((0, 0), (1, 1)),
        )
        for n in lengths
    ]


def trainer() -> loop.Trainer:
    """The project's own, with fresh weights."""
    names = {field.name for field in fields(NetworkConfig)} & vars(RECIPE).keys()
    names -= {"source_vocabulary"}
    sizes = {name: getattr(RECIPE, name) for name in names}
    return loop.Trainer(RECIPE, NetworkConfig(RECIPE.vocabulary, RECIPE.vocabulary, **sizes))


def seconds(run: Callable[[int], object], steps: Sequence[int]) -> float:
    started = time.perf_counter()
    for step in steps:
        run(step)
    return time.perf_counter() - started


def product_shares(run: Callable[[int], object], steps: Sequence[int]) -> tuple[float, float]:
    """The part of the operators' time, and of the clock's, that matrix products take."""
    with profile(activities=[ProfilerActivity.CPU]) as profiled:
        clock = seconds(run, steps)
    times = {event.key: event.self_cpu_time_total for event in profiled.key_averages()}
    products = sum(spent for name, spent in times.items() if name in _PRODUCTS)
    return products / sum(times.values()), products / 1e6 / clock


def measure(_address: str) -> list[Row]:
    """Ours and its peers on the same batches, taking turns; the best round of each counts."""
    pairs = examples(20_000, RECIPE.vocabulary)
    groups = [
        [pairs[i] for i in rows]
        for rows in plan(pairs, RECIPE.batch_tokens, np.random.default_rng(0))
    ][: WARM_UP + STEPS]
    batches = [make_batch(group) for group in groups]
    ours = trainer()

    def step(index: int) -> None:
        ours.step(batches[index], index + 1, RECIPE.learning_rate)

    def float32(index: int) -> None:
        with mock.patch.object(loop, "mixed_precision", nullcontext):
            step(index)

    runs: dict[str, Callable[[int], object]] = {"ours": step, "float32": float32}
    with tempfile.TemporaryDirectory() as folder:
        if joeynmt.installed():
            peer = joeynmt.Peer(RECIPE, folder)
            theirs = [peer.batch(group) for group in groups]
            assert [b.ntokens for b in theirs] == [b.target_tokens for b in batches]
            runs["joeynmt"] = lambda index: peer.step(theirs[index])
        for run in runs.values():
            seconds(run, range(WARM_UP))
        timed = range(WARM_UP, WARM_UP + STEPS)
        best = dict.fromkeys(runs, float("inf"))
        for _ in range(ROUNDS):
            for name, run in runs.items():
                best[name] = min(best[name], seconds(run, timed))
    tokens = sum(batches[index].target_tokens for index in timed)
    speed = {name: tokens / spent for name, spent in best.items()}
    what = f"target tokens a second, {torch.get_num_threads()} threads"
    rows = [Row(what, f"{speed['ours']:,.0f}", f"limit: {LIMIT:,}", speed["ours"] / LIMIT)]
    if "joeynmt" in speed:
        against = f"{joeynmt.NAME}: {speed['joeynmt']:,.0f}"
        rows += [
            Row(what, f"{speed['ours']:,.0f}", against, speed["ours"] / speed["joeynmt"]),
            Row(
                f"{what}, float32",
                f"{speed['float32']:,.0f}",
                against,
                speed["float32"] / speed["joeynmt"],
            ),
        ]
    operators, clock = product_shares(step, timed)
    rows.append(
        Row(
            "operators' time in matrix products",
            f"{operators:.0%} ({clock:.0%} of the clock's)",
            f"limit: {SHARE:.0%}",
            operators / SHARE,
        )
    )
    return rows
