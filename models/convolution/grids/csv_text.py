"""CSV, also as spreadsheets of other countries write it, read row by row."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.grids.cells import number_of
from models.convolution.grids.text import decode
from models.errors import (
    BrokenCsv,
    CellNotANumber,
    EmptyFile,
    RaggedRow,
    TooManyColumns,
    TooManyRows,
)
from models.notes import Note

FIRST_LINE = re.compile(r"\S[^\r\n]*")
SEPARATORS = ((";", "semicolons"), ("\t", "tabs"), (",", None))
"""In order of preference: where there are semicolons or tabs, a comma is a decimal comma."""


def read_csv(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns). Blank lines are skipped; quoted numbers and decimal commas are read.

    Raises EmptyFile, BrokenCsv, CellNotANumber, RaggedRow, TooManyRows, TooManyColumns or what
    decode raises.
    """
    text, notes = decode(data)
    if not text.strip():
        raise EmptyFile
    separator, name = _separator(text)
    if name:
        notes.append(Note(name))
    rows: list[NDArray[np.float64]] = []
    commas = False
    for cells in _rows(io.StringIO(text, newline=""), separator):
        if len(cells) > limits.GRID_SIDE:
            raise TooManyColumns(row=len(rows) + 1, limit=limits.GRID_SIDE)
        if not rows:
            columns = len(cells)
        elif len(cells) != columns:
            raise RaggedRow(row=len(rows) + 1, found=len(cells), expected=columns)
        if len(rows) == limits.GRID_SIDE:
            raise TooManyRows(limit=limits.GRID_SIDE)
        row, with_commas = _numbers(cells, len(rows) + 1)
        rows.append(row)
        commas = commas or with_commas
    if commas:
        notes.append(Note("decimal-commas"))
    return np.stack(rows), notes


def _separator(text: str) -> tuple[str | None, str | None]:
    """The separator by the first line that is not blank, None for spaces; and the note on it."""
    first = FIRST_LINE.search(text)
    line = first.group() if first else ""
    for separator, name in SEPARATORS:
        if separator in line:
            return separator, name
    return (None, "spaces") if len(line.split()) > 1 else (",", None)


def _rows(lines: Iterable[str], separator: str | None) -> Iterator[list[str]]:
    if separator is None:
        yield from filter(None, (line.split() for line in _bounded(lines, " ")))
        return
    reader = csv.reader(_bounded(lines, separator), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield [cell.strip() for cell in cells]
    except csv.Error:
        raise BrokenCsv(line=reader.line_num) from None


def _bounded(lines: Iterable[str], separator: str) -> Iterator[str]:
    """Stop at a line with millions of separators before it is split, or at millions of lines."""
    for row, line in enumerate(lines):
        if row >= 4 * limits.GRID_SIDE:  # some may be blank
            raise TooManyRows(limit=limits.GRID_SIDE)
        if separator == " ":
            line = " ".join(line.split(None, 2 * limits.GRID_SIDE + 1))
        if line.count(separator) >= 2 * limits.GRID_SIDE:  # some may be quoted decimal commas
            raise TooManyColumns(row=row + 1, limit=limits.GRID_SIDE)
        yield line


def _numbers(cells: list[str], row: int) -> tuple[NDArray[np.float64], bool]:
    """A row's numbers, and whether one had a decimal comma."""
    numbers = [number_of(cell) for cell in cells]
    commas = False
    for column, number in enumerate(numbers):
        if number is None and cells[column].count(",") == 1 and "." not in cells[column]:
            number = numbers[column] = number_of(cells[column].replace(",", "."))
            commas = True
        if number is None or not math.isfinite(number):
            raise CellNotANumber(row=row, column=column + 1, value=cells[column])
    return np.array(numbers, dtype=np.float64), commas
