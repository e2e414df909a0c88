"""/convolution/network without JavaScript: what the network says, as tables."""

import re
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from models.cnn.samples import samples

URL = "/convolution/network"


def page(client: TestClient, query: str = "", language: str = "en") -> str:
    found = client.get(f"{URL}{query}", headers={"Accept-Language": language})
    assert found.status_code == 200
    return found.text


def rows(html: str) -> dict[str, tuple[str, str]]:
    """Logit and probability by class."""
    found = re.findall(r'<tr><th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+ ?%)</td>', html)
    return {name: (logit, probability) for name, logit, probability in found}


def classified(client: TestClient, image: Any) -> list[dict[str, Any]]:
    answer: dict[str, Any] = client.post("/api/v1/classify", json={"image": image}).json()
    return sorted(answer["classes"], key=lambda one: -one["probability"])


@pytest.mark.parametrize("name", ["ankle-boot", "bag", "high-shoe"])
def test_the_table_says_what_the_api_says_most_probable_first(
    client: TestClient, name: str
) -> None:
    found = rows(page(client, f"?sample={name}"))
    expected = classified(client, name)
    assert list(found) == [one["name"] for one in expected]
    for one, (logit, probability) in zip(expected, found.values(), strict=True):
        assert float(logit) == pytest.approx(one["logit"], rel=1e-3)
        assert float(probability.rstrip(" %")) == pytest.approx(
            100 * one["probability"], abs=0.0051
        )


def test_a_picture_of_ones_own_is_read_from_the_address(client: TestClient) -> None:
    image = np.roll(samples()["trousers"].image, 2, axis=1)
    packed = urlsafe_b64encode(image.tobytes()).decode().rstrip("=")
    html = page(client, f"?image={packed}")
    assert next(iter(rows(html))) == classified(client, image.tolist())[0]["name"]
    assert 'aria-current="true">' not in html.split('id="plain"')[1]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?sample=hat", "There is no sample “hat”"),
        ("?image=abc", "no picture of 28 × 28"),
        ("?image=%C3%A9%C3%A9%C3%A9%C3%A9", "no picture of 28 × 28"),
        ("?image=" + "A" * 3000, "no picture of 28 × 28"),
        ("?image=a", "no picture of 28 × 28"),
    ],
)
def test_what_is_wrong_in_the_address_is_said_and_the_first_sample_shown(
    client: TestClient, query: str, said: str
) -> None:
    html = page(client, query)
    assert said in html
    assert next(iter(rows(html))) == "ankle boot"


def test_it_lists_the_layers_with_their_parameters(client: TestClient) -> None:
    html = page(client)
    for part in ("16 × 10 × 10", "2,400 + 16", "48,000 + 120", "61,706 parameters", "91.3%"):
        assert part in html


def test_every_sample_is_a_link_that_keeps_the_language(client: TestClient) -> None:
    html = page(client, "?lang=zh&image=abc")
    for name in samples():
        assert f"{URL}?lang=zh&amp;sample={name}" in html


def test_it_speaks_chinese(client: TestClient) -> None:
    html = page(client, language="zh")
    assert "短靴" in rows(html)
    assert "互相关" in html


def test_an_empty_picture_is_called_so(client: TestClient) -> None:
    empty = "A" * 1046
    assert '<p class="net-note">The picture is empty' in page(client, f"?image={empty}")
    assert '<p class="net-note">' not in page(client)


def test_the_rooms_of_convolution_link_to_each_other(client: TestClient) -> None:
    html = page(client)
    assert f'href="{URL}" aria-current="page"' in html
    assert 'href="/convolution"' in html
    assert f'href="{URL}"' in client.get("/convolution").text


def test_a_server_without_a_classifier_says_so(settings: Settings, tmp_path: Path) -> None:
    bare = settings.model_copy(update={"classifiers": tmp_path, "weights": tmp_path})
    with TestClient(create_app(bare)) as client:
        html = page(client)
    assert "No image classifier is loaded" in html
    assert "convolution-network.js" not in html
