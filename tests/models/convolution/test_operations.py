"""Every operation against PyTorch and SciPy over random cases: numbers, shapes, and refusals."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.signal import convolve2d

from models.convolution.activation import Activation
from models.convolution.layer import Layer
from models.convolution.operations import Operation
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.errors import InvalidInput, WindowReadsPaddingOnly

Numbers = NDArray[np.float64]
Case = dict[str, Any]

CASES = 500
"""For each operation."""
MODES = ("zeros", "reflect", "replicate", "circular")
TORCH_MODES = {"zeros": "constant"}


def pair(random: np.random.Generator, least: int, most: int) -> tuple[int, int]:
    return int(random.integers(least, most + 1)), int(random.integers(least, most + 1))


def weights(random: np.random.Generator, operation: Operation) -> Case:
    """Input, kernel, bias and groups; with odd ones among them, that are refused."""
    groups = int(random.integers(1, 4))
    inputs, outputs = (groups * int(random.integers(1, 3)) for _ in range(2))
    first, second = (inputs, outputs) if operation == "transposed" else (outputs, inputs)
    kernel = random.normal(size=(first, second // groups, *pair(random, 1, 3)))
    return {
        "input": random.normal(size=(inputs, *pair(random, 1, 8))),
        "kernel": kernel,
        "bias": random.normal(size=outputs) if random.random() < 0.5 else None,
        "groups": groups if random.random() < 0.9 else groups + 1,
        "stride": pair(random, 1, 3),
        "dilation": pair(random, 1, 3),
    }


def four_sides(random: np.random.Generator, most: int) -> dict[str, int]:
    return dict(
        zip(
            ("top", "bottom", "left", "right"),
            random.integers(0, most + 1, 4).tolist(),
            strict=True,
        )
    )


def padded_by_torch(values: Numbers, sides: dict[str, int], mode: str) -> torch.Tensor:
    widths = (sides["left"], sides["right"], sides["top"], sides["bottom"])
    return F.pad(torch.tensor(values), widths, mode=TORCH_MODES.get(mode, mode))


def cross_correlation_by_torch(case: Case) -> torch.Tensor:
    padded = padded_by_torch(case["input"], case["padding"], case["padding_mode"])
    kernel = torch.tensor(case["kernel"])
    if case.get("operation") == "convolution":
        kernel = kernel.flip(-1, -2)
    return F.conv2d(
        padded,
        kernel,
        tensor_or_none(case["bias"]),
        stride=case["stride"],
        dilation=case["dilation"],
        groups=case["groups"],
    )


def tensor_or_none(values: Numbers | None) -> torch.Tensor | None:
    return None if values is None else torch.tensor(values)


def transposed_by_torch(case: Case) -> torch.Tensor:
    return F.conv_transpose2d(
        torch.tensor(case["input"]),
        torch.tensor(case["kernel"]),
        tensor_or_none(case["bias"]),
        stride=case["stride"],
        padding=case["padding"],
        output_padding=case["output_padding"],
        groups=case["groups"],
        dilation=case["dilation"],
    )


def max_pool_by_torch(case: Case) -> torch.Tensor:
    output = F.max_pool2d(
        torch.tensor(case["input"]),
        case["window"],
        case["stride"],
        case["padding"],
        case["dilation"],
        case["ceil_mode"],
    )
    assert isinstance(output, torch.Tensor)
    return output


def average_pool_by_torch(case: Case) -> torch.Tensor:
    return F.avg_pool2d(
        torch.tensor(case["input"]),
        case["window"],
        case["stride"],
        case["padding"],
        case["ceil_mode"],
        case["count_include_pad"],
    )


BY_TORCH = {
    "cross_correlation": cross_correlation_by_torch,
    "convolution": cross_correlation_by_torch,
    "transposed": transposed_by_torch,
    "max_pool": max_pool_by_torch,
    "average_pool": average_pool_by_torch,
}


def random_case(random: np.random.Generator, operation: Operation) -> Case:
    if operation in ("max_pool", "average_pool"):
        case: Case = {
            "input": random.integers(-3, 4, (int(random.integers(1, 4)), *pair(random, 1, 9)))
            * 1.0,
            "window": pair(random, 1, 4),
            "stride": pair(random, 1, 4) if random.random() < 0.7 else None,
            "padding": pair(random, 0, 2) if random.random() < 0.7 else (0, 0),
            "ceil_mode": bool(random.random() < 0.5),
        }
        if operation == "max_pool":
            case["dilation"] = pair(random, 1, 3)
        else:
            case["count_include_pad"] = bool(random.random() < 0.5)
        return case | {"operation": operation}
    case = weights(random, operation) | {"operation": operation}
    if operation == "transposed":
        return case | {"padding": pair(random, 0, 4), "output_padding": pair(random, 0, 2)}
    mode = MODES[int(random.integers(len(MODES)))]
    return case | {"padding": four_sides(random, 4), "padding_mode": mode}


def shortened(case: Case) -> Case:
    """Without options that say what is meant anyway, and so belong to nobody."""
    return {name: value for name, value in case.items() if value is not None}


@pytest.mark.parametrize("operation", BY_TORCH)
def test_random_layers_equal_pytorch_and_what_it_refuses_is_refused(operation: Operation) -> None:
    random = np.random.default_rng(5)
    computed = 0
    for _ in range(CASES):
        case = random_case(random, operation)
        try:
            expected = BY_TORCH[operation](case).numpy()
        except (RuntimeError, ValueError):
            with pytest.raises(InvalidInput) as caught:
                trace_convolution(**shortened(case))
            assert caught.value.field in (*case, "kernel"), case
            continue
        try:
            trace = trace_convolution(**shortened(case), frames=(int(random.integers(50)), 3))
        except WindowReadsPaddingOnly:
            assert np.isneginf(expected).any(), case
            continue
        computed += 1
        assert trace.output.shape == expected.shape, case
        np.testing.assert_allclose(trace.output, expected, rtol=1e-9, atol=1e-12, err_msg=str(case))
        assert trace.layer.output_shape == expected.shape
        assert trace.weights == np.size(case.get("kernel", ()))
        assert trace.biases == np.size(() if case.get("bias") is None else case["bias"])
        for frame in trace.frames:
            check_frame(trace, frame)
    assert computed > CASES / 3


def check_frame(trace: ConvolutionTrace, frame: Any) -> None:
    """Add up by hand, in the order in which a reader would."""
    assert frame.value == trace.output[frame.channel, frame.row, frame.column]
    if frame.chosen is not None:
        assert frame.value == np.nanmax(frame.products)
        return
    planes = np.nan_to_num(frame.products)
    planes = planes[None] if trace.operation == "average_pool" else planes
    assert [sum(plane.ravel().tolist()) for plane in planes] == list(frame.channel_sums)
    assert sum(frame.channel_sums.tolist()) + frame.bias == frame.value


@pytest.mark.parametrize("seed", range(30))
def test_true_convolution_equals_scipy(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, kernel = random.normal(size=pair(random, 4, 9)), random.normal(size=pair(random, 1, 4))
    rows, columns = kernel.shape
    for mode, padding in (("valid", 0), ("full", (rows - 1, columns - 1))):
        trace = trace_convolution(values, kernel, operation="convolution", padding=padding)
        np.testing.assert_allclose(trace.output, convolve2d(values, kernel, mode), atol=1e-12)
        assert isinstance(trace.layer, Layer)
        np.testing.assert_array_equal(trace.layer.kernel[0, 0], kernel[::-1, ::-1])
    top, left, bottom, right = trace.frames[0].window
    window = trace.padded_input[top:bottom, left:right]
    np.testing.assert_array_equal(trace.frames[0].products, window * kernel[::-1, ::-1])


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
@pytest.mark.parametrize("operation", ["cross_correlation", "transposed", "average_pool"])
def test_an_activation_goes_over_every_output_and_its_frames(
    activation: Activation, operation: Operation
) -> None:
    values = np.array([[-900.0, -2, 0], [1e-8, 3, 800]])
    given: Case = {"window": 1} if operation == "average_pool" else {"kernel": [[1.0]]}
    trace = trace_convolution(values, operation=operation, activation=activation, **given)
    assert trace.activated is not None
    np.testing.assert_array_equal(trace.output, values)
    expected = getattr(torch, activation)(torch.tensor(values))
    np.testing.assert_allclose(trace.activated, expected.numpy(), rtol=1e-12)
    assert [frame.activated for frame in trace.frames] == trace.activated.ravel().tolist()


def test_without_an_activation_there_is_nothing_activated() -> None:
    trace = trace_convolution([[1, 2]], [[1]])
    assert trace.activated is trace.frames[0].activated is None


@pytest.mark.parametrize(
    ("fields", "output_shape", "products_shape"),
    [
        ({"kernel": np.ones((2, 2))}, (2, 2), (2, 2)),
        ({"kernel": np.ones((2, 2)), "input": np.ones((1, 3, 3))}, (1, 2, 2), (2, 2)),
        ({"kernel": np.ones((2, 1, 2, 2))}, (2, 2, 2), (1, 2, 2)),
        ({"kernel": np.ones((2, 2)), "operation": "transposed"}, (4, 4), (2, 2)),
        ({"kernel": np.ones((1, 3, 2, 2)), "operation": "transposed"}, (3, 4, 4), (1, 2, 2)),
        ({"window": 2, "operation": "max_pool"}, (1, 1), (2, 2)),
        ({"window": 2, "operation": "max_pool", "input": np.ones((5, 3, 3))}, (5, 1, 1), (2, 2)),
    ],
)
def test_arrays_have_the_dimensions_of_what_was_given(
    fields: Case, output_shape: tuple[int, ...], products_shape: tuple[int, ...]
) -> None:
    trace = trace_convolution(**{"input": np.ones((3, 3))} | fields, activation="tanh")
    assert trace.activated is not None
    assert trace.output.shape == trace.activated.shape == output_shape
    assert trace.frames[0].products.shape == products_shape
    assert trace.frame_count == trace.output.size
