"""Grids by name, as an address or a command writes them.

"letter" is drawn; "checkerboard" follows a rule at its own size, "checkerboard,64x64" at another;
"random,8x8,-9..9,7" draws whole numbers with seed 7, "random,8x8,-1..1,7,0.01" in steps of 0.01.
"""

import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.arrays import frozen
from models.convolution.grids.rules import RULES, random_grid
from models.errors import MagnitudeTooLarge, OutOfRange, RangeReversed, UnknownGrid, WrongForm

Numbers = NDArray[np.float64]

RANDOM = "random"
RANDOM_DEFAULTS = ("8x8", "0..9", "1", "1")
"""Size, range, seed, step: those at the end may be left out."""
DECIMALS = {"1": 0, "0.1": 1, "0.01": 2}
"""How the step of random numbers is written, and the decimals that it leaves."""
NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
SIZE = re.compile(r"(\d{1,9})x(\d{1,9})", re.ASCII)
RANGE = re.compile(rf"({NUMBER})\.\.({NUMBER})", re.ASCII)


def _drawn(*rows: str) -> Numbers:
    """Rows of 0 (".") and 1 ("#")."""
    return frozen(np.array([[cell == "#" for cell in row] for row in rows], dtype=np.float64))


DRAWN: Mapping[str, Numbers] = {
    "counting": frozen(np.arange(9.0).reshape(3, 3)),
    "edge": _drawn(*["##....##"] * 6),
    "letter": _drawn(
        ".........",
        ".######..",
        ".#.......",
        ".#.......",
        ".####....",
        ".#.......",
        ".#.......",
        ".#.......",
        ".........",
    ),
    "letters": _drawn(
        "...................",
        "..####..#...#.#...#",
        ".#......##..#.##..#",
        ".#......##..#.##..#",
        ".#......#.#.#.#.#.#",
        ".#......#..##.#..##",
        ".#......#..##.#..##",
        "..####..#...#.#...#",
        "...................",
    ),
}
NAMES = (*DRAWN, *RULES, RANDOM)


def named_grid(written: str) -> Numbers:
    """(rows, columns) of what a name stands for.

    Raises UnknownGrid, WrongForm, OutOfRange, MagnitudeTooLarge or RangeReversed.
    """
    name, *rest = written.split(",")
    if name in DRAWN:
        if rest:
            raise WrongForm(field="input", name="input", value=written, allowed=name)
        return DRAWN[name]
    if name in RULES:
        rule = RULES[name]
        if len(rest) > 1:
            raise WrongForm(field="input", name="input", value=written, allowed=f"{name},8x8")
        return rule.grid(*(_size(rest[0], written) if rest else (rule.rows, rule.columns)))
    if name == RANDOM:
        return _random(rest, written)
    raise UnknownGrid(field="input", value=name, allowed=", ".join(NAMES))


def _size(text: str, written: str) -> tuple[int, int]:
    match = SIZE.fullmatch(text)
    if match is None:
        raise WrongForm(field="input", name="input", value=written, allowed="8x8 … 1024x1024")
    rows, columns = int(match[1]), int(match[2])
    for name, side in (("rows", rows), ("columns", columns)):
        if not 1 <= side <= limits.GRID_SIDE:
            raise OutOfRange(field="input", name=name, value=side, least=1, most=limits.GRID_SIDE)
    return rows, columns


def _random(parts: list[str], written: str) -> Numbers:
    size, drawn, seed, step = (*parts, *RANDOM_DEFAULTS[len(parts) :])[:4]
    match = RANGE.fullmatch(drawn)
    if match is None or step not in DECIMALS or len(parts) > 4:
        raise WrongForm(
            field="input", name="input", value=written, allowed="random,8x8,-9..9,1[,0.1 | ,0.01]"
        )
    rows, columns = _size(size, written)
    low, high = float(match[1]), float(match[2])
    for name, number in (("low", low), ("high", high)):
        if abs(number) > limits.RANDOM_MAGNITUDE:
            raise MagnitudeTooLarge(
                field="input", place=name, value=number, limit=limits.RANDOM_MAGNITUDE
            )
    if low > high:
        raise RangeReversed(field="input", low=low, high=high)
    if not re.fullmatch(r"\d{1,12}", seed, re.ASCII) or int(seed) > limits.SEED:
        raise OutOfRange(field="input", name="seed", value=seed, least=0, most=limits.SEED)
    return random_grid(rows, columns, low=low, high=high, seed=int(seed), decimals=DECIMALS[step])
