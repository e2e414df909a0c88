"""Steps of a layer as pictures: what stands in them, and for which step."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image

from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.errors import MediaTypeUnknown, OutOfRange
from models.figures import palette
from models.figures.drawing import Drawing
from models.figures.scene import outputs_so_far

GRID = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
KERNEL = [[0, 1], [2, 3]]


def texts(drawing: Drawing) -> list[str]:
    return [node.text or "" for node in ET.fromstring(drawing.svg()).iter() if "text" in node.tag]


def lines(trace: ConvolutionTrace, step: int) -> list[str]:
    return [text for text in texts(trace.figure(step)) if re.search(r"[=≈] ", text)]


@pytest.mark.parametrize(
    ("kernel", "options", "step", "expected"),
    [
        (KERNEL, {}, 3, ["Y[1, 0] = 3 x 0 + 4 x 1 + 6 x 2 + 7 x 3 = 37"]),
        (
            KERNEL,
            {"operation": "convolution", "bias": 0.5},
            1,
            ["Y[0, 0] = 0 x 3 + 1 x 2 + 3 x 1 + 4 x 0 + bias 0.5 = 5.5"],
        ),
        (
            KERNEL,
            {"bias": -40, "activation": "relu"},
            1,
            ["0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 + bias -40 = -21", "Y[0, 0] = relu(-21) = 0"],
        ),
        (KERNEL, {"operation": "transposed", "stride": 2}, 9, ["Y[1, 2] = 1 x 2 = 2"]),
        (
            KERNEL,
            {"operation": "transposed", "stride": 2, "frames_by": "input"},
            6,
            ["Y[2:4, 4:6] += 5 x K"],
        ),
        (
            None,
            {"operation": "max_pool", "window": 2, "stride": 1},
            4,
            ["Y[1, 1] = max(4, 5, 7, 8) = 8"],
        ),
        (
            None,
            {"operation": "average_pool", "window": 2, "stride": 1, "padding": 1},
            2,
            ["Y[0, 1] = (0 + 0 + 0 + 1) / 4 = 0.25"],
        ),
    ],
)
def test_the_arithmetic_of_a_step(
    kernel: Any, options: dict[str, Any], step: int, expected: list[str]
) -> None:
    assert lines(trace_convolution(GRID, kernel, **options), step) == expected


def test_channels_are_summed_line_by_line() -> None:
    trace = trace_convolution([GRID, GRID], [[KERNEL, KERNEL]] * 2, bias=[1, 2])
    assert lines(trace, 5) == [
        "[0] 0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19",
        "[1] 0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19",
        "Y[1, 0, 0] = 19 + 19 + bias 2 = 40",
    ]
    assert {"X[0]   3 x 3", "X[1]   3 x 3", "K[1, 0]", "K[1, 1]", "Y[1]"} <= set(
        texts(trace.figure(5))
    )


def test_only_lines_that_round_say_so() -> None:
    trace = trace_convolution([GRID, GRID], [[[[1, 1]], [[1 / 3, 1]]]])
    assert lines(trace, 2) == [
        "[0] 1 x 1 + 2 x 1 = 3",
        "[1] 1 x 0.3333 + 2 x 1 ≈ 2.33333",
        "Y[0, 1] = 3 + 2.33333 ≈ 5.33333",
    ]


def test_cells_after_the_step_are_still_empty() -> None:
    trace = trace_convolution(GRID, KERNEL)
    for step, expected in ((1, {"19"}), (4, {"19", "25", "37", "43"})):
        assert {"19", "25", "37", "43"} & set(texts(trace.figure(step))) == expected


@pytest.mark.parametrize(
    "options",
    [
        {"stride": 2, "padding": 1, "output_padding": 1},
        {"stride": 3, "dilation": 2, "bias": 0.5},
        {"stride": 2, "groups": 2},
    ],
)
def test_painting_goes_on_cell_by_cell(options: dict[str, Any]) -> None:
    draw = np.random.default_rng(5)
    groups = options.get("groups", 1)
    planes, kernel = draw.normal(size=(2, 3, 4)), draw.normal(size=(2, 2, 2, 3))
    trace = trace_convolution(
        planes.tolist(), kernel.tolist(), operation="transposed", frames_by="input", **options
    )
    outputs = 2 * groups
    torch_options = {name: value for name, value in options.items() if name != "bias"}
    bias = torch.full((outputs,), options.get("bias", 0.0), dtype=torch.float64)
    for start in (0, 7):
        steps = range(start, planes.size)
        for step, so_far in zip(steps, outputs_so_far(trace, steps), strict=True):
            painted = planes.copy()
            painted.reshape(-1)[step + 1 :] = 0
            expected = F.conv_transpose2d(
                torch.tensor(painted), torch.tensor(kernel), bias, **torch_options
            )
            np.testing.assert_allclose(so_far, expected.numpy(), atol=1e-12)


def test_a_drawing_is_saved_by_its_name(tmp_path: Path) -> None:
    figure = trace_convolution(GRID, KERNEL).figure(step=3)
    figure.save(tmp_path / "step.svg")
    assert (tmp_path / "step.svg").read_text("utf-8") == figure.svg() == figure._repr_svg_()
    figure.save(tmp_path / "step.png")
    with Image.open(tmp_path / "step.png") as image:
        assert image.size == (2 * figure.width, 2 * figure.height)
    with pytest.raises(MediaTypeUnknown):
        figure.save(tmp_path / "step.gif")


@pytest.mark.parametrize("step", [0, 5, -1])
def test_a_step_that_is_not_there_is_told(step: int) -> None:
    with pytest.raises(OutOfRange):
        trace_convolution(GRID, KERNEL).figure(step)


def test_a_large_grid_stays_a_small_file() -> None:
    grid = np.random.default_rng(2).normal(size=(200, 300))
    figure = trace_convolution(grid.tolist(), KERNEL).figure(200)
    assert len(figure.svg()) < 2_000_000
    assert "data:image/png" in figure.svg()


def test_colours_run_from_paper_to_ink_and_diverge_at_zero() -> None:
    values = np.array([[0.0, 1.0, np.nan]])
    plain = palette.colours(values, 0, 1)[0].tolist()
    assert [tuple(colour) for colour in plain] == [
        palette.rgb(palette.WEIGHTS[0]),
        palette.rgb(palette.WEIGHTS[-1]),
        palette.rgb(palette.PAPER),
    ]
    signed = palette.colours(np.array([-2.0, 0, 2]), -2, 1).tolist()
    assert [tuple(colour) for colour in signed] == [palette.rgb(stop) for stop in palette.SIGNED]
