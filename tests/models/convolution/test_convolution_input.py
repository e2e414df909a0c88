"""What may not be convolved, and what is said about it."""

from typing import Any

import numpy as np
import pytest

from models import errors
from models.convolution import trace as module
from models.convolution.trace import trace_convolution

GRID = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
KERNEL = [[0, 1], [2, 3]]
DEEP: Any = 1
for _ in range(50):
    DEEP = [DEEP]


@pytest.mark.parametrize("name", ["input", "kernel"])
@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        ([], errors.EmptyGrid, "“{}” is empty"),
        ([[]], errors.EmptyGrid, "“{}[0]” is empty"),
        ([[1, 2], []], errors.RaggedGrid, "“{}[1]” has 0 elements"),
        ([[1, 2], [3]], errors.RaggedGrid, "“{}[1]” has 1 elements, the first of its kind 2"),
        ([[1, 2], [3, 4, 5]], errors.RaggedGrid, "“{}[1]” has 3 elements"),
        ([1, 2], errors.WrongRank, "“{}” has 1 dimensions"),
        (DEEP, errors.WrongRank, "dimensions; allowed: 2,"),
        (7, errors.NotAnArray, "“{}” is 7;"),
        ("[[1]]", errors.NotAnArray, '“{}” is "[[1]]"'),
        ({"a": 1}, errors.NotAnArray, "“{}” is {{…}};"),
        ([[1, 2], 3], errors.NotAnArray, "“{}[1]” is 3;"),
        ([[1, True]], errors.NotANumber, "“{}[0][1]” is true;"),
        ([[1, "2"]], errors.NotANumber, '“{}[0][1]” is "2";'),
        ([[1, None]], errors.NotANumber, "“{}[0][1]” is null;"),
        ([[1, [2]]], errors.NotANumber, "“{}[0][1]” is […];"),
        ([[1, float("nan")]], errors.NotANumber, "“{}[0][1]” is NaN;"),
        ([[1, float("-inf")]], errors.NotANumber, "“{}[0][1]” is -Infinity;"),
        ([[1, 1e101]], errors.MagnitudeTooLarge, "“{}[0][1]” is 1e+101; numbers from −1e+100"),
        ([[1, -(10**400)]], errors.MagnitudeTooLarge, "“{}[0][1]” is −1e400…"),
        (np.array([[1j]]), errors.NotAnArray, "complex128"),
        (np.array([["a"]]), errors.NotAnArray, "“{}” is"),
        (np.array([[np.nan]]), errors.NotANumber, "“{}[0][0]” is NaN"),
        (np.ones((2, 0)), errors.EmptyGrid, "“{}” is empty"),
        (np.broadcast_to(0.0, (2000, 2000)), errors.GridTooLarge, "“{}” is 2,000 × 2,000;"),
        ([[0.0] * 2000] * 2000, errors.GridTooLarge, "“{}” is 2,000 × 2,000;"),
    ],
)
def test_arrays_that_are_none(
    name: str, value: Any, error: type[errors.LoupeError], text: str
) -> None:
    arguments = {"input": GRID, "kernel": KERNEL, name: value}
    with pytest.raises(error) as caught:
        trace_convolution(**arguments)
    assert caught.value.field == name
    assert text.format(name) in str(caught.value)


