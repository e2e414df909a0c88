"""Ask for known weaknesses of every pinned version; `make audit`.

Where no database of advisories can be reached it says so and fails nothing, for then nothing is
known. pip-audit itself would report that no weakness is known, and mean the same.
"""

import json
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"
COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", str(CONSTRAINTS), "--no-deps"),
    *("--disable-pip", "--progress-spinner", "off", "--timeout", "15", "--format", "json"),
)


def report(asked: str) -> int:
    """Print what pip-audit found, given as its JSON; the exit status, 1 where there are any."""
    try:
        found = json.loads(asked)["dependencies"]
    except ValueError:
        found = []
    audited = [one for one in found if "vulns" in one]
    if not audited:
        print("audit: no database of advisories can be reached; nothing was audited")
        return 0
    weak = [one for one in audited if one["vulns"]]
    for one in weak:
        for weakness in one["vulns"]:
            better = ", ".join(weakness["fix_versions"]) or "no version yet"
            print(f"{one['name']} {one['version']}: {weakness['id']}, mended in {better}")
    skipped = f"; {len(found) - len(audited)} could not be" if len(audited) < len(found) else ""
    print(f"audit: {len(audited)} packages audited{skipped}; {len(weak)} with known weaknesses")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(report(subprocess.run(COMMAND, capture_output=True, text=True, check=False).stdout))
