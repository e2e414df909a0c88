"""Coverage-guided fuzzing of the readers of files, by atheris.

`python -m tests.fuzz.grids [options of libFuzzer]`, for example -max_total_time=60; what breaks a
promise is written to a file crash-* and shown. The first byte of an input is its kind.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["models.convolution.grids", "models.convolution.nested"]):
    from models.convolution.grids import GridKind
    from tests.fuzz.promises import WHOLE, check

KINDS = tuple(GridKind)


def one_input(data: bytes) -> None:
    if data:
        check(data[1:], KINDS[data[0] % len(KINDS)])


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for kind, data in WHOLE.items():
            Path(corpus, kind).write_bytes(bytes([KINDS.index(kind)]) + data)
        atheris.Setup([*sys.argv, corpus], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
