"""The page /models: what each model's files say, nothing that they do not, in both languages."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from models.seq2seq import artefact
from models.seq2seq.artefact import CARD
from tests.app.small_models import METRICS, TRAINING, save_small


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A measured default, its rival, one that was never measured, and one of other languages."""
    folder = tmp_path_factory.mktemp("weights")
    guided = TRAINING | {"recipe": {"guidance": 0.3}}
    save_small(folder, "measured", default=True, training=guided, metrics=METRICS)
    (folder / "measured" / CARD).write_text("# measured\n\n## Data\n\nSentences.\n")
    off_by_one = METRICS | {"shift": {"-1": 0.1, "0": 0.3, "1": 0.75}, "end_mass": 0.2}
    unguided = TRAINING | {"recipe": {"guidance": 0.0}}
    save_small(folder, "rival", attend="after", score="dot", training=unguided, metrics=off_by_one)
    save_small(folder, "bare", cell="gru", layers=2)
    save_small(folder, "from-chinese", source_language="zh", target_language="en")
    return folder


@pytest.fixture(scope="module")
def small(weights: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(weights=weights))) as client:
        yield client


def section(page: str, name: str) -> str:
    """The card of one model, as text."""
    match = re.search(rf'<section class="card" id="{name}".*?</section>', page, re.DOTALL)
    assert match
    return match[0]


def text(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_models_stand_by_languages_the_default_first(small: TestClient) -> None:
    page = small.get("/models").text
    assert re.findall(r'<section class="card" id="([^"]+)"', page) == [
        "measured",
        "bare",
        "rival",
        "from-chinese",
    ]
    assert page.index("English → French") < page.index("Chinese → English")
    assert "汉语 → 英语" in small.get("/models?lang=zh").text


def test_each_model_leads_to_its_translations_and_to_others_of_its_languages(
    small: TestClient,
) -> None:
    page = small.get("/models").text
    assert 'href="/attention"' in section(page, "measured")
    rival = html.unescape(section(page, "rival"))
    assert 'href="/attention?model=rival"' in rival
    assert 'href="/attention?model=rival&compare=measured"' in rival
    assert 'href="/attention?model=rival&compare=bare"' in rival
    assert "compare=" not in section(page, "from-chinese")


def test_parameters_by_part_are_shown_and_add_up(small: TestClient) -> None:
    page = small.get("/models").text
    for model in small.get("/api/v1/models").json()["models"]:
        parts = model["parameters_by_part"]
        assert sum(parts.values()) == model["parameters"]
        card = section(page, model["name"])
        table = re.search(r'<table class="table-numbers parts__table">.*?</table>', card, re.DOTALL)
        assert table
        written = re.findall(r"<td>([\d,]+)</td>", table[0])
        numbers = [int(number.replace(",", "")) for number in written]
        assert numbers == [*parts.values(), model["parameters"]]


def test_memory_and_file_are_stated(small: TestClient, weights: Path) -> None:
    for model in small.get("/api/v1/models").json()["models"]:
        assert model["memory_bytes"] == 4 * model["parameters"]
        assert model["file_bytes"] == 2 * model["parameters"]
        size = (weights / model["name"] / artefact.WEIGHTS).stat().st_size
        assert 0 < size - model["file_bytes"] < 4096
    assert "Weights in memory, four bytes each" in small.get("/models").text


def test_every_measure_is_shown_for_both_splits(small: TestClient) -> None:
    card = text(section(small.get("/models").text, "measured"))
    for line in (
        "BLEU, beam search 50.5 48.3",
        "BLEU, greedy search 47.1 44.2",
        "equal to a reference, beam search 24.0% 23.1%",
        "perplexity of a token 4.12 4.21",
        "aligner's links found 90.4% 89.9%",
        "the same by a plain diagonal 64.5% 64.8%",
        "alignment error rate 0.211 0.215",
        "rows read for the word before (−1) 21.0% 20.5%",
        "rows read for their own word (0) 90.4% 89.9%",
        "rows read for the word after (+1) 18.0% 17.5%",
        "weight on the end of the sentence 1.0% 0.9%",
        "weight on punctuation 8.1% 8.0%",
        "mean entropy of a row, in nats 0.71 0.72",
    ):
        assert line in card


def test_curve_and_lengths_are_tables_without_script(small: TestClient) -> None:
    card = text(section(small.get("/models").text, "measured"))
    assert "1 1,000,000 4.100 3.500 33.12 2 2,000,000 3.000 2.500 12.18" in card
    assert "1–4 160 54.0 52.1 66.2 5–8 402 48.2 46.1 63.0 9–14 180 43.1 40.2 60.1 15–30 4" in card


def test_what_was_not_measured_is_a_dash_or_left_out(small: TestClient) -> None:
    card = section(small.get("/models").text, "bare")
    assert "BLEU, greedy search – –" in text(card)
    assert "rows read for their own word (0) – –" in text(card)
    assert "data-chart" not in card
    assert "Training pairs" not in card
    assert "None" not in card
    assert "nan" not in card


BAD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "texts for numbers": ({"bleu": "good", "dev": {"aer": None}}, {"curve": None}),
    "null": ({"dev": None, "by_length": None, "shift": None}, {"recipe": None, "curve": None}),
    "an old log": ({}, {"curve": [{"epoch": 1}, {"epoch": 2, "dev_loss": 2.0}]}),
    "lengths of nothing": ({"by_length": [{"least": 1, "most": 4, "items": 0, "bleu": 0}]}, {}),
    "loss without end": ({}, {"curve": [{"epoch": 1, "dev_loss": 1e6}]}),
}