@pytest.mark.parametrize(
    ("options", "error", "field", "text"),
    [
        ({"stride": 0}, errors.StrideTooSmall, "stride", "The stride is 0, 0;"),
        ({"stride": [1, -2]}, errors.StrideTooSmall, "stride", "The stride is 1, -2;"),
        ({"stride": 1025}, errors.OutOfRange, "stride", "is 1025; whole numbers from 1 to 1,024"),
        ({"stride": 1.0}, errors.WrongForm, "stride", "“stride” is 1.0; allowed: 2, [2, 1]."),
        ({"stride": True}, errors.WrongForm, "stride", "“stride” is true;"),
        ({"stride": "1"}, errors.WrongForm, "stride", '“stride” is "1";'),
        ({"stride": [1]}, errors.WrongForm, "stride", "“stride” is [1];"),
        ({"stride": [1, 1, 1]}, errors.WrongForm, "stride", "“stride” is [1, 1, 1];"),
        ({"stride": [1, [1]]}, errors.WrongForm, "stride", "“stride” is [1, […]];"),
        ({"stride": 10**400}, errors.OutOfRange, "stride", "“stride” is 1e400…;"),
        ({"dilation": 0}, errors.OutOfRange, "dilation", "“dilation” is 0;"),
        ({"dilation": 2, "kernel": GRID}, errors.KernelExceedsInput, "kernel", "5 × 5 cells"),
        ({"padding": -1}, errors.NegativePadding, "padding", "is -1, -1, -1, -1 (top"),
        ({"padding": {"left": -3}}, errors.NegativePadding, "padding", "is 0, 0, -3, 0 (top"),
        ({"padding": 513}, errors.OutOfRange, "padding", "“padding” is 513;"),
        ({"padding": "full"}, errors.WrongForm, "padding", '“padding” is "full";'),
        ({"padding": {"up": 1}}, errors.WrongForm, "padding", '“padding” is {"up": 1};'),
        ({"padding": {"top": 1.5}}, errors.WrongForm, "padding", '“padding” is {"top": 1.5};'),
        ({"padding": [1, 2, 3, 4]}, errors.WrongForm, "padding", "“padding” is [1, 2, 3, 4];"),
        ({"padding": None}, errors.WrongForm, "padding", "“padding” is null;"),
        (
            {"padding": "same", "stride": [1, 2]},
            errors.SameNeedsStrideOne,
            "padding",
            "the stride is 1, 2.",
        ),
        ({"bias": [1, 2]}, errors.BiasCount, "bias", "2 biases do not fit 1 output"),
        ({"bias": "1"}, errors.WrongForm, "bias", '“bias” is "1";'),
        ({"bias": True}, errors.WrongForm, "bias", "“bias” is true;"),
        ({"bias": [None]}, errors.NotANumber, "bias", "“bias[0]” is null;"),
        ({"bias": float("nan")}, errors.NotANumber, "bias", "is NaN;"),
        ({"groups": 0}, errors.OutOfRange, "groups", "“groups” is 0;"),
        ({"groups": 2}, errors.GroupsDoNotDivide, "groups", "2 groups divide neither"),
        ({"groups": "1"}, errors.WrongForm, "groups", '“groups” is "1";'),
        ({"frames": (-1, 1)}, errors.OutOfRange, "frames.start", "“frames.start” is -1;"),
        ({"frames": (0, 4097)}, errors.OutOfRange, "frames.count", "from 0 to 4,096"),
        (
            {"kernel": np.ones((4, 4))},
            errors.KernelExceedsInput,
            "kernel",
            "covers 4 × 4 cells, but the padded input has only 3 × 3;",
        ),
        (
            {"input": np.ones((3, 4, 4))},
            errors.KernelNeedsChannels,
            "kernel",
            "one input channel, but the input has 3;",
        ),
        (
            {"input": np.ones((3, 4, 4)), "kernel": np.ones((1, 2, 2, 2))},
            errors.ChannelsDisagree,
            "kernel",
            "reads 2 channels a group, but the input has 3 channels in 1 groups, so 3 are",
        ),
        ({"kernel": np.ones((1, 2, 2))}, errors.WrongRank, "kernel", "has 3 dimensions; allowed:"),
        ({"kernel": np.ones((32, 1))}, errors.GridTooLarge, "kernel", "32 × 1; at most 31 × 31"),
        ({"input": np.ones((65, 1, 1))}, errors.GridTooLarge, "input", "65 × 1 × 1; at most 64"),
        (
            {"input": np.ones((64, 1024, 1024), bool).view("i1")[:, ::1]},
            errors.GridTooLarge,
            "input",
            "64 × 1,024 × 1,024; at most 4,194,304",
        ),
    ],
)
def test_options_that_cannot_be(
    options: dict[str, Any], error: type[errors.LoupeError], field: str, text: str
) -> None:
    with pytest.raises(error) as caught:
        trace_convolution(**{"input": GRID, "kernel": KERNEL} | options)
    assert caught.value.field == field
    assert text in str(caught.value)


def test_more_work_than_is_allowed_is_refused_before_it_is_done() -> None:
    with pytest.raises(errors.TooMuchWork, match="at most 4,294,967,296"):
        trace_convolution(np.ones((1024, 1024)), np.ones((64, 1, 31, 31)))


def test_a_larger_answer_than_is_allowed_is_refused_before_it_is_made() -> None:
    with pytest.raises(errors.AnswerTooLarge, match="at most 6,291,456"):
        trace_convolution(np.ones((1024, 1024)), np.ones((8, 1, 1, 1)))


def test_more_products_than_are_allowed_say_how_many_frames_fit() -> None:
    values, weights = np.ones((64, 40, 40)), np.ones((1, 64, 31, 31))
    with pytest.raises(errors.TooManyFrames, match="at most 102 fit") as caught:
        trace_convolution(values, weights, padding=15, frames=(0, 103))
    assert caught.value.field == "frames.count"
    assert len(trace_convolution(values, weights, padding=15, frames=(1590, 102)).frames) == 10


def test_frames_past_the_end_are_none() -> None:
    for start in (4, 5, 2**53):
        assert trace_convolution(GRID, KERNEL, frames=(start, 4096)).frames == ()
    assert len(trace_convolution(GRID, KERNEL, frames=(3, 4096)).frames) == 1


def test_only_the_frames_that_are_asked_for_are_taken_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    computed = module.frames_of

    def spy(padded: Any, layer: Any, cells: range) -> Any:
        asked.append(cells)
        return computed(padded, layer, cells)

    monkeypatch.setattr(module, "frames_of", spy)
    trace_convolution(np.ones((100, 100)), KERNEL, frames=(50, 3))
    assert asked == [range(50, 53)]


@pytest.mark.parametrize("magnitude", [1e100, -1e100, 5e-324])
def test_the_largest_numbers_that_are_allowed_stay_finite(magnitude: float) -> None:
    trace = trace_convolution(
        np.full((31, 31), magnitude), np.full((31, 31), magnitude), bias=magnitude
    )
    assert np.isfinite(trace.output).all()
