"""Training: pictures read right, the same numbers each time, interrupted or not."""

import gzip
import json
import struct
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from typer.testing import CliRunner

from models.cnn.network import Classifier
from models.cnn.training import cli
from models.cnn.training.batches import augmented, batches
from models.cnn.training.loop import measure, train
from models.cnn.training.pictures import Pictures, read_idx, read_set
from models.cnn.training.recipe import Recipe
from models.cnn.training.run import LOG, claim
from models.errors import ChangedRecipe, UnusableCorpus

SMALL = Recipe(
    name="small", channels=(4, 8), hidden=(32, 24), epochs=8, batch=16, dev=32, warm_up=4,
    learning_rate=0.01, shift=0, average=0.5,
)  # fmt: skip


def drawn(count: int, seed: int = 0) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Pictures that can be told apart: class n is a bright band at row 2n + 4."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, 10, count).astype(np.uint8)
    images = chance.integers(0, 60, (count, 28, 28)).astype(np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 4 : 2 * label + 6, 4:24] = 255
    return images, labels


def idx(array: NDArray[np.uint8]) -> bytes:
    return struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_set(folder: Path, name: str, count: int, seed: int = 0) -> None:
    images, labels = drawn(count, seed)
    for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
        (folder / f"{name}-{kind}-ubyte.gz").write_bytes(gzip.compress(idx(array), mtime=0))


@pytest.fixture
def pictures() -> Pictures:
    images, labels = drawn(288)
    return Pictures(torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64)))


def numbers(network: Classifier | None) -> dict[str, torch.Tensor]:
    assert network is not None
    return dict(network.state_dict())


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


def ignored(*_: object) -> None:
    """For what a run tells of its batches."""


def test_idx_files_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_set(tmp_path, "train", 20)
    found, (images, labels) = read_set(tmp_path, "train"), drawn(20)
    assert np.array_equal(found.images.numpy(), images)
    assert np.array_equal(found.labels.numpy(), labels)


LABELS = np.arange(4, dtype=np.uint8)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "dataset-fashion-mnist"),
        (b"no gzip", "cannot be unpacked"),
        (gzip.compress(idx(LABELS), mtime=0)[:-12], "cannot be unpacked"),
        (gzip.compress(b"", mtime=0), "no idx file"),
        (gzip.compress(b"\0\0\x0d\1" + bytes(4), mtime=0), "no idx file"),
        (gzip.compress(b"\0\0\x08\x03", mtime=0), "no idx file"),
        (gzip.compress(idx(LABELS) + b"x", mtime=0), "5 numbers"),
        (gzip.compress(struct.pack(">4B3I", 0, 0, 8, 3, 2**31, 2**31, 9), mtime=0), "0 numbers"),
    ],
)
def test_a_file_that_is_no_idx_file_says_so(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnusableCorpus, match=said):
        read_idx(path)


def test_labels_that_do_not_belong_to_the_pictures_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path, "train", 20)
    path = tmp_path / "train-labels-idx1-ubyte.gz"
    path.write_bytes(gzip.compress(idx(np.zeros(19, np.uint8))))
    with pytest.raises(UnusableCorpus, match="19 labels for 20 pictures"):
        read_set(tmp_path, "train")
    path.write_bytes(gzip.compress(idx(np.full(20, 10, np.uint8))))
    with pytest.raises(UnusableCorpus, match="label 10"):
        read_set(tmp_path, "train")


def test_pictures_are_only_mirrored_and_moved() -> None:
    images, _ = drawn(64)
    given = torch.from_numpy(images)
    recipe = Recipe(shift=2)
    moved = augmented(given, recipe, torch.Generator().manual_seed(5)).numpy()
    seen = set()
    for before, after in zip(images, moved, strict=True):
        padded = {
            (flip, down, right): np.pad(before[:, ::-1] if flip else before, 2)[
                down : down + 28, right : right + 28
            ]
            for flip in (False, True)
            for down in range(5)
            for right in range(5)
        }
        found = [how for how, image in padded.items() if np.array_equal(image, after)]
        assert len(found) == 1
        seen.add(found[0])
    assert {flip for flip, _, _ in seen} == {False, True}
    assert len(seen) > 20
    still = Recipe(shift=0, flip=False)
    assert torch.equal(augmented(given, still, torch.Generator()), given)


