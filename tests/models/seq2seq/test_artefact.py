"""A model on disk: it comes back as it was, and a broken one is refused with its reason."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from app.registry import Registry
from models.errors import BrokenArtefact, ModelNotReady, UnknownModel
from models.seq2seq import artefact
from models.seq2seq.trace import trace_translation


@pytest.fixture
def folder(tiny, tmp_path: Path) -> Path:
    artefact.save(tiny, tmp_path / "tiny")
    return tmp_path / "tiny"


def test_a_saved_model_comes_back_with_the_same_weights(tiny, folder):
    loaded = artefact.load(folder)
    for name, value in tiny.network.state_dict().items():
        assert torch.equal(loaded.network.state_dict()[name], value), name
        assert loaded.network.state_dict()[name].dtype == torch.float32
    text = "we want a blue coat today!"
    assert trace_translation(loaded, text).target.text == trace_translation(tiny, text).target.text
    assert (
        load_file(folder / "model.safetensors")["encoder.embedding.weight"].dtype == torch.float16
    )


def _rewrite_weights(folder: Path, change) -> None:
    """Change the tensors and put the checksum right, so that only the change is wrong."""
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors")
    _rehash(folder)


def _rehash(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    for name in config["sha256"]:
        config["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "config.json").write_text(json.dumps(config))


def _edit_config(folder: Path, **changes) -> None:
    config = json.loads((folder / "config.json").read_text()) | changes
    (folder / "config.json").write_text(json.dumps(config))


def _cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-7])


def _cut_and_rehash(folder: Path) -> None:
    _cut(folder)
    _rehash(folder)


def _garble_tokenizer(folder: Path) -> None:
    (folder / "source.model").write_bytes(b"no model")
    _rehash(folder)


BREAKS = {
    "weights cut off": (_cut, "model.safetensors does not have the checksum"),
    "no safetensors": (_cut_and_rehash, "no safetensors file"),
    "tensor missing": (
        lambda f: _rewrite_weights(f, lambda t: t.pop("decoder.readout.bias")),
        "tensors missing or superfluous: decoder.readout.bias",
    ),
    "shape": (
        lambda f: _rewrite_weights(f, lambda t: t.update({"decoder.readout.bias": torch.zeros(3)})),
        "decoder.readout.bias has shape (3,), not (32,)",
    ),
    "not finite": (
        lambda f: _rewrite_weights(
            f, lambda t: t.update({"decoder.readout.bias": torch.full((32,), torch.inf)})
        ),
        "decoder.readout.bias holds a value that is not finite",
    ),
    "tokenizer": (_garble_tokenizer, "a tokenizer cannot be read"),
    "file missing": (lambda f: (f / "target.model").unlink(), "target.model cannot be read"),
    "config is no JSON": (
        lambda f: (f / "config.json").write_text("{"),
        "config.json cannot be read",
    ),
    "key missing": (lambda f: _edit_config(f, network={"size": 3}), "config.json lacks"),
    "renamed": (lambda f: _edit_config(f, name="other"), "config.json names it other"),
    "metrics missing": (lambda f: (f / "metrics.json").unlink(), "metrics.json cannot be read"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_artefact_is_refused_with_its_reason(name, folder):
    breaks, reason = BREAKS[name]
    breaks(folder)
    with pytest.raises(BrokenArtefact) as refused:
        artefact.load(folder)
    assert reason in str(refused.value)
    assert "tiny" in str(refused.value)


def test_a_registry_has_one_default_and_names_what_it_has(folder):
    registry = Registry.load(folder.parent)
    assert registry.ready
    assert registry.get() is registry.get("tiny")
    with pytest.raises(UnknownModel, match="“big”; available: tiny"):
        registry.get("big")


def test_an_empty_folder_is_a_registry_that_is_not_ready(tmp_path):
    registry = Registry.load(tmp_path)
    assert not registry.ready
    with pytest.raises(ModelNotReady):
        registry.get()


def test_no_default_and_weights_without_a_configuration_are_refused(folder):
    _edit_config(folder, default=False)
    with pytest.raises(BrokenArtefact, match="exactly one model must be the default"):
        Registry.load(folder.parent)
    shutil.copytree(folder, folder.parent / "stray")
    (folder.parent / "stray" / "config.json").unlink()
    with pytest.raises(BrokenArtefact, match=r"stray.*config.json is missing"):
        Registry.load(folder.parent)
