"""Every number of a classification against SciPy, NumPy and a network written out by itself."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.signal import correlate2d
from scipy.special import softmax

from models.cnn.artefact import ClassifierArtefact
from models.cnn.samples import samples
from models.cnn.trace import trace_classification
from models.errors import (
    EmptyGrid,
    GridTooLarge,
    LoupeError,
    NotAnArray,
    NotANumber,
    PixelOutOfRange,
    RaggedGrid,
    UnknownClass,
    UnknownSample,
    WrongPictureSize,
    WrongRank,
)

Numbers = NDArray[np.float64]
NAMES = ("t-shirt", "high-shoe", "bag")


def by_hand(artefact: ClassifierArtefact, image: NDArray[np.uint8]) -> dict[str, Numbers]:
    """LeNet in float64, without torch: every layer's output."""
    held = {k: v.numpy().astype(np.float64) for k, v in artefact.network.state_dict().items()}

    def convolved(maps: Numbers, name: str, padding: int) -> Numbers:
        padded = np.pad(maps, ((0, 0), (padding,) * 2, (padding,) * 2))
        kernels, bias = held[f"{name}.weight"], held[f"{name}.bias"]
        return np.stack([
            sum(correlate2d(plane, k, mode="valid") for plane, k in zip(padded, each, strict=True))
            + offset
            for each, offset in zip(kernels, bias, strict=True)
        ])  # fmt: skip

    def pooled(maps: Numbers) -> Numbers:
        count, rows, columns = maps.shape
        return maps.reshape(count, rows // 2, 2, columns // 2, 2).max(axis=(2, 4))

    found: dict[str, Numbers] = {}
    found["conv1"] = convolved(image[None] / 255.0, "conv1", 2)
    found["relu1"] = np.maximum(found["conv1"], 0)
    found["pool1"] = pooled(found["relu1"])
    found["conv2"] = convolved(found["pool1"], "conv2", 0)
    found["relu2"] = np.maximum(found["conv2"], 0)
    found["pool2"] = pooled(found["relu2"])
    found["flatten"] = value = found["pool2"].ravel()
    for number in (1, 2, 3):
        value = held[f"linear{number}.weight"] @ value + held[f"linear{number}.bias"]
        found[f"linear{number}"] = value
        if number < 3:
            found[f"relu{number + 2}"] = value = np.maximum(value, 0)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_layer_equals_the_network_written_out_with_scipy(
    shipped: ClassifierArtefact, name: str
) -> None:
    image = samples()[name].image
    trace = trace_classification(shipped, image)
    expected = by_hand(shipped, image)
    assert list(trace.outputs) == list(expected)
    for layer in trace.layers:
        found = trace.outputs[layer.name]
        assert found.dtype == np.float32
        assert found.shape == layer.output_shape
        assert_allclose(found, expected[layer.name], rtol=1e-4, atol=1e-5, err_msg=layer.name)
    assert_allclose(trace.probabilities, softmax(expected["linear3"]), atol=1e-5)
    assert_allclose(trace.input, image / 255, rtol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_the_trace_is_the_same_computation_that_classifies(
    shipped: ClassifierArtefact, name: str
) -> None:
    image = torch.from_numpy(samples()[name].image.copy())
    with torch.inference_mode():
        logits = shipped.network(image[None, None] / 255)[0]
    assert_allclose(trace_classification(shipped, image.numpy()).logits, logits, rtol=1e-6)


@pytest.mark.parametrize("chosen", [0, 7, 9])
def test_saliency_equals_autograd_through_the_network_written_out(
    shipped: ClassifierArtefact, chosen: int
) -> None:
    image = samples()["high-shoe"].image
    trace = trace_classification(shipped, image, shipped.classes[chosen])
    held = {name: value.double() for name, value in shipped.network.state_dict().items()}
    pixels = (torch.from_numpy(image.astype(np.float64)) / 255).requires_grad_()
    maps = F.conv2d(pixels[None, None], held["conv1.weight"], held["conv1.bias"], padding=2)
    maps = F.max_pool2d(maps.clamp(min=0), 2)
    maps = F.conv2d(maps, held["conv2.weight"], held["conv2.bias"])
    value = F.max_pool2d(maps.clamp(min=0), 2).flatten()
    for number in (1, 2, 3):
        value = held[f"linear{number}.weight"] @ value + held[f"linear{number}.bias"]
        value = value.clamp(min=0) if number < 3 else value
    value[chosen].backward()  # type: ignore[no-untyped-call]
    assert trace.chosen == chosen
    assert pixels.grad is not None
    assert_allclose(trace.saliency, pixels.grad, rtol=1e-3, atol=1e-4)


def test_saliency_tells_how_the_logit_changes_when_a_pixel_does(
    shipped: ClassifierArtefact,
) -> None:
    image = samples()["bag"].image.astype(np.float64)
    trace = trace_classification(shipped, image)
    row, column = np.unravel_index(np.abs(trace.saliency).argmax(), trace.saliency.shape)
    step = 0.001 if image[row, column] < 128 else -0.001
    nudged = image.copy()
    nudged[row, column] += step * 255
    change = trace_classification(shipped, nudged).logits - trace.logits
    assert change[trace.chosen] / step == pytest.approx(trace.saliency[row, column], rel=0.05)


def test_the_most_probable_class_is_explained_unless_another_is_named(
    shipped: ClassifierArtefact,
) -> None:
    trace = trace_classification(shipped, samples()["sneaker"].image)
    assert shipped.classes[trace.best] == "sneaker"
    assert trace.chosen == trace.best


def test_most_samples_are_recognised_and_two_are_not(shipped: ClassifierArtefact) -> None:
    wrong = [
        one.name
        for one in samples().values()
        if trace_classification(shipped, one.image).best != one.label
    ]
    assert wrong == ["high-shoe", "open-shoe"]
    assert {one.label for one in samples().values()} == set(range(10))


def test_a_trace_cannot_be_changed(shipped: ClassifierArtefact) -> None:
    trace = trace_classification(shipped, samples()["bag"].image)
    for array in (trace.input, trace.saliency, *trace.outputs.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


GOOD = [[0.0] * 28 for _ in range(28)]


def with_cell(value: object) -> list[list[object]]:
    rows: list[list[object]] = [list(row) for row in GOOD]
    rows[3][4] = value
    return rows


@pytest.mark.parametrize(
    ("image", "error", "said"),
    [
        (GOOD[:27], WrongPictureSize, "27 × 28"),
        ([row[:20] for row in GOOD], WrongPictureSize, "28 × 20"),
        ([*GOOD, GOOD[0]], GridTooLarge, "29 × 28"),
        ([GOOD], WrongRank, "3"),
        ([], EmptyGrid, "image"),
        ([*GOOD[:27], GOOD[0][:5]], RaggedGrid, "image[27]"),
        (with_cell(255.5), PixelOutOfRange, "image[3][4]"),
        (with_cell(-1), PixelOutOfRange, "-1"),
        (with_cell("7"), NotANumber, "image[3][4]"),
        (with_cell(True), NotANumber, "true"),
        (with_cell(float("nan")), NotANumber, "NaN"),
        (with_cell(None), NotANumber, "null"),
        (7, NotAnArray, "7"),
        ({"a": 1}, NotAnArray, "image"),
    ],
)
def test_a_picture_that_cannot_be_read_is_refused_with_its_fault(
    shipped: ClassifierArtefact, image: object, error: type[LoupeError], said: str
) -> None:
    with pytest.raises(error, match=re.escape(said)) as refused:
        trace_classification(shipped, image)  # type: ignore[arg-type]
    assert refused.value.field == "image"


def test_a_class_that_there_is_not_is_refused_with_those_that_there_are(
    shipped: ClassifierArtefact,
) -> None:
    with pytest.raises(UnknownClass, match=r"hat.*sneaker") as refused:
        trace_classification(shipped, GOOD, "hat")
    assert refused.value.field == "saliency_class"


def test_a_sample_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    from models.cnn.samples import sample

    with pytest.raises(UnknownSample, match=r"hat.*ankle-boot"):
        sample("hat")