def test_an_epoch_sees_each_picture_once_in_an_order_of_its_own(pictures: Pictures) -> None:
    recipe = Recipe(batch=16, shift=0, flip=False)
    first, again, second = (
        torch.cat([images for images, _ in batches(pictures, recipe, epoch)]) for epoch in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, second)
    rows = {row.numpy().tobytes() for row in first}
    assert rows == {(image[None].float() / 255).numpy().tobytes() for image in pictures.images}


def test_it_learns_and_does_so_twice_in_the_same_way(pictures: Pictures, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    one = train(pictures, SMALL, tmp_path / "a", ignored)
    other = train(pictures, SMALL, tmp_path / "b", ignored)
    assert same(numbers(one), numbers(other))
    assert one is not None
    held_out = pictures.part(slice(-SMALL.dev, None))
    assert measure(one, held_out)[0] > 0.5
    rows = [json.loads(line) for line in (tmp_path / "a" / LOG).read_text().splitlines()]
    assert [row["epoch"] for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert rows[-1]["train_loss"] < rows[0]["train_loss"]


def test_a_run_that_was_stopped_ends_with_the_same_numbers(
    pictures: Pictures, tmp_path: Path
) -> None:
    for name in ("whole", "stopped"):
        (tmp_path / name).mkdir()
    whole = train(pictures, SMALL, tmp_path / "whole", ignored)
    asked = iter([False] * 40 + [True])
    assert train(pictures, SMALL, tmp_path / "stopped", ignored, lambda: next(asked)) is None
    rest = train(pictures, SMALL, tmp_path / "stopped", ignored)
    assert same(numbers(whole), numbers(rest))


def test_a_folder_belongs_to_one_recipe_and_one_set_of_pictures(
    pictures: Pictures, tmp_path: Path
) -> None:
    claim(tmp_path / "run", SMALL, pictures)
    claim(tmp_path / "run", SMALL, pictures)
    with pytest.raises(ChangedRecipe, match="pictures"):
        claim(tmp_path / "run", SMALL, pictures.part(slice(0, 100)))
    with pytest.raises(ChangedRecipe, match="seed 1 → 2"):
        claim(tmp_path / "run", Recipe(**{**vars(SMALL), "seed": 2}), pictures)


def test_counts_of_what_was_taken_for_what() -> None:
    class Fixed(torch.nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return torch.eye(3)[images[:, 0, 0, 0].mul(255).round().long()]

    images = torch.zeros(4, 28, 28, dtype=torch.uint8)
    images[:, 0, 0] = torch.tensor([0, 1, 2, 2])
    accuracy, loss, counts = measure(Fixed(), Pictures(images, torch.tensor([0, 1, 1, 2])))
    assert accuracy == 0.75
    assert counts.tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 1]]
    right, wrong = np.log(np.e + 2) - 1, np.log(np.e + 2)
    assert loss == pytest.approx((3 * right + wrong) / 4, rel=1e-6)


def test_the_command_trains_measures_and_writes_a_card(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import typer

    write_set(tmp_path, "train", 288)
    write_set(tmp_path, "t10k", 100, seed=1)
    monkeypatch.setitem(cli.RECIPES, "small", SMALL)
    app = typer.Typer()
    app.command()(cli.train)
    monkeypatch.setattr(torch, "use_deterministic_algorithms", ignored)
    where = ["--data", str(tmp_path), "--folder", str(tmp_path / "runs")]
    asked = ["--recipe", "small", *where, "--weights", str(tmp_path / "weights")]
    ended = CliRunner().invoke(app, asked)
    assert ended.exit_code == 0, ended.output
    metrics = json.loads((tmp_path / "weights" / "small" / "metrics.json").read_text())
    assert f"test accuracy {metrics['accuracy']:.4f}" in ended.output
    assert metrics["items"] == 100
    assert sum(map(sum, metrics["confusion"])) == 100
    assert "# small" in (tmp_path / "weights" / "small" / "MODEL_CARD.md").read_text()
    refused = CliRunner().invoke(app, ["--recipe", "hats", *where])
    assert refused.exit_code == 2
    assert "fashion-cnn" in refused.output


def test_too_few_pictures_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path, "train", 20)
    write_set(tmp_path, "t10k", 20)
    with pytest.raises(UnusableCorpus, match="20 pictures are too few"):
        cli.train(data=tmp_path, folder=tmp_path / "runs")
