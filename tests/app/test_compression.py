"""Answers are compressed where they hold up nobody, and read back as they were."""

import gzip
import threading

import pytest
from fastapi.testclient import TestClient

LARGE = {"input": [[0.5] * 64] * 64, "kernel": [[1, 2], [3, 4]]}


def test_a_large_answer_reads_back_as_it_was(client: TestClient) -> None:
    plain = client.post("/api/v1/convolve", json=LARGE, headers={"Accept-Encoding": "identity"})
    packed = client.post("/api/v1/convolve", json=LARGE, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.json() == plain.json()


def test_a_large_answer_is_compressed_away_from_the_event_loop(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compress, names = gzip.compress, []

    def watched(data: bytes, level: int) -> bytes:
        names.append(threading.current_thread().name)
        return compress(data, level)

    monkeypatch.setattr(gzip, "compress", watched)
    client.post("/api/v1/convolve", json=LARGE, headers={"Accept-Encoding": "gzip"})
    assert [name.startswith("AnyIO worker thread") for name in names] == [True]


def test_small_answers_and_files_in_pieces_stay_right(client: TestClient) -> None:
    assert "content-encoding" not in client.get("/healthz").headers
    for path in ("/static/css/base.css", "/static/js/player.js"):
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.text == client.get(path, headers={"Accept-Encoding": "identity"}).text
