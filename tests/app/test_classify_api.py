"""POST /api/v1/classify: every number reconciles with /api/v1/convolve, and nonsense is refused."""

import itertools
from base64 import b64decode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.testing import assert_allclose
from scipy.special import softmax

from app.api.classify import EXAMPLES
from app.main import create_app
from app.settings import Settings
from models.cnn.samples import samples

URL = "/api/v1/classify"
LAYER = "/api/v1/classifiers/fashion-cnn/layers/{}"
ORDER = ("conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flatten", "linear1", "relu3",
         "linear2", "relu4", "linear3")  # fmt: skip


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    found = client.post(URL, json={"image": "ankle-boot"} | body)
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.json()
    return answer


@pytest.fixture(scope="module")
def whole(client: TestClient) -> dict[str, Any]:
    return ask(client, outputs="all")


@pytest.fixture(scope="module")
def outputs(whole: dict[str, Any]) -> dict[str, Any]:
    """What each layer received, by its name."""
    before = [[whole["input"]], *(layer["output"] for layer in whole["layers"])]
    names = [layer["name"] for layer in whole["layers"]]
    return dict(zip(names, before, strict=False)) | {"end": before[-1]}


def test_layers_come_in_order_with_shapes_that_fit_and_their_parameters(
    whole: dict[str, Any],
) -> None:
    layers = whole["layers"]
    assert [layer["name"] for layer in layers] == list(ORDER)
    for before, after in itertools.pairwise(layers):
        assert before["output_shape"] == after["input_shape"]
    for layer in layers:
        assert list(np.shape(layer["output"])) == layer["output_shape"]
    counts = {layer["name"]: layer["parameters"]["total"] for layer in layers}
    assert {name: count for name, count in counts.items() if count} == {
        "conv1": 6 * 1 * 5 * 5 + 6,
        "conv2": 16 * 6 * 5 * 5 + 16,
        "linear1": 400 * 120 + 120,
        "linear2": 120 * 84 + 84,
        "linear3": 84 * 10 + 10,
    }
    assert layers[0]["hyperparameters"] == {"kernel": 5, "stride": 1, "padding": 2}


@pytest.mark.parametrize("name", ["conv1", "conv2", "pool1", "pool2"])
def test_every_cell_is_what_convolve_says_of_the_layer_before_it(
    client: TestClient, whole: dict[str, Any], outputs: dict[str, Any], name: str
) -> None:
    layer = client.get(LAYER.format(name)).json()
    request = {"input": outputs[name], **layer["convolve"], "frames": {"count": 4096}}
    if layer["weights"]:
        request |= {"kernel": layer["weights"], "bias": layer["bias"]}
    found = client.post("/api/v1/convolve", json=request)
    assert found.status_code == 200, found.text
    answer = found.json()
    output = np.array(next(one["output"] for one in whole["layers"] if one["name"] == name))
    assert_allclose(answer["output"], output, rtol=1e-5, atol=2e-6)
    for frame in answer["frames"]:
        cell = frame["output"]
        value = output[cell["channel"], cell["row"], cell["column"]]
        assert frame["value"] == pytest.approx(value, rel=1e-5, abs=2e-6)
    assert answer["frame_count"] == output.size


@pytest.mark.parametrize("name", ["relu1", "relu2", "relu3", "relu4"])
def test_relu_is_the_larger_of_a_cell_and_zero(
    whole: dict[str, Any], outputs: dict[str, Any], name: str
) -> None:
    found = next(one["output"] for one in whole["layers"] if one["name"] == name)
    assert np.array_equal(found, np.maximum(outputs[name], 0))


@pytest.mark.parametrize("name", ["linear1", "linear2", "linear3"])
def test_a_linear_layer_is_weights_times_what_it_received_and_bias(
    client: TestClient, whole: dict[str, Any], outputs: dict[str, Any], name: str
) -> None:
    layer = client.get(LAYER.format(name)).json()
    assert layer["convolve"] is None
    found = next(one["output"] for one in whole["layers"] if one["name"] == name)
    expected = np.array(layer["weights"]) @ np.array(outputs[name]) + np.array(layer["bias"])
    assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_probabilities_are_the_softmax_of_the_logits(whole: dict[str, Any]) -> None:
    logits = [one["logit"] for one in whole["classes"]]
    probabilities = [one["probability"] for one in whole["classes"]]
    assert_allclose(logits, whole["layers"][-1]["output"], rtol=1e-6)
    assert_allclose(probabilities, softmax(logits), atol=1e-6)
    assert whole["best"] == "ankle boot" == whole["classes"][int(np.argmax(logits))]["name"]


def test_a_sample_is_its_picture_and_the_input_is_it_over_255(client: TestClient) -> None:
    pixels = samples()["ankle-boot"].image
    by_name, by_numbers = ask(client), ask(client, image=pixels.tolist())
    assert by_name.pop("sample") == "ankle-boot"
    assert by_numbers.pop("sample") is None
    assert by_name == by_numbers
    assert_allclose(by_name["input"], pixels / 255, rtol=1e-6)
    assert all(layer["output"] is None for layer in by_name["layers"])


