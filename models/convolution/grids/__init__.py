"""Grids of numbers: from uploaded files, whatever somebody may upload, and by name.

reader.py is the way in for files; there is a module a kind of file. named.py knows the names.
"""

from models.convolution.grids.named import named_grid
from models.convolution.grids.reader import (
    MEDIA_TYPES,
    SUFFIXES,
    Grid,
    GridKind,
    kind_of_file,
    kind_of_media_type,
    read_grid,
)
from models.notes import Note

__all__ = [
    "MEDIA_TYPES",
    "SUFFIXES",
    "Grid",
    "GridKind",
    "Note",
    "kind_of_file",
    "kind_of_media_type",
    "named_grid",
    "read_grid",
]
