"""Numbers as pages write them and as visitors type them; static/js/numbers.js does the same."""

import math
import re
from collections.abc import Sequence

from models.written import shown as shown

NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
TYPED = re.compile(rf"({NUMBER})(?:\s*/\s*({NUMBER}))?", re.ASCII)


def parse_number(text: str) -> float | None:
    """A finite number, also as a fraction such as 1/9; None for anything else."""
    match = TYPED.fullmatch(text.strip().replace("−", "-"))
    if match is None:
        return None
    above, below = float(match[1]), float(match[2] or 1)
    if below == 0:
        return None
    value = above / below
    return value + 0.0 if math.isfinite(value) else None


def parse_whole(text: str) -> int | None:
    """A whole number; None for anything else."""
    value = parse_number(text)
    return int(value) if value is not None and value.is_integer() else None


def parse_grid(text: str) -> list[list[float]] | None:
    """Rows parted by ";" or line ends, cells by "," or blanks; None where a cell is no number."""
    lines = [line.strip() for line in re.split(r"[;\n]", text)]
    cells = [re.split(r"\s*,\s*|\s+", line) for line in lines if line]
    grid = [[number for cell in row if (number := parse_number(cell)) is not None] for row in cells]
    complete = all(len(numbers) == len(row) for numbers, row in zip(grid, cells, strict=True))
    return grid if grid and complete else None


def grid_text(grid: Sequence[Sequence[float]], between_rows: str = "\n") -> str:
    """A grid as parse_grid reads it."""
    return between_rows.join(", ".join(shown(cell, 17)[0] for cell in row) for row in grid)
