"""Training in several processes at once, as torchrun starts them.

Every process holds the whole network and makes every batch; each computes the loss of its share of
the batch's sentences. `DistributedDataParallel` adds the gradients up during the backward pass, so
all processes make the same step, and the step is the one that a single process would have made.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from models.seq2seq.training.batches import IGNORED, Batch


@dataclass(frozen=True)
class World:
    """The processes of a run, seen from one of them. The default is a process on its own."""

    rank: int = 0
    size: int = 1
    device: torch.device = torch.device("cpu")  # noqa: RUF009

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes files and speaks to the user."""
        return self.rank == 0

    def replicate(self, module: nn.Module) -> nn.Module:
        """The module, with gradients that are the mean over the processes."""
        return module if self.size == 1 else DistributedDataParallel(module)

    def share(self, batch: Batch) -> Batch:
        """Every size-th sentence of a batch.

        Where there are fewer sentences than processes, the others read one that counts nothing.
        """
        if self.rank >= len(batch.source):
            targets, guide = torch.full_like(batch.targets, IGNORED), torch.zeros_like(batch.guide)
            return World(0, len(targets), self.device).share(
                replace(batch, targets=targets, guide=guide)
            )
        mine = slice(self.rank, None, self.size)
        return Batch(*(tensor[mine].to(self.device) for tensor in vars(batch).values()))

    def total(self, share: Tensor) -> Tensor:
        """The sum over all processes."""
        if self.size > 1:
            share = share.clone()
            dist.all_reduce(share)
        return share

    @contextmanager
    def first_alone(self) -> Iterator[None]:
        """The first process does the block before the others: they read the files it leaves.

        If it fails there, the others end without a word, for it says why.
        """
        if not self.first and self.total(torch.tensor(0.0, device=self.device)) > 0:
            raise SystemExit(1)
        failed = 1.0
        try:
            yield
            failed = 0.0
        finally:
            if self.first:
                self.total(torch.tensor(failed, device=self.device))


ALONE = World()


@contextmanager
def joined() -> Iterator[World]:
    """The processes that torchrun started, or this one alone.

    They speak through NCCL where each has a graphics processor of its own, else through gloo.
    """
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        yield ALONE
        return
    device = torch.device("cpu")
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield World(dist.get_rank(), dist.get_world_size(), device)
        # gloo's threads may still hold a tensor of Python's, and one that lets go of it while the
        # interpreter ends takes the process down: https://github.com/pytorch/pytorch/pull/179291
        dist.barrier()
    finally:
        dist.destroy_process_group()


def seed_step(seed: int, step: int, rank: int) -> None:
    """Let dropout depend on the recipe's seed, the step and the process alone.

    A run that goes on from a checkpoint then draws what it would have drawn, in each process.
    """
    torch.manual_seed(int(np.random.SeedSequence((seed, step, rank)).generate_state(1)[0]))


def default_threads() -> int:
    """The machine's processors, divided among its processes."""
    return max(1, (os.cpu_count() or 1) // int(os.environ.get("LOCAL_WORLD_SIZE", "1")))
