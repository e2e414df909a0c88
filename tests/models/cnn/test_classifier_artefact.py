"""The classifier on disk: what ships, and folders that cannot be trusted."""

import json
from pathlib import Path

import pytest
import torch

from models.cnn.artefact import ClassifierArtefact, load, save
from models.cnn.layers import ClassifierConfig
from models.cnn.training.card import card
from models.cnn.training.loop import measure
from models.cnn.training.pictures import DEBIAN, read_set
from models.errors import ArtefactTooNew, BrokenArtefact
from tests.models.cnn.conftest import SHIPPED


def test_what_ships_is_small_and_good_enough(shipped: ClassifierArtefact) -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 1_000_000
    assert shipped.metrics["accuracy"] >= 0.91
    assert shipped.metrics["items"] == 10_000


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="needs Debian's package dataset-fashion-mnist")
def test_the_accuracy_that_is_told_is_that_on_the_test_set(shipped: ClassifierArtefact) -> None:
    accuracy, loss, counts = measure(shipped.network, read_set(DEBIAN, "t10k"))
    assert accuracy == pytest.approx(shipped.metrics["accuracy"], abs=3e-4)
    assert loss == pytest.approx(shipped.metrics["cross_entropy"], abs=1e-3)
    found = torch.tensor(shipped.metrics["confusion"])
    assert (found - counts).abs().sum() <= 6
    assert found.sum(1).tolist() == [1000] * 10


def test_the_card_is_generated_from_what_the_artefact_says(shipped: ClassifierArtefact) -> None:
    assert (SHIPPED / "MODEL_CARD.md").read_text(encoding="utf-8") == card(shipped)


def test_the_parameters_of_the_layers_are_those_of_the_network(
    shipped: ClassifierArtefact,
) -> None:
    layers = shipped.network.layers
    counted = sum(layer.weights + layer.biases for layer in layers)
    assert counted == sum(value.numel() for value in shipped.network.state_dict().values())
    assert [layer.output_shape for layer in layers if layer.kernel] == [
        (6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5),
    ]  # fmt: skip


def test_what_is_saved_is_what_is_loaded(tiny: ClassifierArtefact, tmp_path: Path) -> None:
    save(tiny, tmp_path / "tiny")
    again = load(tmp_path / "tiny")
    assert again.classes == tiny.classes
    assert again.network.config == tiny.network.config
    for name, value in tiny.network.state_dict().items():
        assert torch.equal(again.network.state_dict()[name], value)
    assert not any(each.requires_grad for each in again.network.parameters())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "translator"}, "describes no classifier"),
        ({"name": "other"}, "names it other"),
        ({"classes": ["one"]}, "names 1 classes"),
        ({"network": {"channels": [2, 0]}}, "describes no network"),
        ({"network": {"channels": [2, 3, 4]}}, "describes no network"),
        ({"network": {"kernel": 40}}, "describes no network"),
        ({"network": {"colours": 3}}, "lacks or misspells"),
        ({"network": [1]}, "describes no network"),
        ({"network": {"classes": 3, "channels": [2, 4], "hidden": [8, 5]}}, "has shape"),
        ({"sha256": {}}, "checksum"),
    ],
)
def test_a_folder_that_cannot_be_trusted_is_refused(
    tiny: ClassifierArtefact, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    save(tiny, tmp_path / "tiny")
    path = tmp_path / "tiny" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    with pytest.raises(BrokenArtefact, match=said):
        load(tmp_path / "tiny")


def test_a_newer_format_says_which_version_reads_it(
    tiny: ClassifierArtefact, tmp_path: Path
) -> None:
    save(tiny, tmp_path / "tiny")
    path = tmp_path / "tiny" / "config.json"
    later = json.loads(path.read_text()) | {"format": 9, "written_by": "7.0"}
    path.write_text(json.dumps(later))
    with pytest.raises(ArtefactTooNew, match=r"format 9.*7\.0"):
        load(tmp_path / "tiny")


def test_sizes_that_no_network_has_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing is left"):
        ClassifierConfig(kernel=17)
