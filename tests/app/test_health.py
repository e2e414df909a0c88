"""Is it alive, can it answer; and what a start needs."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from models.errors import BrokenArtefact


def test_the_process_is_alive(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_probes_may_ask_for_the_head_alone(client: TestClient) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.head("/readyz").status_code == 200


def test_without_a_model_it_starts_and_is_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(weights=tmp_path / "none"))) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "no model"})
        assert client.get("/api/v1/models").json() == {"models": []}
        translated = client.post("/api/v1/translate", json={"text": "I am at home."})
        assert translated.status_code == 503
        assert translated.json()["type"] == "/problems/model-not-ready"


def test_with_a_model_it_is_ready(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_broken_model_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{")
    with (
        pytest.raises(BrokenArtefact, match="broken"),
        TestClient(create_app(Settings(weights=tmp_path))),
    ):
        pass
