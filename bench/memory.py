"""Memory of several workers over that of one, after the same work for each; Linux.

Proportional set size: a page that n processes share counts 1/n in each, so that their sum is what
the machine has given away.
"""

import json
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.table import Row
from scripts.live import started

WORKERS = 4
LIMIT = 1.5
ROUNDS = 12
"""Of the work below, for each worker."""
CLIENTS = 8
TEXT = "The little girl wants to buy {} new books."
PAGES = ("/attention?text=I+am+at+home.", "/convolution", "/models")


def measure(_address: str) -> list[Row]:
    one, several = resident_mib(1), resident_mib(WORKERS)
    limit = f"one worker: {one:.0f} MiB, limit {LIMIT}"
    return [Row(f"{WORKERS} workers", f"{several:.0f} MiB", limit, several / one)]


def resident_mib(workers: int) -> float:
    """Of a server and its workers, once each of them has worked."""
    with (
        tempfile.TemporaryDirectory() as folder,
        started(Path(folder) / "log", "--workers", str(workers)) as (address, process),
    ):
        names = [one["name"] for one in json.loads(ask(f"{address}/api/v1/models"))["models"]]
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda n: work(address, names, n), range(ROUNDS * workers)))
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return sum(map(proportional_mib, (str(process.pid), *children)))


def work(address: str, names: list[str], number: int) -> None:
    """Each model asked greedily and with a beam what nobody asked before, and some pages."""
    for name in names:
        for search in ({"method": "greedy"}, {"method": "beam", "size": 5}):
            asked = {
                "text": TEXT.format(number),
                "model": name,
                "search": search,
                "detail": "steps",
            }
            ask(f"{address}/api/v1/translate", json.dumps(asked).encode())
    for page in PAGES:
        ask(address + page)


def ask(url: str, body: bytes | None = None) -> bytes:
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=120) as answer:
        return bytes(answer.read())


def proportional_mib(process: str) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
