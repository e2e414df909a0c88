"""How much memory this process holds."""

import resource
import sys
from pathlib import Path

STATM = Path("/proc/self/statm")
ROLLUP = Path("/proc/self/smaps_rollup")


def resident() -> int:
    """Bytes that lie in memory now; where the system does not tell, the most there ever were."""
    try:
        pages = int(STATM.read_bytes().split()[1])
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024
    return pages * resource.getpagesize()


def share() -> int:
    """Bytes, those that several processes share divided among them, so that sums are right."""
    try:
        for line in ROLLUP.read_bytes().splitlines():
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return resident()
