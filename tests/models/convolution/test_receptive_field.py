"""The receptive field of a stack against the support of autograd's gradient."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.convolution.receptive_field import Step, receptive_fields
from models.errors import LoupeError, OutOfRange, WrongForm

steps = st.builds(
    Step, kernel=st.integers(1, 4), stride=st.integers(1, 3), dilation=st.integers(1, 3)
)


def seen(stack: list[Step], cell: int) -> range:
    """Input cells from the first with a gradient from an output cell to the last."""
    values = torch.zeros(1, 1, 2000, requires_grad=True)
    output: Any = values
    for step in stack:
        output = torch.nn.functional.conv1d(
            output, torch.ones(1, 1, step.kernel), stride=step.stride, dilation=step.dilation
        )
    (gradient,) = torch.autograd.grad(output[0, 0, cell], values)
    support = np.flatnonzero(gradient.numpy())
    return range(int(support[0]), int(support[-1]) + 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, min_size=1, max_size=5))
def test_field_and_jump_are_those_of_the_gradient_after_each_layer(stack: list[Step]) -> None:
    for depth, (field, jump) in enumerate(receptive_fields(stack), start=1):
        first, second = seen(stack[:depth], 0), seen(stack[:depth], 1)
        assert field == len(first) == len(second)
        assert jump == second.start - first.start


def test_two_layers_of_three_see_what_one_of_five_sees() -> None:
    assert receptive_fields([(3,), (3,)])[-1] == receptive_fields([(5,)])[-1] == (5, 1)
    assert receptive_fields([(3, 1), (2, 2), (3, 1, 2)]) == ((3, 1), (4, 2), (12, 2))


@pytest.mark.parametrize(
    ("stack", "error"),
    [
        ([], OutOfRange),
        ([(3,)] * 6, OutOfRange),
        ([()], OutOfRange),
        ([(3, 1, 1, 1)], OutOfRange),
        ([(0,)], OutOfRange),
        ([(32,)], OutOfRange),
        ([(3, 0)], OutOfRange),
        ([(3, 1, 65)], OutOfRange),
        ([(1.5,)], WrongForm),
        ([(True,)], WrongForm),
    ],
)
def test_stacks_that_cannot_be(stack: Any, error: type[LoupeError]) -> None:
    with pytest.raises(error) as caught:
        receptive_fields(stack)
    assert caught.value.field == "layers"
