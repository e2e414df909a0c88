"""Every exercise against PyTorch; every foreseen mistake; what is no answer."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models.errors import AnswerNotANumber, AnswerNotAPair, OutOfRange, WrongForm
from models.practice.exercise import Given
from models.practice.exercises import LEVELS, NAMES, Exercise, check, exercise

SEEDS = range(25)
ALL = [(number, level) for number in range(1, len(NAMES) + 1) for level in range(1, LEVELS + 1)]


made = cache(exercise)


def tensor(values: Any) -> torch.Tensor:
    return torch.tensor(np.array(values), dtype=torch.float64)


def padded(given: Given, value: float) -> torch.Tensor:
    top, bottom, left, right = given.padding
    values = torch.zeros(given.inputs, *given.side).double()
    if given.values is not None:
        values = tensor(given.values)
    return F.pad(values, (left, right, top, bottom), value=value)


def output(given: Given) -> torch.Tensor:
    """By PyTorch: the layer with the numbers of the exercise, or with none."""
    stride, dilation = given.stride, given.dilation
    if given.operation == "max_pool":
        return F.max_pool2d(padded(given, -np.inf), given.kernel, stride)
    if given.operation == "average_pool":
        return F.avg_pool2d(padded(given, 0), given.kernel, stride)
    if given.operation == "transposed":
        module = torch.nn.ConvTranspose2d(
            1, 1, given.kernel, stride, given.padding[0], given.output_padding
        )
        return module(torch.zeros(1, *given.side))  # type: ignore[no-any-return]
    weights = torch.zeros(given.outputs, given.inputs, *given.kernel).double()
    if given.weights is not None:
        weights = tensor(given.weights)[None]
    offset = tensor([given.offset] * given.outputs)
    return F.conv2d(padded(given, 0)[None], weights, offset, stride, dilation=dilation)[0]


def by_torch(asked: Exercise) -> tuple[float, ...]:
    drawn, given = asked.drawn, asked.drawn.given
    match asked.name:
        case "cell" | "pool":
            assert drawn.cell
            return (output(given)[0][drawn.cell].item(),)
        case "shape" | "padding" | "dilation" | "transposed":
            return tuple(output(given).shape[-2:])
        case "same":
            module = torch.nn.Conv2d(1, 1, given.kernel, padding="same", dilation=given.dilation)
            left, right, top, bottom = module._reversed_padding_repeated_twice
            assert left == right
            assert top == bottom
            return top, left
        case "multiply_adds":
            per_cell = given.inputs * given.kernel[0] * given.kernel[1]
            return (output(given).numel() * per_cell,)
        case _:
            conv = torch.nn.Conv2d(
                given.inputs, given.outputs, given.kernel, groups=given.groups, bias=given.bias
            )
            return (sum(parameter.numel() for parameter in conv.parameters()),)


@pytest.mark.parametrize(("number", "level"), ALL)
def test_the_expected_answer_is_pytorchs(number: int, level: int) -> None:
    for seed in SEEDS:
        asked = made(number, seed, level)
        expected = by_torch(asked)
        assert asked.drawn.expected == pytest.approx(expected)
        assert check(asked, list(expected) if asked.asks_pair else expected[0]).correct


@pytest.mark.parametrize(("number", "level"), ALL)
def test_every_mistake_is_recognised_and_no_right_answer_is_called_wrong(
    number: int, level: int
) -> None:
    codes = set()
    for seed in SEEDS:
        asked = made(number, seed, level)
        assert asked.drawn.mistakes
        for mistake in asked.drawn.mistakes:
            verdict = check(asked, mistake.answer)
            assert not verdict.correct
            assert verdict.mistake == mistake
            codes.add(mistake.code)
    assert len(codes) >= 2


@pytest.mark.parametrize(("number", "level"), ALL)
def test_the_lines_work_out_to_the_answer(number: int, level: int) -> None:
    for seed in SEEDS:
        drawn = made(number, seed, level).drawn
        for line in drawn.lines:
            code = line.text.replace("×", "*").replace("−", "-").replace("floor", "np.floor")
            assert eval(code, {"np": np, "max": max}) == pytest.approx(line.value)
        answers = [line.value for line in drawn.lines if line.label in ("", "rows", "columns")]
        assert answers == list(drawn.expected)


@pytest.mark.parametrize(("number", "level"), ALL)
def test_a_seed_always_draws_the_same_numbers_and_another_seed_others(
    number: int, level: int
) -> None:
    def said(seed: int) -> str:
        given = exercise(number, seed, level).drawn.given
        return repr(given)

    assert said(7) == said(7)
    assert len({said(seed) for seed in SEEDS}) > 3


def test_the_textbooks_numbers_are_seed_0() -> None:
    assert exercise(1).drawn.expected == (19,)
    assert exercise(1).drawn.lines[0].text == "0 × 0 + 1 × 1 + 3 × 2 + 4 × 3"
    assert exercise(2).drawn.expected == (2, 3)
    assert exercise(6).drawn.expected == (280,)
    assert [line.text for line in exercise(6).drawn.lines] == ["10 × 3 × 3 × 3", "10", "270 + 10"]


def test_a_mistake_along_one_axis_is_recognised() -> None:
    asked = next(
        each
        for each in (exercise(2, seed, 2) for seed in SEEDS)
        if sum(m.answer[1] != each.drawn.expected[1] for m in each.drawn.mistakes) == 5
    )
    (rows, columns), stride = asked.drawn.expected, asked.drawn.given.stride
    whole = asked.drawn.given.side[1] - asked.drawn.given.kernel[1] + 1
    assert stride == (2, 2)
    verdict = check(asked, [rows, whole])
    assert verdict.mistake
    assert verdict.mistake.code == "forgot_stride"
    verdict = check(asked, [rows, columns + 40])
    assert verdict.mistake
    assert verdict.mistake.code == "only_rows"
    verdict = check(asked, [rows + 40, columns])
    assert verdict.mistake
    assert verdict.mistake.code == "only_columns"
    assert check(asked, [rows + 40, columns + 40]).mistake is None


def test_the_number_of_another_cell_is_told_with_its_place() -> None:
    verdict = check(exercise(1), 43)
    assert verdict.mistake
    assert (verdict.mistake.code, verdict.mistake.words) == (
        "another_cell",
        {"row": 1, "column": 1},
    )
    assert check(exercise(1), 1000).mistake is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("19", (19,)),
        (" +19.0 ", (19,)),
        ("38/2", (19,)),
        (19, (19,)),
        ("−1,234", (-1234,)),
        ("－１９", (-19,)),
    ],
)
def test_a_number_may_be_written_in_many_ways(text: Any, read: tuple[float, ...]) -> None:
    assert check(exercise(1), text).answer == read


@pytest.mark.parametrize(
    "text",
    ["2 × 3", "2x3", "2,3", "2, 3", "(2, 3)", "[2; 3]", "2 3", "2×3", "（2，3）", "２×３", [2, 3]],
)
def test_a_pair_may_be_written_in_many_ways(text: Any) -> None:
    assert check(exercise(2), text).correct


@pytest.mark.parametrize(
    "text", ["", "x", "1 2", "1/0", "1e5", "NaN", None, True, [1, 2], {}, 1e300]
)
def test_what_is_no_number_is_refused(text: Any) -> None:
    with pytest.raises(AnswerNotANumber) as caught:
        check(exercise(1), text)
    assert caught.value.field == "answer"


@pytest.mark.parametrize(
    "text", ["", "2", "2 × 3 × 4", "two", 5, [1], [1, None], [1, float("nan")]]
)
def test_what_is_no_pair_is_refused(text: Any) -> None:
    with pytest.raises(AnswerNotAPair):
        check(exercise(2), text)


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ((0,), "exercise"),
        ((11,), "exercise"),
        ((1, -1), "seed"),
        ((1, 2**32), "seed"),
        ((1, 0, 0), "level"),
        ((1, 0, 4), "level"),
    ],
)
def test_what_does_not_exist_is_refused_at_its_field(arguments: Any, field: str) -> None:
    with pytest.raises(OutOfRange) as caught:
        exercise(*arguments)
    assert caught.value.field == field


def test_what_is_no_whole_number_is_refused() -> None:
    with pytest.raises(WrongForm):
        exercise("1")
