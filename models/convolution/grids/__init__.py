"""Uploaded files -> grids of numbers, whatever somebody may upload.

reader.py is the way in; there is a module a kind of file.
"""

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
    "read_grid",
]
