"""Loading each model in a fresh process: reading, verifying, halves to floats."""

import statistics
import subprocess
import sys
from pathlib import Path

from bench.table import Row
from models.seq2seq.artefact import CONFIG

WEIGHTS = Path(__file__).resolve().parent.parent / "models" / "weights"
LIMIT_MS = 200.0
RUNS = 5
PROGRAM = """
import sys, time
from pathlib import Path
from models.seq2seq import artefact
started = time.perf_counter()
artefact.load(Path(sys.argv[1]))
print(1e3 * (time.perf_counter() - started))
"""


def measure(_address: str) -> list[Row]:
    """One row a model; the ratio is to the limit."""
    rows = []
    for folder in sorted(path.parent for path in WEIGHTS.glob(f"*/{CONFIG}")):
        median = statistics.median(_load_ms(folder) for _ in range(RUNS))
        against = f"limit: {LIMIT_MS:.0f} ms"
        rows.append(Row(folder.name, f"{median:.0f} ms", against, median / LIMIT_MS))
    return rows


def _load_ms(folder: Path) -> float:
    command = (sys.executable, "-c", PROGRAM, str(folder))
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)
