"""Bytes and a kind -> a grid."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.arrays import frozen
from models.convolution.grids.csv_text import read_csv
from models.convolution.grids.image_file import read_jpeg, read_png
from models.convolution.grids.json_text import read_json
from models.convolution.grids.npy_file import MAGIC as NPY_MAGIC
from models.convolution.grids.npy_file import read_npy
from models.convolution.nested import check_finite
from models.errors import BrokenFile, EmptyFile, MediaTypeMismatch, MediaTypeUnknown
from models.notes import Note

Numbers = NDArray[np.float64]


class GridKind(StrEnum):
    CSV = "csv"
    JSON = "json"
    NPY = "npy"
    PNG = "png"
    JPEG = "jpeg"


MEDIA_TYPES = {
    "text/csv": GridKind.CSV,
    "application/json": GridKind.JSON,
    "application/x-npy": GridKind.NPY,
    "image/png": GridKind.PNG,
    "image/jpeg": GridKind.JPEG,
}
SUFFIXES = {
    ".csv": GridKind.CSV,
    ".json": GridKind.JSON,
    ".npy": GridKind.NPY,
    ".png": GridKind.PNG,
    ".jpg": GridKind.JPEG,
    ".jpeg": GridKind.JPEG,
}
READERS: dict[GridKind, Callable[[bytes], tuple[Numbers, list[Note]]]] = {
    GridKind.CSV: read_csv,
    GridKind.JSON: read_json,
    GridKind.NPY: read_npy,
    GridKind.PNG: read_png,
    GridKind.JPEG: read_jpeg,
}
MAGIC = {
    GridKind.NPY: NPY_MAGIC,
    GridKind.PNG: b"\x89PNG\r\n\x1a\n",
    GridKind.JPEG: b"\xff\xd8\xff",
}
OTHERS = {
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"RIFF": "RIFF",
    b"PK\x03\x04": "ZIP",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"<?xml": "XML",
}


@dataclass(frozen=True, eq=False)
class Grid:
    """values (rows, columns) or (channels, rows, columns), finite; notes say what was done."""

    values: Numbers
    kind: GridKind
    notes: tuple[Note, ...]


def read_grid(data: bytes, kind: GridKind) -> Grid:
    """Read a file within limits.GRID_SIDE and GRID_CHANNELS.

    Raises MediaTypeMismatch where the first bytes are of another kind, a leaf of InvalidInput where
    the file holds no such grid.
    """
    if not data:
        raise EmptyFile
    _check_magic(data, kind)
    values, notes = READERS[kind](data)
    check_finite(values, "grid")
    return Grid(frozen(values), kind, tuple(notes))


def kind_of_media_type(content_type: str) -> GridKind:
    """Of a Content-Type header; its parameters are ignored. Raises MediaTypeUnknown."""
    kind = MEDIA_TYPES.get(content_type.partition(";")[0].strip().lower())
    if kind is None:
        raise MediaTypeUnknown(value=content_type, allowed=", ".join(MEDIA_TYPES))
    return kind


def kind_of_file(path: Path) -> GridKind:
    """By the name's ending. Raises MediaTypeUnknown."""
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise MediaTypeUnknown(value=path.name, allowed=", ".join(SUFFIXES))
    return kind


def _check_magic(data: bytes, kind: GridKind) -> None:
    own = MAGIC.get(kind)
    found = next((name for name, magic in MAGIC.items() if data.startswith(magic)), None)
    other = next((name for magic, name in OTHERS.items() if data.startswith(magic)), None)
    if own and own.startswith(data[: len(own)]):
        if len(data) < len(own):
            raise BrokenFile(kind=kind.upper())
    elif own or found or other:
        names = found.upper() if found else other or data[:8].hex(" ")
        raise MediaTypeMismatch(expected=kind.upper(), found=names)