def test_packed_arrays_hold_the_same_numbers(client: TestClient, whole: dict[str, Any]) -> None:
    packed = ask(client, outputs=["pool2"], arrays="base64")["layers"]
    found = next(one["output"] for one in packed if one["name"] == "pool2")
    array = np.frombuffer(b64decode(found["data"]), "<f4").reshape(found["shape"])
    plain = next(one["output"] for one in whole["layers"] if one["name"] == "pool2")
    assert np.array_equal(array, np.array(plain, np.float32))
    assert [one["name"] for one in packed if one["output"]] == ["pool2"]


def test_saliency_is_of_the_class_that_is_named(client: TestClient) -> None:
    best, other = ask(client)["saliency"], ask(client, saliency_class="sneaker")["saliency"]
    assert (best["name"], other["name"]) == ("ankle boot", "sneaker")
    assert np.shape(other["gradient"]) == (28, 28)
    assert best["gradient"] != other["gradient"]
    assert other["logit"] < best["logit"]


def test_classifiers_are_listed_with_what_a_program_needs(client: TestClient) -> None:
    (found,) = client.get("/api/v1/classifiers").json()["classifiers"]
    assert found["name"] == "fashion-cnn"
    assert found["parameters"] == sum(one["parameters"]["total"] for one in found["layers"])
    assert found["metrics"]["accuracy"] > 0.9
    for sample in found["samples"]:
        assert sample["label"] in found["classes"]
        assert ask(client, image=sample["name"])["sample"] == sample["name"]


BLANK = [[0] * 28] * 28


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({}, "image", "image"),
        ({"image": "hat"}, "image", "ankle-boot"),
        ({"image": None}, "image", "null"),
        ({"image": 3}, "image", "3"),
        ({"image": []}, "image", "empty"),
        ({"image": [[0] * 28] * 27}, "image", "27 × 28"),
        ({"image": [[0] * 28] * 29}, "image", "29 × 28"),
        ({"image": [[0] * 27] * 28}, "image", "28 × 27"),
        ({"image": [BLANK]}, "image", "dimensions"),
        ({"image": [[256] + [0] * 27, *BLANK[1:]]}, "image", "image[0][0]"),
        ({"image": [["0"] * 28] * 28}, "image", "image[0][0]"),
        ({"image": [[True] * 28] * 28}, "image", "true"),
        ({"image": BLANK, "model": "other"}, "model", "fashion-cnn"),
        ({"image": BLANK, "model": 7}, "model", "7"),
        ({"image": BLANK, "saliency_class": "hat"}, "saliency_class", "sneaker"),
        ({"image": BLANK, "outputs": ["conv1", "conv9"]}, "outputs", "conv9"),
        ({"image": BLANK, "outputs": "some"}, "outputs", ""),
        ({"image": BLANK, "outputs": ["conv1"] * 65}, "outputs", "64"),
        ({"image": BLANK, "arrays": "xml"}, "arrays", "xml"),
        ({"image": BLANK, "colour": 1}, "colour", "colour"),
    ],
)
def test_nonsense_is_refused_at_its_field(
    client: TestClient, body: dict[str, Any], field: str, said: str
) -> None:
    found = client.post(URL, json=body)
    assert found.status_code == 422
    assert found.json()["field"].split(".")[0] == field
    assert said in found.json()["detail"]


def test_a_number_that_json_does_not_know_is_refused(client: TestClient) -> None:
    rows = ",".join(["[" + ",".join(["NaN"] * 28) + "]"] * 28)
    headers = {"Content-Type": "application/json"}
    found = client.post(URL, content=f'{{"image":[{rows}]}}', headers=headers)
    assert found.status_code == 422


def test_errors_are_told_in_chinese_too(client: TestClient) -> None:
    found = client.post(URL, json={"image": "hat"}, headers={"Accept-Language": "zh"})
    assert "样例" in found.json()["detail"]


@pytest.mark.parametrize(
    ("path", "field"), [("fashion-cnn/layers/conv7", "layer"), ("other/layers/conv1", "model")]
)
def test_a_layer_that_there_is_not_says_which_there_are(
    client: TestClient, path: str, field: str
) -> None:
    found = client.get(f"/api/v1/classifiers/{path}")
    assert found.status_code == 422
    assert found.json()["field"] == field


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_documented_examples_work(client: TestClient, example: dict[str, Any]) -> None:
    assert client.post(URL, json=example["value"]).status_code == 200


def test_a_server_without_a_classifier_says_so(settings: Settings, tmp_path: Path) -> None:
    bare = settings.model_copy(update={"classifiers": tmp_path})
    client = TestClient(create_app(bare))
    assert client.get("/api/v1/classifiers").json() == {"classifiers": []}
    found = client.post(URL, json={"image": BLANK})
    assert found.status_code == 503
    assert found.json()["type"] == "/problems/no-classifier"
