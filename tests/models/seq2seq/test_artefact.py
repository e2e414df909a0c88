"""A model on disk: it comes back as it was, and a broken one is refused with its reason."""

import dataclasses
import errno
import hashlib
import json
import os
from importlib.metadata import version
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.errors import ArtefactTooNew, BrokenArtefact, CannotWrite
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


def _flip_a_byte(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def _garble_tokenizer(folder: Path) -> None:
    (folder / "source.model").write_bytes(b"no model")
    _rehash(folder)


BREAKS = {
    "weights cut off": (_cut, "model.safetensors is no safetensors file"),
    "weights cut off, checksum right": (_cut_and_rehash, "no safetensors file"),
    "weights changed": (_flip_a_byte, "model.safetensors does not have the checksum"),
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
    "file missing": (lambda f: (f / "target.model").unlink(), "target.model is missing"),
    "config is no JSON": (
        lambda f: (f / "config.json").write_text("{"),
        "config.json cannot be read",
    ),
    "key missing": (lambda f: _edit_config(f, network={"size": 3}), "config.json lacks"),
    "format": (lambda f: _edit_config(f, format="two"), "gives no format that there is: two"),
    "no network": (
        lambda f: _edit_config(f, network={"source_vocabulary": -1, "target_vocabulary": 1}),
        "config.json describes no network",
    ),
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


def test_a_newer_format_is_refused_with_the_version_that_reads_it(folder):
    _edit_config(folder, format=artefact.FORMAT + 1, written_by="7.3.0", network={"new": 1})
    with pytest.raises(ArtefactTooNew) as refused:
        artefact.load(folder)
    assert f"is of format {artefact.FORMAT + 1}" in str(refused.value)
    assert f"up to {artefact.FORMAT}" in str(refused.value)
    assert "Loupe 7.3.0, which wrote it, or a newer one reads it" in str(refused.value)


def test_a_model_from_before_formats_were_counted_is_read(folder):
    config = json.loads((folder / "config.json").read_text())
    assert config.pop("format") == artefact.FORMAT
    assert config.pop("written_by") == version("loupe")
    (folder / "config.json").write_text(json.dumps(config))
    assert artefact.load(folder).name == "tiny"


def test_a_full_disk_while_saving_leaves_the_model_that_was_there(tiny, folder, monkeypatch):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    synced = []

    def full_after_two(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_after_two)
    with pytest.raises(CannotWrite, match="No space left"):
        artefact.save(dataclasses.replace(tiny, metrics={"bleu": 1.0}), folder)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_model_says_how_much_it_takes(tiny, folder):
    described = artefact.describe(folder)
    header = (folder / "model.safetensors").read_bytes()[:8]
    size = (folder / "model.safetensors").stat().st_size
    parameters = sum(described.parameters.values())
    assert 2 * parameters == size - 8 - int.from_bytes(header, "little")
    assert parameters == tiny.network.parameter_count()


def test_what_a_model_says_of_itself_is_read_without_its_weights(tiny, folder):
    _flip_a_byte(folder)
    described = artefact.describe(folder)
    assert described.config == tiny.network.config
    assert (described.name, described.default) == ("tiny", True)
