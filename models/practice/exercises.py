"""The ten exercises, from easy to hard: made from a seed, and checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from models import limits
from models.convolution.options import whole
from models.practice.cells import cell, pool
from models.practice.counts import groups, multiply_adds, parameters
from models.practice.exercise import Answer, Drawn, Mistake
from models.practice.reading import read_answer
from models.practice.shapes import dilation, padding, same, shape, transposed

Name = Literal[
    "cell",
    "shape",
    "padding",
    "same",
    "pool",
    "parameters",
    "multiply_adds",
    "groups",
    "dilation",
    "transposed",
]
NAMES: tuple[Name, ...] = get_args(Name)
DRAWS: Sequence[Callable[[np.random.Generator, int, bool], Drawn]] = (
    cell,
    shape,
    padding,
    same,
    pool,
    parameters,
    multiply_adds,
    groups,
    dilation,
    transposed,
)
LEVELS = 3
TEXTBOOK = 0
"""The seed whose first level has the numbers of textbooks."""
TRIES = 2000


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise with its numbers: the same for the same number, seed and level."""

    number: int  # 1 to 10
    seed: int
    level: int  # 1 easy to 3 hard
    drawn: Drawn

    @property
    def name(self) -> Name:
        return NAMES[self.number - 1]

    @property
    def asks_pair(self) -> bool:
        """Whether rows and columns are asked for, rather than one number."""
        return len(self.drawn.expected) == 2


@dataclass(frozen=True)
class Verdict:
    """mistake: what went wrong, where that can be told."""

    answer: Answer
    correct: bool
    mistake: Mistake | None = None


def exercise(number: object, seed: object = TEXTBOOK, level: object = 1) -> Exercise:
    """Draw numbers until no foreseen mistake leads to the right answer, or to that of another.

    Raises WrongForm or OutOfRange with field "exercise", "seed" or "level".
    """
    place = whole(number, "exercise", 1, len(NAMES))
    start = whole(seed, "seed", 0, limits.SEED)
    step = whole(level, "level", 1, LEVELS)
    draw = np.random.default_rng((place, step, start))
    for _ in range(TRIES):
        drawn = DRAWS[place - 1](draw, step, start == TEXTBOOK)
        if drawn.clear:
            return Exercise(place, start, step, drawn)
    raise AssertionError(f"exercise {place}, level {step}, seed {start} stays ambiguous")


def check(asked: Exercise, answer: object) -> Verdict:
    """Judge an answer as JSON or as text; raises AnswerNotANumber or AnswerNotAPair."""
    given = read_answer(answer, pair=asked.asks_pair)
    expected = asked.drawn.expected
    if np.allclose(given, expected, rtol=1e-9, atol=1e-9):
        return Verdict(given, correct=True)
    return Verdict(given, correct=False, mistake=_mistake(asked.drawn, given))


def _mistake(drawn: Drawn, given: Answer) -> Mistake | None:
    """The mistake that leads here exactly; else the only one that does along one axis; else which
    axis is right, or in which other cell of the output the number stands.
    """
    for mistake in drawn.mistakes:
        if np.allclose(given, mistake.answer):
            return mistake
    if len(given) == 2:
        along = [mistake for mistake in drawn.mistakes if _along_one_axis(mistake, drawn, given)]
        if len(along) == 1:
            return along[0]
        for code, axis in (("only_rows", 0), ("only_columns", 1)):
            if given[axis] == drawn.expected[axis]:
                return Mistake(code, given)
    elif drawn.output is not None:
        places = np.argwhere(np.isclose(drawn.output, given[0]))
        if len(places):
            row, column = places[0].tolist()
            return Mistake("another_cell", given, words={"row": row, "column": column})
    return None


def _along_one_axis(mistake: Mistake, drawn: Drawn, given: Answer) -> bool:
    return mistake.each_axis and all(
        value in (wrong, right)
        for value, wrong, right in zip(given, mistake.answer, drawn.expected, strict=True)
    )
