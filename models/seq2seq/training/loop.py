"""The training loop."""

import math
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training import checkpoint
from models.seq2seq.training.augment import epoch_examples
from models.seq2seq.training.batches import IGNORED, Batch, Example, in_order, make_batch, plan
from models.seq2seq.training.distributed import ALONE, World, seed_step
from models.seq2seq.training.initialise import initialise
from models.seq2seq.training.losses import guidance_loss, vocabulary_loss
from models.seq2seq.training.prepare import Prepared
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import Recipe
from models.seq2seq.training.run_folder import BEST, CHECKPOINT, LOG, add_row, write_tensors

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
        lexical=recipe.lexical,
        dropout=recipe.dropout,
    )


def learning_rate(recipe: Recipe, step: int, steps: int) -> float:
    """Linear warm-up to the recipe's rate, then a half cosine down to 0. step 1..steps."""
    warm_up = min(recipe.warm_up, steps // 4)
    if step <= warm_up:
        return recipe.learning_rate * step / warm_up
    done = min(1.0, (step - warm_up) / max(1, steps - warm_up))
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


class Objective(nn.Module):
    """`losses` as one module, so that several processes can train a replica of it each."""

    def __init__(self, network: EncoderDecoder, smoothing: float) -> None:
        super().__init__()
        self.network = network
        self.smoothing = smoothing

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        return losses(self.network, batch, self.smoothing)


class Trainer:
    """A network in training, its running average and its optimiser."""

    def __init__(self, recipe: Recipe, config: NetworkConfig, world: World = ALONE) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.world = world
        self.network = EncoderDecoder(config)
        initialise(self.network)
        self.network.to(world.device)
        self.average = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.optimiser = torch.optim.Adam(self.network.parameters(), betas=(0.9, 0.98), fused=True)
        self._objective = world.replicate(Objective(self.network, recipe.label_smoothing))
        self._parameters = dict(self.network.named_parameters())

    def step(self, batch: Batch, number: int, rate: float) -> tuple[float, float]:
        """One update. number counts steps from 1.

        -> the batch's cross-entropy, summed over its tokens, and its mean guidance term, in nats.
        """
        recipe, world = self.recipe, self.world
        seed_step(recipe.seed, number, world.rank)
        with mixed_precision():
            likelihood, guidance = self._objective(world.share(batch))
        linked = float(batch.guide.sum().clamp_min(1.0))
        loss = likelihood / batch.target_tokens + recipe.guidance * guidance / linked
        self.optimiser.zero_grad(set_to_none=True)
        (loss * world.size).backward()  # replicas' gradients are averaged, and a sum is meant
        torch.nn.utils.clip_grad_norm_(self._parameters.values(), recipe.clip)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.step()
        decay = min(recipe.average, number / (number + 10))
        torch._foreach_lerp_(
            [self.average[name] for name in self._parameters],
            [parameter.detach() for parameter in self._parameters.values()],
            1 - decay,
        )
        summed = world.total(torch.stack((likelihood.detach(), guidance.detach()))).tolist()
        return summed[0], summed[1] / linked


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
    prepared: Prepared,
    recipe: Recipe,
    folder: Path,
    report: Report,
    stop_after: int | None = None,
    world: World = ALONE,
    stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Train by the recipe, going on from the folder's checkpoint; return whether it is finished.

    Leaves `best.safetensors` (the average with the lowest loss on dev, float32) and `log.jsonl` in
    the folder. When `stopping` says so, or after `stop_after` steps, it writes
    a checkpoint and stops. Of several processes the first writes; all must see the folder.
    """
    config = network_config(recipe, prepared)
    trainer = Trainer(recipe, config, world)
    network, average = trainer.network, trainer.average
    progress = checkpoint.Progress()
    path = folder / CHECKPOINT
    if path.exists():
        progress = checkpoint.load(path, network, average, trainer.optimiser)
    steps = recipe.epochs * len(_epoch(prepared, recipe, 0)[1])
    report.start(recipe, steps, progress)
    network.train()
    saved = started = time.monotonic()
    seconds_before = progress.seconds

    def keep() -> None:
        if world.first:
            progress.seconds = seconds_before + time.monotonic() - started
            checkpoint.save(path, network, average, trainer.optimiser, progress)

    while progress.epoch < recipe.epochs:
        examples, batches = _epoch(prepared, recipe, progress.epoch)
        for indices in batches[progress.batch :]:
            batch = make_batch([examples[i] for i in indices])
            progress.step += 1
            progress.batch += 1
            rate = learning_rate(recipe, progress.step, steps)
            likelihood, guidance = trainer.step(batch, progress.step, rate)
            progress.target_tokens += batch.target_tokens
            progress.epoch_tokens += batch.target_tokens
            progress.epoch_loss += likelihood
            report.step(progress, batch.target_tokens, likelihood, guidance)
            if time.monotonic() - saved > _CHECKPOINT_S:
                keep()
                saved = time.monotonic()
            stop = stopping() or progress.step == stop_after
            # as soon as one process is asked to stop, all do
            if world.total(torch.tensor(float(stop), device=world.device)) > 0:
                keep()
                return False
        progress.epoch += 1
        if world.first:
            averaged = EncoderDecoder(config)
            averaged.load_state_dict(average)
            loss_on_dev = dev_loss(averaged, prepared.dev)
            progress.seconds = seconds_before + time.monotonic() - started
            if loss_on_dev < progress.best_loss:
                progress.best_loss = loss_on_dev
                write_tensors(folder / BEST, average)
            report.epoch(progress, loss_on_dev)
            row = {
                "epoch": progress.epoch,
                "step": progress.step,
                "train_loss": progress.epoch_loss / progress.epoch_tokens,
                "dev_loss": loss_on_dev,
                "seconds": progress.seconds,
                "target_tokens": progress.target_tokens,
            }
            add_row(folder / LOG, row)
        progress.batch = progress.epoch_tokens = 0
        progress.epoch_loss = 0.0
        keep()
        saved = time.monotonic()
    return True


def _epoch(prepared: Prepared, recipe: Recipe, epoch: int) -> tuple[list[Example], list[list[int]]]:
    """An epoch's examples and batches of their indices, from the seed alone."""
    examples = epoch_examples(prepared, recipe, epoch)
    rng = np.random.default_rng((recipe.seed, epoch))
    return examples, plan(examples, recipe.batch_tokens, rng)
