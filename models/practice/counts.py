"""Exercises that ask for a count: of parameters, or of multiply-adds."""

import numpy as np

from models.convolution.geometry import Padding, parameter_counts
from models.practice.arithmetic import product, total
from models.practice.exercise import Drawn, Given, Line, Mistake, Pair
from models.practice.shapes import floor_text

Draw = np.random.Generator


def parameters(draw: Draw, level: int, classic: bool) -> Drawn:
    """A square kernel; a kernel of unequal sides; many channels and no bias."""
    if classic and level == 1:
        given = Given(inputs=3, outputs=10, kernel=(3, 3), bias=True)
    else:
        most = {1: 7, 2: 17}.get(level, 65)
        given = Given(
            inputs=int(draw.integers(2, most)),
            outputs=int(draw.integers(2, most)),
            kernel=_sides(draw, level),
            bias=level < 3,
        )
    return _counted(given)


def groups(draw: Draw, level: int, classic: bool) -> Drawn:
    """Two groups; depthwise; depthwise with several output channels an input channel."""
    del classic
    if level == 1:
        count = 2
        inputs, outputs = (count * int(part) for part in draw.integers(2, 6, 2))
    else:
        count = inputs = int(draw.integers(4, 17))
        outputs = inputs * (1 if level == 2 else int(draw.integers(2, 4)))
    return _counted(
        Given(inputs=inputs, outputs=outputs, groups=count, kernel=_sides(draw, level), bias=True)
    )


def multiply_adds(draw: Draw, level: int, classic: bool) -> Drawn:
    """One channel; several; with stride and padding too."""
    del classic
    side = int(draw.integers(5, 10)), int(draw.integers(5, 10))
    kernel = int(draw.integers(2, 4)), int(draw.integers(2, 4))
    channels = (1, 1) if level == 1 else (int(draw.integers(2, 5)), int(draw.integers(5, 9)))
    given = Given(
        side,
        kernel,
        stride=(2, 2) if level == 3 else (1, 1),
        padding=Padding(1, 1, 1, 1) if level == 3 else Padding(),
        inputs=channels[0],
        outputs=channels[1],
    )
    geometry = given.geometry
    expected = geometry.multiply_adds(given.inputs, given.outputs)
    elements = given.inputs * kernel[0] * kernel[1]
    rows, columns = geometry.output
    wrong = {
        "input_cells": given.outputs * side[0] * side[1] * elements,
        "one_window": given.outputs * elements,
        "cells_only": given.outputs * rows * columns,
    }
    if given.inputs > 1:
        wrong["forgot_inputs"] = expected // given.inputs
        wrong["forgot_outputs"] = expected // given.outputs
    window = (given.inputs, *kernel) if given.inputs > 1 else kernel
    cells = (given.outputs, rows, columns) if given.outputs > 1 else (rows, columns)
    lines = (
        Line("output_rows", floor_text(geometry.rows), rows),
        Line("output_columns", floor_text(geometry.columns), columns),
        Line("products", product(window), elements),
        Line("", f"{product(cells)} × {elements}", expected, last=True),
    )
    return Drawn(given, (expected,), _mistakes(wrong), lines)


def _counted(given: Given) -> Drawn:
    """Weights and biases, and what comes of leaving out one of their factors."""
    inputs, outputs, count = given.inputs, given.outputs, given.groups
    weights, biases = parameter_counts(inputs, outputs, given.kernel, count, bias=given.bias)
    expected = weights + biases
    wrong: dict[str, int] = {}
    if given.bias:
        wrong["forgot_bias"] = weights
        wrong["one_bias"] = weights + 1
        if outputs != inputs * outputs // count:
            wrong["bias_a_plane"] = weights + outputs * (inputs // count)
    else:
        wrong["counted_bias"] = weights + outputs
    if count == 1:
        wrong["forgot_inputs"] = weights // inputs + biases
        wrong["forgot_outputs"] = weights // outputs + (1 if given.bias else 0)
    else:
        wrong["forgot_groups"] = sum(
            parameter_counts(inputs, outputs, given.kernel, bias=given.bias)
        )
        wrong["divided_twice"] = weights // count + biases
        if count != outputs:
            wrong["bias_a_group"] = weights + count
    factors = product((outputs, inputs // count, *given.kernel))
    if count > 1:
        factors = f"{outputs} × ({inputs} / {count}) × {product(given.kernel)}"
    lines = [Line("weights" if given.bias else "", factors, weights)]
    if given.bias:
        lines.append(Line("biases", str(outputs), biases))
        lines.append(Line("", total((weights, biases)), expected, last=True))
    return Drawn(given, (expected,), _mistakes(wrong), tuple(lines))


def _mistakes(wrong: dict[str, int]) -> tuple[Mistake, ...]:
    return tuple(Mistake(code, (number,)) for code, number in wrong.items())


def _sides(draw: Draw, level: int) -> Pair:
    rows = int(draw.integers(2, 6))
    return (rows, rows) if level == 1 else (rows, int(draw.integers(2, 6)))
