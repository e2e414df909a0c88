"""The choice of models on /attention as the server sends it."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from scipy.spatial.distance import jensenshannon

from app.main import create_app
from app.page_contexts.attention_comparison import jensen_shannon
from app.page_contexts.attention_parts import stretches
from app.settings import Settings
from tests.app.small_models import save_small

TEXT = "My sister reads a blue book."


def save_default(weights: Path) -> None:
    save_small(weights, "first", default=True, metrics={"bleu": 41.26, "aer": 0.254})


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    weights = tmp_path_factory.mktemp("weights")
    save_default(weights)
    with TestClient(create_app(Settings(weights=weights))) as client:
        yield client


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    weights = tmp_path_factory.mktemp("weights")
    save_default(weights)
    save_small(weights, "later", attend="after", score="dot")
    save_small(weights, "back", source_language="fr", target_language="en")
    with TestClient(create_app(Settings(weights=weights))) as client:
        yield client


def page(client: TestClient, **query: str) -> str:
    answer = client.get("/attention", params={"lang": "en", "text": TEXT, **query})
    assert answer.status_code == 200
    return answer.text


def test_one_model_alone_is_plain_text(alone: TestClient) -> None:
    html = page(alone)
    assert "English → French" in html
    assert '<select id="model"' not in html
    assert '<select id="compare"' not in html
    assert '<select id="search"' in html


def test_models_of_other_languages_are_not_offered_beside(three: TestClient) -> None:
    html = page(three)
    offered = html[html.index('<select id="compare"') :]
    offered = offered[: offered.index("</select>")]
    assert "later" in offered
    assert "back" not in offered
    assert 'id="compare-option" hidden' in page(three, model="back", text="Bonjour.")


def test_the_comparison_names_both_conventions_and_what_was_measured(three: TestClient) -> None:
    html = page(three, compare="later")
    assert "first: Row i is the attention" in html
    assert "later: Row i is the attention" in html
    quality = html[html.index('id="quality"') :]
    quality = quality[: quality.index("</table>")]
    assert "41.3" in quality
    assert "0.25" in quality
    assert quality.count("–") == 4


def test_a_model_that_cannot_stand_beside_leaves_the_answer_alone(three: TestClient) -> None:
    for name in ("back", "nothing", "first", "</select>"):
        html = page(three, compare=name)
        assert "cannot stand beside first" in html
        assert 'id="compared" hidden' in html
        assert "</select>”" not in html


def test_divergence_equals_scipys() -> None:
    rows = [
        ([1.0, 0.0], [0.0, 1.0]),
        ([0.2, 0.3, 0.5], [0.2, 0.3, 0.5]),
        ([0.97, 0.02, 0.01], [0.4, 0.0, 0.6]),
        ([0.25] * 4, [1.0, 0.0, 0.0, 0.0]),
    ]
    for p, q in rows:
        expected = jensenshannon(p, q, base=2) ** 2
        assert math.isclose(jensen_shannon(p, q), expected, abs_tol=1e-12)


def test_a_text_is_cut_into_its_sentences_and_what_stands_between() -> None:
    text = " A cat. A cat.\n\nA dog!  "
    found = stretches(text, ["A cat.", "A cat.", "A dog!"])
    assert "".join(part.text for part in found) == text
    assert [part.number for part in found] == [None, 1, None, 2, None, 3, None]
