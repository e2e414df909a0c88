"""The API asked what its OpenAPI document allows and what it does not, by schemathesis.

`python -m tests.fuzz.api [examples]` runs it against a server of its own, with small models.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.live import serve
from tests.app.small_models import save_small

CONFIG = Path(__file__).with_name("api.toml")
EXAMPLES = 300
"""Of each operation."""


def ask(examples: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Run every check on a server that is started for it; status 0 if none failed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_small(folder, "one", default=True)
        save_small(folder, "other", source_language="zh", target_language="en")
        with serve(folder / "log", LOUPE_WEIGHTS=name, OMP_NUM_THREADS="1") as address:
            return subprocess.run(
                (
                    *(sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIG, "run"),
                    *(f"{address}/openapi.json", "--max-examples", str(examples), *options),
                ),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )


if __name__ == "__main__":
    asked = ask(int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
    print(asked.stdout)  # noqa: T201
    sys.exit(asked.returncode)
