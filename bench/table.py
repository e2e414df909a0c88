"""Timing and printing."""

import re
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure. `against` names the peer or limit, `ratio` is figure over peer."""

    what: str
    figure: str
    against: str
    ratio: float


def median_s(run: Callable[[], object], runs: int = 30, warm_up: int = 3) -> float:
    """Median seconds of a call."""
    for _ in range(warm_up):
        run()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def medians_s(
    runs: Mapping[str, Callable[[], object]], rounds: int = 30, warm_up: int = 3
) -> dict[str, float]:
    """Median seconds of several calls that take turns, so that each meets the same machine."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(warm_up + rounds):
        for name, run in runs.items():
            started = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken[warm_up:]) for name, taken in seconds.items()}


def show(title: str, rows: list[Row]) -> None:
    table = Table("measure", "figure", "against", "ratio", title=title, title_justify="left")
    for row in rows:
        table.add_row(row.what, row.figure, row.against, f"{row.ratio:.2f}")
    Console(width=110).print(table)


def markdown(rows: list[Row]) -> str:
    """The same table for a document."""
    lines = ["| measure | figure | against | ratio |", "|---|---|---|---|"]
    lines += [f"| {row.what} | {row.figure} | {row.against} | {row.ratio:.2f} |" for row in rows]
    return "\n".join(lines)


def put(document: str, name: str, rows: list[Row]) -> str:
    """A document with a measure's table anew, if it has a place for it: between two comments."""
    place = re.compile(rf"(<!-- bench {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    return place.sub(lambda found: f"{found[1]}{markdown(rows)}\n{found[2]}", document)
