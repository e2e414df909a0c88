"""`make scaling`: measure what each kind of request costs here and write docs/scaling.md anew.

Processor time of the server is measured, not the time that a client waits: it stays the same
whatever else this machine does, and adds up over machines.
"""

import json
import math
import os
import re
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from scripts.live import serve

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scaling.md"
TOGETHER = 32
"""Sentences that come at once."""
REPEATS = 64
SESSION: Mapping[str, int] = {
    "a page with its style sheet and scripts": 4,
    "a sentence, one of 32 at once": 12,
    "a sentence with all numbers of its steps": 4,
    "a convolution of 8 x 8 cells in steps": 10,
}
"""What a reader asks for in a day, by kind of request."""
MEMORY = "memory of a process"
USERS = (10, 10**4, 10**6)
PEAK = 10
"""The busiest minutes against the mean of the day."""
BUSY = 0.6
"""Share of its time that a processor computes in those minutes; beyond it, queues grow steeply."""
REPLICA_PROCESSORS = 2
SPARE = 1
"""A replica more than needed, for the one that is being replaced."""


@dataclass(frozen=True)
class Needs:
    """For so many users a day. busy: processors that compute at the peak, on average."""

    users: int
    requests_s: float
    busy: float
    processors: int
    replicas: int
    memory_gb: float


def needs(milliseconds: Mapping[str, float], memory_mb: float, users: int) -> Needs:
    """Little's law: requests a second x seconds of processor each = processors that are busy."""
    day_s = 24 * 3600
    requests_s = users * sum(SESSION.values()) / day_s * PEAK
    each_s = sum(SESSION[kind] * milliseconds[kind] for kind in SESSION) / 1e3
    busy = users * each_s / day_s * PEAK
    processors = math.ceil(busy / BUSY)
    replicas = math.ceil(processors / REPLICA_PROCESSORS) + SPARE
    return Needs(users, requests_s, busy, processors, replicas, replicas * memory_mb / 1e3)


def measured_table(milliseconds: Mapping[str, float], memory_mb: float) -> str:
    rows = [
        f"| {kind} | {milliseconds[kind]:.1f} ms | {SESSION.get(kind, '')} |"
        for kind in milliseconds
    ]
    head = ["| request | processor time | a user, a day |", "|---|---|---|"]
    return "\n".join([*head, *rows, f"| {MEMORY} | {memory_mb:.0f} MB | |"])


def needs_table(milliseconds: Mapping[str, float], memory_mb: float) -> str:
    head = [
        "| users a day | requests/s | busy processors | processors | replicas | memory |",
        "|---|---|---|---|---|---|",
    ]
    rows = [
        f"| {each.users:,} | {each.requests_s:,.2f} | {each.busy:,.3f} | {each.processors:,} "
        f"| {each.replicas:,} | {each.memory_gb:,.1f} GB |"
        for each in (needs(milliseconds, memory_mb, users) for users in USERS)
    ]
    return "\n".join([*head, *rows])


def read(page: str) -> tuple[dict[str, float], float]:
    """The measured figures of a page: milliseconds by kind, megabytes."""
    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) (ms|MB) \|", page, re.MULTILINE)
    milliseconds = {kind: float(figure) for kind, figure, unit in rows if unit == "ms"}
    return milliseconds, next(float(figure) for kind, figure, _ in rows if kind == MEMORY)


def written(page: str, milliseconds: Mapping[str, float], memory_mb: float) -> str:
    """The page with its two tables made anew."""
    for name, table in (
        ("measured", measured_table(milliseconds, memory_mb)),
        ("needs", needs_table(milliseconds, memory_mb)),
    ):
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        before, _, rest = page.partition(begin)
        page = before + begin + table + end + rest.partition(end)[2]
    return page


class Server:
    """The process that answers on an address, a child of this one."""

    def __init__(self, address: str) -> None:
        self.address = address
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        self.process = Path("/proc") / children[-1]

    def milliseconds(self, ask: Callable[[], object], repeats: int, each: int = 1) -> float:
        """Processor time of one request, where `ask` sends so many `each` time."""
        for _ in range(3):
            ask()
        before = self._spent_s()
        for _ in range(repeats):
            ask()
        return 1e3 * (self._spent_s() - before) / repeats / each

    def _spent_s(self) -> float:
        fields = (self.process / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        status = (self.process / "status").read_text()
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) * 1024 / 1e6

    def get(self, path: str) -> bytes:
        headers = {"Accept-Encoding": "br", "Accept-Language": "en"}
        request = urllib.request.Request(self.address + path, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())

    def post(self, path: str, body: object) -> bytes:
        headers = {"Accept-Encoding": "br", "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())


def sentences() -> Callable[[], str]:
    """Sentences of 9 to 13 words, each another one: none is answered from memory."""
    people = ("My sister", "The old man", "Her friend", "A young teacher", "Our neighbour")
    acts = ("wants to read", "has bought", "is looking for", "likes", "will bring")
    things = ("a new book", "the red car", "some fresh bread", "his little dog", "an old picture")
    times = ("today", "this evening", "in the city", "near the river", "before dinner")
    made = iter([" ".join(parts) + "." for parts in product(people, acts, things, times)])
    return lambda: next(made)


def measure(server: Server) -> tuple[dict[str, float], float]:
    sentence = sentences()
    bundles = "/static/bundles/0/page+pages/attention.js", "/static/bundles/0/tokens+base.css"

    def page() -> None:
        for path in ("/attention", *bundles):
            server.get(path)

    def translate(detail: str = "attention") -> bytes:
        return server.post("/api/v1/translate", {"text": sentence(), "detail": detail})

    def together() -> None:
        with ThreadPoolExecutor(TOGETHER) as pool:
            list(pool.map(lambda _: translate(), range(TOGETHER)))

    grid = [[r * c % 7 for c in range(8)] for r in range(8)]
    layer = {"input": grid, "kernel": [[1, 0, -1], [2, 0, -2], [1, 0, -1]]}
    kinds = list(SESSION)
    milliseconds = {
        kinds[0]: server.milliseconds(page, REPEATS),
        "a sentence alone": server.milliseconds(translate, REPEATS),
        kinds[1]: server.milliseconds(together, 4, TOGETHER),
        kinds[2]: server.milliseconds(lambda: translate("steps"), REPEATS),
        kinds[3]: server.milliseconds(lambda: server.post("/api/v1/convolve", layer), REPEATS),
    }
    return {kind: round(figure, 1) for kind, figure in milliseconds.items()}, server.memory_mb()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log") as address:
        figures, memory_mb = measure(Server(address))
    PAGE.write_text(written(PAGE.read_text("utf-8"), figures, round(memory_mb)), "utf-8")
    print(measured_table(figures, memory_mb), needs_table(figures, memory_mb), sep="\n\n")
