"""What the processes that share a socket tell each other: a small file each, once a second."""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from app.observing.metrics import FOLDER
from app.observing.tally import Totals

STALE_S = 5.0
"""A process that has said nothing for so long is gone or hangs."""
NAME = "loupe-totals-{process}.json"


class Peers:
    """The processes that lay their figures into the same folder; none without such a folder."""

    def __init__(self) -> None:
        folder = os.environ.get(FOLDER)
        self.folder = Path(folder) if folder else None

    def __bool__(self) -> bool:
        return self.folder is not None

    def exchange(self, own: Totals) -> Mapping[int, Totals]:
        """Tell one's own totals; by process id those of all, one's own included."""
        process = os.getpid()
        everybody = {process: own}
        if self.folder is None or not self.folder.is_dir():
            return everybody
        with suppress(OSError):
            path = self.folder / NAME.format(process=process)
            written = path.with_suffix(".new")
            written.write_text(json.dumps(own.as_json()))
            written.replace(path)
        oldest = time.time() - STALE_S
        for other in self.folder.glob(NAME.format(process="*")):
            number = int(other.stem.rpartition("-")[2])
            if number == process:
                continue
            with suppress(OSError):
                if other.stat().st_mtime >= oldest:
                    everybody[number] = Totals.of_json(json.loads(other.read_text()))
        return everybody