@pytest.mark.parametrize("name", BAD)
def test_odd_files_leave_the_page_whole(tmp_path: Path, name: str) -> None:
    metrics, training = BAD[name]
    save_small(tmp_path, "odd", default=True, metrics=metrics, training=training)
    with TestClient(create_app(Settings(weights=tmp_path))) as client:
        for language in ("en", "zh"):
            assert client.get(f"/models?lang={language}").status_code == 200


def weaknesses(page: str, name: str) -> str:
    found = re.search(r'<ul class="card__weaknesses">.*?</ul>', section(page, name), re.DOTALL)
    assert found
    return text(found[0])


def test_weaknesses_follow_from_what_was_measured(small: TestClient) -> None:
    page = small.get("/models").text
    measured = weaknesses(page, "measured")
    assert "from 9 words on it reaches 43.1 BLEU, with 1 to 4 words 54.0" in measured
    assert "162,315 pairs" in measured
    assert "On 10% of the word pairs" in measured
    for absent in ("off by one", "end of the sentence", "Nothing in its training"):
        assert absent not in measured

    rival = weaknesses(page, "rival")
    assert "the target word after its own better, with 75% of the links against 30%" in rival
    assert "20% of a word's weight rests on the sign for the end" in rival
    assert "Nothing in its training told attention" in rival

    bare = weaknesses(page, "bare")
    assert "on long ones was not measured" in bare
    assert "aligner" not in bare
    assert "tense, number, articles" in weaknesses(page, "from-chinese")


def test_weaknesses_are_said_in_chinese(small: TestClient) -> None:
    page = small.get("/models?lang=zh").text
    assert "源句达到 9 个词时 BLEU 只有 43.1" in weaknesses(page, "measured")
    assert "错开一位：每一行更符合后一个目标词" in weaknesses(page, "rival")
    assert not re.search(r"[a-z]{4,} [a-z]{4,} [a-z]{4,}", weaknesses(page, "rival"))


def test_attention_that_a_diagonal_beats_is_said_so(tmp_path: Path) -> None:
    metrics = METRICS | {"aer": 0.5, "diagonal_aer": 0.43}
    save_small(tmp_path, "poor", default=True, metrics=metrics)
    with TestClient(create_app(Settings(weights=tmp_path))) as client:
        found = weaknesses(client.get("/models").text, "poor")
    assert "no better than a plain diagonal does: alignment error rate 0.50, diagonal 0.43" in found


def test_the_written_card_is_there_and_english(small: TestClient) -> None:
    card = section(small.get("/models?lang=zh").text, "measured")
    assert '<div class="card__text" lang="en"><h3>Data</h3>' in re.sub(r">\s+<", "><", card)


ASKED = {"text": "Is this your dog?", "model": "damaged"}


def test_a_damaged_model_is_named_and_the_others_shown(tmp_path: Path) -> None:
    save_small(tmp_path, "whole", default=True)
    path = save_small(tmp_path, "damaged") / artefact.WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with TestClient(create_app(Settings(weights=tmp_path))) as client:
        assert client.post("/api/v1/translate", json=ASKED).status_code == 503
        page = client.get("/models").text
    assert "cannot be used because their files are damaged: damaged." in page
    assert 'id="whole"' in page
    assert 'id="damaged"' not in page


def test_a_card_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    path = save_small(tmp_path, "odd", default=True) / CARD
    path.write_bytes(b"caf\xe9")
    with TestClient(create_app(Settings(weights=tmp_path))) as client:
        assert "card__written" not in client.get("/models").text
        path.unlink()
        path.mkdir()
        assert client.get("/models").status_code == 200
