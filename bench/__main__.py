"""`python -m bench`: run all measures, or those that are named."""

import sys
import tempfile
from pathlib import Path

from bench import convolution, decoding, load, loading, pages, stepping, training, translation
from bench.table import show
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
    "stepping": ("A step in Chromium (lower is better)", stepping.measure),
}


def main(names: list[str]) -> None:
    wanted = names or [*MEASURES, "training"]
    if unknown := set(wanted) - {*MEASURES, "training"}:
        sys.exit(f"bench: no measure {sorted(unknown)}; available: {[*MEASURES, 'training']}")
    asking = [name for name in MEASURES if name in wanted]
    if asking:
        with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log") as address:
            for name in asking:
                title, measure = MEASURES[name]
                show(title, measure(address))
    if "training" in wanted:
        show("Training at the default model's sizes (higher is better)", training.measure())


main(sys.argv[1:])
