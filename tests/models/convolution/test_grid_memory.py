"""Files that want to become millions of objects are refused within a fixed amount of memory."""

import tracemalloc

import pytest

from models.convolution.grids import GridKind, read_grid
from models.errors import InvalidInput

PEAK_BYTES = 128 * 2**20


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"1," * 4_000_000, GridKind.CSV),
        (b"1 " * 4_000_000, GridKind.CSV),
        (b"1\n" * 4_000_000, GridKind.CSV),
        (b"1" + b"\n" * 8_000_000, GridKind.CSV),
        (b'"' * 8_000_000, GridKind.CSV),
        (b"[" * 8_000_000, GridKind.JSON),
        (b"[" + b"[]," * 2_600_000 + b"[]]", GridKind.JSON),
        (b"[[1" + b",{}" * 2_600_000 + b"]]", GridKind.JSON),
        (b"[[1.5" + b",1.5" * 2_000_000 + b"]]", GridKind.JSON),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + b" " * 8_000_000, GridKind.NPY),
    ],
    ids=lambda value: repr(value[:8]) if isinstance(value, bytes) else str(value),
)
def test_hostile_files_are_refused_in_bounded_memory(data: bytes, kind: GridKind) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(InvalidInput):
            read_grid(data, kind)
        assert tracemalloc.get_traced_memory()[1] < PEAK_BYTES
    finally:
        tracemalloc.stop()
