"""`python -m bench`: run all measures, or those that are named.

With --write the tables of README.md are made anew from what was measured.
"""

import sys
import tempfile
from pathlib import Path

from bench import (
    convolution,
    decoding,
    load,
    loading,
    memory,
    pages,
    stepping,
    training,
    translation,
)
from bench.table import Row, put, show
from scripts.live import serve

MEASURES = {
    "translation": (
        "One sentence with its attention (lower is better)",
        translation.measure,
    ),
    "decoding": ("Greedy decoding on one thread (higher is better)", decoding.measure),
    "loading": ("Loading a model in a fresh process (lower is better)", loading.measure),
    "load": ("Many at once, with a server of its own", load.measure),
    "convolution": ("Convolution of a 64 x 64 grid", convolution.measure),
    "pages": ("Pages in Chromium (lower is better)", pages.measure),
    "memory": ("Memory of several workers (lower is better)", memory.measure),
    "stepping": ("A step in Chromium (lower is better)", stepping.measure),
    "training": ("Training at the default model's sizes (higher is better)", training.measure),
}


README = Path(__file__).resolve().parent.parent / "README.md"


def main(arguments: list[str]) -> None:
    names = [name for name in arguments if name != "--write"]
    if unknown := set(names) - set(MEASURES):
        sys.exit(f"bench: no measure {sorted(unknown)}; available: {[*MEASURES]}")
    found: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log") as address:
        for name in names or MEASURES:
            title, measure = MEASURES[name]
            found[name] = measure(address)
            show(title, found[name])
    if "--write" in arguments:
        document = README.read_text(encoding="utf-8")
        for name, rows in found.items():
            document = put(document, name, rows)
        README.write_text(document, encoding="utf-8")


main(sys.argv[1:])
