"""Several processes take the steps that one would take, and go on from where they were stopped."""

import dataclasses
import json
import os
import pickle
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training import loop
from models.seq2seq.training.batches import Batch, Example, make_batch
from models.seq2seq.training.corpus import Splits
from models.seq2seq.training.distributed import World, default_threads
from models.seq2seq.training.initialise import initialise
from tests.models.seq2seq.conftest import RECIPE, prepare_with_true_links
from tests.models.seq2seq.distributed_worker import go_on

ROOT = Path(__file__).parents[3]
EXACT = dataclasses.replace(RECIPE, name="exact", embedding=16, hidden=32, epochs=4)
DROPPING = dataclasses.replace(EXACT, dropout=0.3, epochs=2)
STOP = 9
"""Steps before the interruption: in the first epoch."""


def torchrun(folder: Path, *tasks: str) -> None:
    module = "tests.models.seq2seq.distributed_worker"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    subprocess.run(
        [*command, "-m", module, str(folder), *tasks],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def folder(splits: Splits, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`exact` and `straight` ran through in two processes, `broken` was stopped and went on."""
    folder = tmp_path_factory.mktemp("runs")
    prepared = prepare_with_true_links(splits, EXACT, folder)
    recipes = {"alone": EXACT, "exact": EXACT, "straight": DROPPING, "broken": DROPPING}
    for name, recipe in recipes.items():
        (folder / name).mkdir()
        (folder / name / "run.pickle").write_bytes(pickle.dumps((prepared, recipe)))
    torchrun(folder, f"broken:{STOP}", "exact", "straight", "broken")
    return folder


def curve(folder: Path) -> list[dict[str, float]]:
    rows = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [{name: row[name] for name in row if name != "seconds"} for row in rows]


def test_two_processes_have_the_loss_curve_of_one(folder, monkeypatch):
    monkeypatch.setattr(loop, "mixed_precision", nullcontext)
    go_on(folder / "alone")
    one, two = curve(folder / "alone"), curve(folder / "exact")
    assert len(one) == len(two) == EXACT.epochs
    for alone, shared in zip(one, two, strict=True):
        assert shared == pytest.approx(alone, rel=1e-6)
    assert two[-1]["train_loss"] < 0.9 * two[0]["train_loss"]


def test_two_interrupted_processes_end_with_the_weights_of_uninterrupted_ones(folder):
    assert curve(folder / "straight") == curve(folder / "broken")
    one, other = (
        load_file(folder / name / "checkpoint.safetensors") for name in ("straight", "broken")
    )
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


def gradients(world: World, batch: Batch) -> list[torch.Tensor]:
    """What one process of a world adds to the gradient of a batch's loss."""
    torch.manual_seed(0)
    network = EncoderDecoder(NetworkConfig(20, 20, 8, 16))
    initialise(network)
    likelihood, guidance = loop.losses(network, world.share(batch), 0.1)
    (likelihood / batch.target_tokens + guidance / batch.guide.sum()).backward()
    return [parameter.grad for parameter in network.parameters()]


@pytest.mark.parametrize("size", [2, 3, 5])
def test_the_gradients_of_all_shares_add_up_to_the_whole_batchs(size):
    """Also with more processes than sentences, where one of them has nothing to read."""
    batch = make_batch(
        [
            Example((5, 6, 7, 3), (8, 9, 3), ((0, 0), (1, 2))),
            Example((5, 3), (9, 8, 7, 6, 3), ((3, 0),)),
            Example((9, 9, 5, 3), (4, 3)),
            Example((7, 3), (5, 3), ((0, 0), (1, 1))),
        ]
    )
    whole = gradients(World(), batch)
    parts = [gradients(World(rank, size), batch) for rank in range(size)]
    for expected, *shares in zip(whole, *parts, strict=True):
        torch.testing.assert_close(sum(shares), expected, rtol=1e-4, atol=1e-6)


def test_the_processors_are_divided_among_a_machines_processes(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert default_threads() == 8
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "4")
    assert default_threads() == 2
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "16")
    assert default_threads() == 1


def test_where_the_first_process_fails_the_others_end_without_a_word(monkeypatch):
    told: list[float] = []

    def total(_: World, share: torch.Tensor) -> torch.Tensor:
        told.append(float(share))
        return torch.tensor(1.0)

    monkeypatch.setattr(World, "total", total)
    with pytest.raises(ValueError, match="no corpus"), World(0, 2).first_alone():
        raise ValueError("no corpus")
    with pytest.raises(SystemExit) as ended, World(1, 2).first_alone():
        pytest.fail("the second process went on")
    assert ended.value.code == 1
    assert told == [1.0, 0.0]
    with World(0, 2).first_alone():
        pass
    assert told[-1] == 0.0
