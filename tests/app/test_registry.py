"""Which models a server has, in which order it loads them, and what it does with broken ones."""

import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.registry import Registry
from app.settings import Settings
from models.errors import BrokenArtefact, ModelNotReady, ModelUnusable, UnknownModel
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from tests.app.small_models import save_small

IN_ORDER = ["m-default", "a", "z", "b-reverse", "c-other"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three models of one pair of languages, one each of two others."""
    save_small(tmp_path, "m-default", default=True)
    save_small(tmp_path, "z")
    save_small(tmp_path, "a")
    save_small(tmp_path, "c-other", source_language="zh", target_language="en")
    save_small(tmp_path, "b-reverse", source_language="fr", target_language="en")
    return tmp_path


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the models in the order in which they are loaded."""
    load = artefact.load
    names: list[str] = []

    def noted(path: Path) -> Artefact:
        names.append(path.name)
        return load(path)

    monkeypatch.setattr(artefact, "load", noted)
    return names


def damage(folder: Path) -> None:
    """Change the last weight by a bit, which shows only when all of the file is read."""
    path = folder / artefact.WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def test_the_default_comes_first_then_its_languages_then_the_others(folder: Path) -> None:
    assert [one.name for one in Registry.load(folder).described] == IN_ORDER


def test_opening_reads_no_weights_and_asking_reads_those_alone(
    folder: Path, loads: list[str]
) -> None:
    registry = Registry.load(folder)
    assert [one.name for one in registry.described] == IN_ORDER
    assert (loads, registry.ready) == ([], False)
    assert registry.get("z") is registry.get("z")
    assert loads == ["z"]


def test_starting_loads_the_default_then_the_others_once_each(
    folder: Path, loads: list[str]
) -> None:
    registry = Registry.load(folder).start()
    assert registry.ready
    assert loads[0] == "m-default"
    for name in IN_ORDER:
        registry.get(name)
    registry.stop()
    assert loads == IN_ORDER


def test_pages_and_lists_read_no_weights_but_the_defaults(folder: Path, loads: list[str]) -> None:
    registry = Registry.load(folder)
    registry.stop()  # before it has begun with the others
    with TestClient(create_app(Settings(weights=folder), registry)) as client:
        for path in ("/models", "/attention", "/api/v1/models"):
            assert "c-other" in client.get(path).text
    assert loads == ["m-default"]


def test_a_server_is_ready_with_its_default_and_answers_with_what_is_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, others = artefact.load, threading.Event()

    def held_back(path: Path) -> Artefact:
        if threading.current_thread().name == "loupe-models":
            assert others.wait(10)
        return load(path)

    monkeypatch.setattr(artefact, "load", held_back)
    with TestClient(create_app(Settings(weights=folder))) as client:
        assert client.get("/readyz").json() == {"status": "ok"}
        sentence = {"text": "Is this your dog?", "model": "c-other"}
        assert client.post("/api/v1/translate", json=sentence).json()["model"] == "c-other"
        others.set()


def test_a_model_that_proves_broken_later_leaves_the_others_answering(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(folder / "z")
    with TestClient(create_app(Settings(weights=folder))) as client:
        answer = client.post("/api/v1/translate", json={"text": "Home.", "model": "z"})
        names = [one["name"] for one in client.get("/api/v1/models").json()["models"]]
        assert names == [name for name in IN_ORDER if name != "z"]
        assert client.get("/readyz").json() == {"status": "ok", "unusable": ["z"]}
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/model-unusable")
        assert answer.json()["detail"] == (
            "The files of the model “z” are damaged; available: m-default, a, b-reverse, c-other."
        )
        assert client.post("/api/v1/translate", json={"text": "Home."}).status_code == 200
    assert "z cannot be used: model.safetensors does not have the checksum" in caplog.text


def test_a_broken_default_stops_the_start(folder: Path) -> None:
    damage(folder / "m-default")
    with pytest.raises(BrokenArtefact, match="m-default"):
        Registry.load(folder).start()


def test_cut_off_weights_of_any_model_stop_the_start(folder: Path) -> None:
    path = folder / "c-other" / artefact.WEIGHTS
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(BrokenArtefact, match=r"c-other cannot be used: model\.safetensors"):
        Registry.load(folder)


def test_an_empty_folder_is_a_registry_that_is_not_ready(tmp_path: Path) -> None:
    registry = Registry.load(tmp_path).start()
    assert not registry.ready
    with pytest.raises(ModelNotReady):
        registry.get()


def test_a_model_that_there_is_not_is_refused_with_those_there_are(folder: Path) -> None:
    with pytest.raises(UnknownModel, match="“big”; available: m-default, a, z"):
        Registry.load(folder).get("big")
    damage(folder / "z")
    with pytest.raises(ModelUnusable, match="“z” are damaged"):
        Registry.load(folder).get("z")


def test_exactly_one_model_is_the_default(folder: Path) -> None:
    save_small(folder, "another", default=True)
    with pytest.raises(BrokenArtefact, match="exactly one model must be the default"):
        Registry.load(folder)


def test_weights_without_a_configuration_are_refused(folder: Path) -> None:
    (folder / "a" / artefact.CONFIG).unlink()
    with pytest.raises(BrokenArtefact, match=r"a cannot be used: config.json is missing"):
        Registry.load(folder)
