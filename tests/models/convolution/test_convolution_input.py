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
        ([[1, 2], [3]], errors.RaggedGrid, "“{}[1]” has 1 element, the first of its kind 2"),
        ([[1, 2], [3, 4, 5]], errors.RaggedGrid, "“{}[1]” has 3 elements"),
        ([1, 2], errors.WrongRank, "“{}” has 1 dimension;"),
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
        ([[1, -(10**400)]], errors.MagnitudeTooLarge, "“{}[0][1]” is −1e400"),
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
        ({"stride": 10**400}, errors.OutOfRange, "stride", "“stride” is 1e400;"),
        ({"dilation": 0}, errors.OutOfRange, "dilation", "“dilation” is 0;"),
        (
            {"dilation": 2, "kernel": GRID},
            errors.DilatedKernelExceedsInput,
            "kernel",
            "5 × 5 cells",
        ),
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
        ({"bias": [1, 2]}, errors.BiasCount, "bias", "2 biases do not fit 1 output channel;"),
        ({"bias": "1"}, errors.WrongForm, "bias", '“bias” is "1";'),
        ({"bias": True}, errors.WrongForm, "bias", "“bias” is true;"),
        ({"bias": [None]}, errors.NotANumber, "bias", "“bias[0]” is null;"),
        ({"bias": float("nan")}, errors.NotANumber, "bias", "is NaN;"),
        ({"groups": 0}, errors.OutOfRange, "groups", "“groups” is 0;"),
        ({"groups": 2}, errors.GroupsDoNotDivide, "groups", "2 groups do not divide"),
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
            "reads 2 channels a group, but the input has 3 channels in 1 group, so 3 are",
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


MAX = {"kernel": None, "operation": "max_pool", "window": 2}
MEAN = MAX | {"operation": "average_pool"}
BACK = {"operation": "transposed"}
WRONG = errors.WrongForm
STRANGE = errors.OptionNotForOperation


