"""Answers are compressed where they hold up nobody, and read back as they were."""

import gzip
import re
import threading
from pathlib import Path

import brotli
import pytest
from fastapi.testclient import TestClient

from app.assets import Asset, asset_of
from app.compression import Coding, accepted
from app.pages import PAGES
from app.settings import STATIC

LARGE = {"input": [[0.5] * 64] * 64, "kernel": [[1, 2], [3, 4]]}
OWN_BYTES = 120_000
"""Of a page, everything but Plotly and Swagger UI, as it is sent."""


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", Coding.IDENTITY),
        ("identity", Coding.IDENTITY),
        ("gzip, deflate, br, zstd", Coding.BROTLI),
        ("GZIP", Coding.GZIP),
        ("br;q=0, gzip;q=0.5", Coding.GZIP),
        ("br;q=0.0,gzip;q=0.000", Coding.IDENTITY),
        ("brown, gzipped", Coding.IDENTITY),
    ],
)
def test_the_best_coding_that_a_client_takes(header: str, coding: Coding) -> None:
    assert accepted(header) is coding


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_large_answer_reads_back_as_it_was(client: TestClient, coding: str) -> None:
    plain = client.post("/api/v1/convolve", json=LARGE, headers={"Accept-Encoding": "identity"})
    packed = client.post("/api/v1/convolve", json=LARGE, headers={"Accept-Encoding": coding})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == coding
    assert "Accept-Encoding" in packed.headers["vary"]
    assert "Accept-Encoding" in plain.headers["vary"]
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


def test_small_answers_stay_as_they_are(client: TestClient) -> None:
    assert "content-encoding" not in client.get("/healthz").headers


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_file_is_sent_packed_with_its_length_and_a_tag_of_its_own(
    client: TestClient, coding: str
) -> None:
    for path in ("css/base.css", "js/player.js", "favicon.svg"):
        plain = client.get(f"/static/{path}", headers={"Accept-Encoding": "identity"})
        packed = client.get(f"/static/{path}", headers={"Accept-Encoding": coding})
        assert plain.content == (STATIC / path).read_bytes()
        assert packed.content == plain.content
        assert packed.headers["content-encoding"] == coding
        assert int(packed.headers["content-length"]) < len(plain.content)
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
        assert packed.headers["etag"] != plain.headers["etag"]
        assert packed.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}'])
def test_a_file_that_a_browser_has_is_not_sent_again(client: TestClient, known: str) -> None:
    first = client.get("/static/js/player.js")
    headers = {"If-None-Match": known.format(first.headers["etag"])}
    again = client.get("/static/js/player.js", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get("/static/js/player.js", headers=headers | {"Accept-Encoding": "identity"})
    assert other.status_code == 200, "a tag stands for the bytes of one coding"


def test_a_file_is_packed_once_for_all_who_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compress, calls = brotli.compress, []

    def watched(data: bytes, quality: int) -> bytes:
        calls.append(len(data))
        return bytes(compress(data, quality=quality))

    monkeypatch.setattr(brotli, "compress", watched)
    asset = Asset(b"text " * 100_000, ".js")
    threads = [threading.Thread(target=asset.form, args=(Coding.BROTLI,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [500_000]


@pytest.mark.parametrize("coding", ["gzip", "br"])
@pytest.mark.parametrize("path", [*(page.path for page in PAGES), "/docs"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_is_light_and_takes_few_requests(
    client: TestClient, path: str, language: str, coding: str
) -> None:
    headers = {"Accept-Encoding": coding}
    page = client.get(path, params={"lang": language}, headers=headers)
    found = re.findall(
        r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*(?:href|src)="([^"]+)"', page.text
    )
    own = [address for address in found if "/vendor/" not in address]
    answers = [page, *(client.get(address, headers=headers) for address in own)]
    assert {answer.status_code for answer in answers} == {200}
    assert sum(int(answer.headers["content-length"]) for answer in answers) < OWN_BYTES
    assert len(own) <= 5


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.css"
    path.write_text("a {}")
    before = asset_of(path)
    assert asset_of(path) is before
    path.write_text("a { color: red }")
    assert asset_of(path).body == path.read_bytes()
    assert asset_of(path).digest != before.digest
