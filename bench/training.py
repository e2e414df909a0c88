"""Target tokens a second in training, at the sizes of the default model."""

import time

import numpy as np
import torch
from torch.nn import functional as F

from bench.table import Row
from models.seq2seq.network import EncoderDecoder, NetworkConfig
from models.seq2seq.tokens import END
from models.seq2seq.training.batches import IGNORED, Batch, Example, make_batch, plan
from models.seq2seq.training.initialise import initialise
from models.seq2seq.training.loop import losses, mixed_precision
from models.seq2seq.training.recipe import RECIPES

LIMIT = 3000
STEPS = 12


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


def step(network: EncoderDecoder, optimiser: torch.optim.Adam, batch: Batch) -> None:
    """A step of the project's loop."""
    with mixed_precision():
        likelihood, guidance = losses(network, batch, 0.1)
    optimiser.zero_grad(set_to_none=True)
    (likelihood / batch.target_tokens + 0.3 * guidance / batch.guide.sum()).backward()
    optimiser.step()


def plain_step(network: EncoderDecoder, optimiser: torch.optim.Adam, batch: Batch) -> None:
    """The same step in float32 with PyTorch's own cross-entropy."""
    unrolled = network(batch.source, batch.valid_lengths, batch.inputs)
    valid = batch.targets != IGNORED
    logits = network.decoder.logits(unrolled.readout[valid])
    loss = F.cross_entropy(logits, batch.targets[valid], label_smoothing=0.1)
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def speed(run) -> float:
    """Target tokens a second."""
    recipe = RECIPES["en-fr-additive"]
    torch.manual_seed(0)
    config = NetworkConfig(
        recipe.vocabulary,
        recipe.vocabulary,
        recipe.embedding,
        recipe.hidden,
        dropout=recipe.dropout,
    )
    network = EncoderDecoder(config)
    initialise(network)
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True)
    pairs = examples(20_000, recipe.vocabulary)
    batches = [
        make_batch([pairs[i] for i in rows])
        for rows in plan(pairs, recipe.batch_tokens, np.random.default_rng(0))[: STEPS + 3]
    ]
    for batch in batches[:3]:
        run(network, optimiser, batch)
    started = time.perf_counter()
    for batch in batches[3:]:
        run(network, optimiser, batch)
    return sum(batch.target_tokens for batch in batches[3:]) / (time.perf_counter() - started)


def measure() -> list[Row]:
    ours, plain = speed(step), speed(plain_step)
    what = "target tokens a second"
    return [
        Row(what, f"{ours:,.0f}", f"limit: {LIMIT:,} at least", ours / LIMIT),
        Row(what, f"{ours:,.0f}", f"float32, F.cross_entropy: {plain:,.0f}", ours / plain),
    ]