@pytest.mark.parametrize(
    ("options", "error", "field", "text"),
    [
        ({"operation": "pool"}, WRONG, "operation", '"pool"; allowed: "cross_correlation", "convo'),
        ({"operation": None}, WRONG, "operation", "“operation” is null"),
        ({"operation": ["max_pool"]}, WRONG, "operation", "“operation” is […]"),
        ({"activation": "gelu"}, WRONG, "activation", 'allowed: "none", "relu"'),
        ({"padding_mode": "mirror"}, WRONG, "padding_mode", '"zeros", "reflect", "replicate"'),
        ({"frames_by": "kernel"}, WRONG, "frames.by", 'allowed: "output", "input"'),
        ({"frames_by": "input"}, STRANGE, "frames.by", "It belongs to: transposed."),
        ({"kernel": None}, errors.OptionMissing, "kernel", "“kernel” is missing; the operation"),
        (MAX | {"window": None}, errors.OptionMissing, "window", "“max_pool” needs it"),
        (MAX | {"kernel": KERNEL}, STRANGE, "kernel", "“kernel” does not belong to the operation"),
        (MAX | {"bias": 0}, STRANGE, "bias", "“max_pool”; leave it out. It belongs to: cross_corr"),
        (MAX | {"groups": 2}, STRANGE, "groups", "does not belong to the operation “max_pool”"),
        (MAX | {"padding_mode": "reflect"}, STRANGE, "padding_mode", "cross_correlation, convolu"),
        (MAX | {"count_include_pad": False}, STRANGE, "count_include_pad", "to: average_pool."),
        (MEAN | {"dilation": 2}, STRANGE, "dilation", "does not belong to the operation “average"),
        ({"window": 2}, STRANGE, "window", "It belongs to: max_pool, average_pool."),
        ({"ceil_mode": True}, STRANGE, "ceil_mode", "“cross_correlation”"),
        ({"ceil_mode": 0}, STRANGE, "ceil_mode", "“cross_correlation”"),
        ({"output_padding": [0, 1]}, STRANGE, "output_padding", "It belongs to: transposed."),
        (BACK | {"padding_mode": "circular"}, STRANGE, "padding_mode", "“transposed”"),
        (BACK | {"window": 2}, STRANGE, "window", "“transposed”"),
        (
            MAX | {"window": 0},
            errors.OutOfRange,
            "window",
            "“window” is 0; whole numbers",
        ),
        (MAX | {"window": 32}, errors.OutOfRange, "window", "from 1 to 31"),
        (MAX | {"window": "2"}, WRONG, "window", '“window” is "2"; allowed: 2, [2, 1].'),
        (MAX | {"window": [2, 2, 2]}, WRONG, "window", "“window” is [2, 2, 2];"),
        (MAX | {"window": 4}, errors.WindowExceedsInput, "window", "covers 4 × 4 cells, but the"),
        (MAX | {"stride": 0}, errors.StrideTooSmall, "stride", "The stride is 0, 0;"),
        (MAX | {"ceil_mode": 1}, WRONG, "ceil_mode", "“ceil_mode” is 1; allowed: true, false."),
        (MEAN | {"count_include_pad": "no"}, WRONG, "count_include_pad", "allowed: true, false"),
        (MAX | {"padding": 2}, errors.PaddingExceedsWindow, "padding", "at most 1 row and 1 colu"),
        (MAX | {"padding": {"left": -1}}, errors.NegativePadding, "padding", "0, 0, -1, 0 (top"),
        (MAX | {"padding": "same"}, errors.WordsNotForOperation, "padding", "not as “same”"),
        (MAX | {"padding": "full"}, WRONG, "padding", '“padding” is "full"'),
        (
            MAX | {"input": [[1, 2]], "padding": [1, 0], "dilation": [2, 1]},
            errors.WindowReadsPaddingOnly,
            "dilation",
            "at output cell 0, 0 (row, column) reads padding only",
        ),
        (BACK | {"padding": "valid"}, errors.WordsNotForOperation, "padding", "“transposed” takes"),
        (BACK | {"padding": 2}, errors.PaddingLeavesNothing, "padding", "has 4 × 4 cells, and"),
        (BACK | {"output_padding": 1}, errors.OutputPaddingTooLarge, "output_padding", "is 1, 1 ("),
        (
            BACK | {"output_padding": [2, 1], "stride": 2},
            errors.OutputPaddingTooLarge,
            "output_padding",
            "must be less than the stride (2, 2) or the dilation (1, 1)",
        ),
        (BACK | {"output_padding": -1}, errors.OutOfRange, "output_padding", "from 0 to 1,023"),
        (BACK | {"output_padding": 1.5}, WRONG, "output_padding", "“output_padding” is 1.5"),
        (
            BACK | {"kernel": np.ones((3, 1, 2, 2))},
            errors.TransposedChannelsDiffer,
            "kernel",
            "it is 3, but the input has 1",
        ),
        (
            BACK | {"input": np.ones((2, 3, 3))},
            errors.KernelNeedsChannels,
            "kernel",
            "one input channel, but the input has 2;",
        ),
        (
            BACK | {"input": np.ones((3, 2, 2)), "kernel": np.ones((3, 2, 1, 1)), "groups": 2},
            errors.GroupsDoNotDivide,
            "groups",
            "3 input channels and 4 output channels",
        ),
        (
            BACK | {"input": np.ones((4, 1, 1)), "kernel": np.ones((4, 17, 1, 1)), "groups": 4},
            errors.TooManyOutputChannels,
            "groups",
            "make 68 output channels; at most 64",
        ),
        (
            BACK | {"bias": [1, 2]},
            errors.BiasCount,
            "bias",
            "2 biases do not fit 1 output channel;",
        ),
        (
            {"padding": {"left": 3}, "padding_mode": "reflect"},
            errors.PaddingExceedsInput,
            "padding",
            "left, right), but the mode “reflect” takes at most 2 rows and 2 columns a side from",
        ),
        (
            {"padding": [4, 0], "padding_mode": "circular"},
            errors.PaddingExceedsInput,
            "padding",
            "“circular” takes at most 3 rows",
        ),
        ({"padding": "causal"}, errors.CausalNeedsOneRow, "padding", "this one has 2 rows"),
    ],
)
def test_options_of_operations_that_cannot_be(
    options: dict[str, Any], error: type[errors.LoupeError], field: str, text: str
) -> None:
    with pytest.raises(error) as caught:
        trace_convolution(**{"input": GRID, "kernel": KERNEL} | options)
    assert caught.value.field == field
    assert text in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        MAX | {"groups": 1, "dilation": [1, 1], "output_padding": 0, "count_include_pad": True},
        MEAN | {"dilation": (1, 1), "padding_mode": "zeros", "bias": None},
        {"window": None, "output_padding": (0, 0), "ceil_mode": False, "stride": None},
    ],
)
def test_an_option_that_says_what_is_so_anyway_is_no_error(options: dict[str, Any]) -> None:
    trace_convolution(**{"input": GRID, "kernel": KERNEL} | options)


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (
            {"input": np.ones((4, 1024, 1024)), "operation": "max_pool", "window": 31, "stride": 1}
            | {"padding": 15},
            errors.AnswerTooLarge,
        ),
        (
            {"input": np.ones((4, 800, 800)), "operation": "average_pool", "window": 31}
            | {"stride": 1, "padding": 15, "activation": "relu"},
            errors.AnswerTooLarge,
        ),
        (
            {"input": np.ones((1024, 1024)), "kernel": np.ones((2, 2)), "operation": "transposed"}
            | {"stride": 1024},
            errors.AnswerTooLarge,
        ),
        (
            {"input": np.ones((6, 1024)), "kernel": np.ones((1, 1)), "operation": "transposed"}
            | {"stride": 1024, "padding": [512, 0]},
            errors.AnswerTooLarge,
        ),
        (
            {"input": np.ones((256, 256)), "kernel": np.ones((1, 64, 1, 1)), "stride": 2}
            | {"operation": "transposed"},
            errors.AnswerTooLarge,
        ),
        (
            {"input": np.ones((64, 80, 80)), "kernel": np.ones((64, 64, 31, 31))}
            | {"operation": "transposed"},
            errors.TooMuchWork,
        ),
    ],
)
def test_every_operation_has_its_bounds(
    options: dict[str, Any], error: type[errors.LoupeError]
) -> None:
    with pytest.raises(error) as caught:
        trace_convolution(**options)
    assert caught.value.field == "input"


def test_frames_by_input_cell_are_bounded_too() -> None:
    values, weights = np.ones((1, 20, 20)), np.ones((1, 64, 31, 31))
    with pytest.raises(errors.TooManyFrames, match="at most 102 fit"):
        trace_convolution(
            values, weights, operation="transposed", frames=(0, 103), frames_by="input"
        )


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
