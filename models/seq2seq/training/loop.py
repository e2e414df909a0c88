"""The training loop."""

import json
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from models.seq2seq.network import EncoderDecoder, NetworkConfig
from models.seq2seq.training import checkpoint
from models.seq2seq.training.batches import IGNORED, Batch, Example, in_order, make_batch, plan
from models.seq2seq.training.initialise import initialise
from models.seq2seq.training.losses import guidance_loss, vocabulary_loss
from models.seq2seq.training.prepare import Prepared
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import Recipe

_CHECKPOINT_S = 300.0


def network_config(recipe: Recipe, prepared: Prepared) -> NetworkConfig:
    return NetworkConfig(
        source_vocabulary=prepared.source.size,
        target_vocabulary=prepared.target.size,
        embedding=recipe.embedding,
        hidden=recipe.hidden,
        layers=recipe.layers,
        cell=recipe.cell,
        score=recipe.score,
        attend=recipe.attend,
        dropout=recipe.dropout,
    )


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Linear warm-up to the recipe's rate, then a half cosine down to 0. step 1..steps."""
    warm_up = min(recipe.warm_up, steps // 4)
    if step <= warm_up:
        return recipe.learning_rate * step / warm_up
    done = (step - warm_up) / max(1, steps - warm_up)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


def mixed_precision() -> AbstractContextManager[object]:
    """Matrix products in bfloat16 where the processor multiplies it natively; else in float32."""
    native = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.autocast("cpu", torch.bfloat16, enabled=native)


def losses(network: EncoderDecoder, batch: Batch, smoothing: float) -> tuple[Tensor, Tensor]:
    """Sums over target tokens: cross-entropy and the guidance term, in nats."""
    unrolled = network(batch.source, batch.valid_lengths, batch.inputs)
    valid = batch.targets != IGNORED
    decoder = network.decoder
    likelihood = vocabulary_loss(
        unrolled.readout[valid],
        decoder.embedding.weight,
        decoder.output_bias,
        batch.targets[valid],
        smoothing,
    )
    return likelihood, guidance_loss(unrolled.weights, batch.guide)


@torch.no_grad()
def dev_loss(network: EncoderDecoder, examples: Sequence[Example]) -> float:
    """Mean negative log-likelihood of a target token, in nats, without smoothing or dropout."""
    network.eval()
    total, tokens = 0.0, 0
    for batch in in_order(examples, 4000):
        total += float(losses(network, batch, 0.0)[0])
        tokens += batch.target_tokens
    network.train()
    return total / tokens


def train(
    prepared: Prepared, recipe: Recipe, folder: Path, report: Report, stop_after: int | None = None
) -> EncoderDecoder:
    """Train by the recipe, going on from the folder's checkpoint if there is one.

    Leaves `best.safetensors` (the average with the lowest loss on dev, float32), `network.json`
    and `log.jsonl` in the folder. With `stop_after` it stops after that many steps, as an
    interruption would.
    """
    torch.manual_seed(recipe.seed)
    config = network_config(recipe, prepared)
    network = EncoderDecoder(config)
    initialise(network)
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    optimiser = torch.optim.Adam(network.parameters(), betas=(0.9, 0.98), fused=True)
    progress = checkpoint.Progress()
    path = folder / "checkpoint.safetensors"
    if path.exists():
        progress = checkpoint.load(path, network, average, optimiser)
    epochs = _plans(recipe, prepared.train)
    steps = sum(len(plan_of_epoch) for plan_of_epoch in epochs)
    report.start(recipe, steps, progress)
    network.train()
    saved = started = time.monotonic()
    seconds_before = progress.seconds
    names = [name for name, _ in network.named_parameters()]
    averages = [average[name] for name in names]

    def keep() -> None:
        progress.seconds = seconds_before + time.monotonic() - started
        checkpoint.save(path, network, average, optimiser, progress)

    while progress.epoch < recipe.epochs:
        batches = epochs[progress.epoch]
        for batch in _batches(prepared.train, batches[progress.batch :]):
            progress.step += 1
            progress.batch += 1
            for group in optimiser.param_groups:
                group["lr"] = learning_rate(recipe, progress.step, steps)
            tokens = batch.target_tokens
            with mixed_precision():
                likelihood, guidance = losses(network, batch, recipe.label_smoothing)
            linked = batch.guide.sum().clamp_min(1.0)
            loss = likelihood / tokens + recipe.guidance * guidance / linked
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
            optimiser.step()
            decay = min(recipe.average, progress.step / (progress.step + 10))
            torch._foreach_lerp_(averages, [p.detach() for p in network.parameters()], 1 - decay)
            progress.target_tokens += tokens
            report.step(
                progress, tokens, float(likelihood.detach()), float(guidance.detach() / linked)
            )
            if time.monotonic() - saved > _CHECKPOINT_S:
                keep()
                saved = time.monotonic()
            if stop_after is not None and progress.step >= stop_after:
                keep()
                return network
        progress.epoch += 1
        progress.batch = 0
        averaged = EncoderDecoder(config)
        averaged.load_state_dict(average)
        loss_on_dev = dev_loss(averaged, prepared.dev)
        progress.seconds = seconds_before + time.monotonic() - started
        if loss_on_dev < progress.best_loss:
            progress.best_loss = loss_on_dev
            save_file(average, folder / "best.safetensors")
        report.epoch(progress, loss_on_dev)
        with (folder / "log.jsonl").open("a") as log:
            row = {
                "epoch": progress.epoch,
                "step": progress.step,
                "dev_loss": loss_on_dev,
                "seconds": progress.seconds,
                "target_tokens": progress.target_tokens,
            }
            log.write(json.dumps(row) + "\n")
        keep()
        saved = time.monotonic()
    report.end()
    network.load_state_dict(average)
    return network


def _plans(recipe: Recipe, examples: Sequence[Example]) -> list[list[list[int]]]:
    """Every epoch's batches, from the seed alone."""
    return [
        plan(examples, recipe.batch_tokens, np.random.default_rng((recipe.seed, epoch)))
        for epoch in range(recipe.epochs)
    ]


def _batches(examples: Sequence[Example], batches: list[list[int]]) -> Iterator[Batch]:
    for indices in batches:
        yield make_batch([examples[i] for i in indices])
