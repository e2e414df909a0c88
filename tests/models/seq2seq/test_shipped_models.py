"""The models in the project: complete, within the size limit, and their cards up to date."""

from pathlib import Path

import pytest
from safetensors import safe_open

from models.seq2seq import artefact
from models.seq2seq.training.card import card
from models.seq2seq.training.recipe import RECIPES

WEIGHTS = Path(artefact.__file__).resolve().parent.parent / "weights"
SHIPPED = sorted(path.parent for path in WEIGHTS.glob("*/config.json"))
LARGEST_BYTES = 20 * 10**6


def test_the_default_model_is_there():
    assert WEIGHTS / "en-fr-additive" in SHIPPED


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_model_is_small_half_precision_and_described(folder):
    made = artefact.load(folder)
    path = folder / artefact.WEIGHTS
    assert path.stat().st_size <= LARGEST_BYTES
    with safe_open(path, framework="pt") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118
    assert (folder / artefact.CARD).read_text(encoding="utf-8") == card(made)
    assert made.name in RECIPES
    for split in (made.metrics, made.metrics["dev"]):
        assert 0 < split["bleu"] < 100
        assert 0 <= split["link_share"] <= 1
