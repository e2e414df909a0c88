"""Padding modes against PyTorch, and where each padded cell comes from."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.signal import lfilter

from models.convolution.geometry import Geometry, Padding
from models.convolution.padding import PADDING_MODES, PaddingMode, pad, sources
from models.convolution.trace import trace_convolution
from models.errors import PaddingExceedsInput


def geometry(side: tuple[int, int], padding: Padding) -> Geometry:
    return Geometry.of(side, (1, 1), padding=padding)


def by_torch(values: torch.Tensor, padding: Padding, mode: PaddingMode) -> torch.Tensor:
    widths = (padding.left, padding.right, padding.top, padding.bottom)
    return F.pad(values, widths, mode="constant" if mode == "zeros" else mode)


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_random_padding_equals_pytorch_and_sources_say_where_it_is_from(mode: PaddingMode) -> None:
    random = np.random.default_rng(0)
    for _ in range(100):
        side = (int(random.integers(4, 8)), int(random.integers(4, 8)))
        padding = Padding(*random.integers(0, 4, 4).tolist())
        values = random.normal(size=(2, *side))
        placed = geometry(side, padding)
        padded = pad(values, placed, mode)
        expected = by_torch(torch.tensor(values), padding, mode)
        np.testing.assert_array_equal(padded, expected.numpy())
        rows, columns = sources(placed.rows, mode), sources(placed.columns, mode)
        for (channel, row, column), number in np.ndenumerate(padded):
            from_row, from_column = rows[row], columns[column]
            if from_row is None or from_column is None:
                assert mode == "zeros"
                assert number == 0
            else:
                assert number == values[channel, from_row, from_column]


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("side", ["top", "bottom", "left", "right"])
@pytest.mark.parametrize("cells", range(6))
def test_the_widest_padding_is_that_of_pytorch(mode: PaddingMode, side: str, cells: int) -> None:
    values, padding = np.ones((1, 3, 4)), Padding(**{side: cells})
    try:
        by_torch(torch.tensor(values), padding, mode)
    except RuntimeError:
        with pytest.raises(PaddingExceedsInput) as caught:
            trace_convolution(values, [[1]], padding={side: cells}, padding_mode=mode)
        assert caught.value.field == "padding"
        assert f"“{mode}” takes at most" in str(caught.value)
    else:
        trace_convolution(values, [[1]], padding={side: cells}, padding_mode=mode)


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")  # about its memory
@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("kernel", [(1, 1), (3, 2), (4, 3)])
@pytest.mark.parametrize("dilation", [1, 2])
def test_same_padding_in_every_mode_equals_pytorchs_layer(
    mode: PaddingMode, kernel: tuple[int, int], dilation: int
) -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(2, 8, 9))
    layer = torch.nn.Conv2d(
        2, 3, kernel, dilation=dilation, padding="same", padding_mode=mode, dtype=torch.float64
    )
    assert layer.bias is not None
    with torch.inference_mode():
        expected = layer(torch.tensor(values)).numpy()
        trace = trace_convolution(
            values,
            layer.weight.numpy(),
            bias=layer.bias.numpy(),
            dilation=dilation,
            padding="same",
            padding_mode=mode,
        )
    np.testing.assert_allclose(trace.output, expected, atol=1e-12)


@pytest.mark.parametrize(("dilation", "stride"), [(1, 1), (3, 1), (2, 2)])
def test_causal_padding_is_a_filter_that_knows_only_the_past(dilation: int, stride: int) -> None:
    random = np.random.default_rng(0)
    values, weights = random.normal(size=(2, 20)), random.normal(size=4)
    options: Any = {"padding": "causal", "dilation": (1, dilation), "stride": (1, stride)}
    trace = trace_convolution(values, weights[None], **options)
    response = np.zeros(3 * dilation + 1)
    response[::dilation] = weights[::-1]
    expected = lfilter(response, [1.0], values, axis=1)[:, ::stride]
    np.testing.assert_allclose(trace.output, expected, atol=1e-12)
    assert trace.geometry.padding == (0, 0, 3 * dilation, 0)
