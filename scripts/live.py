"""The running application and a browser for it: for browser tests, benchmarks and pictures."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
START_S = 60.0


def chromium() -> str:
    """The browser to drive: $CHROMIUM, else the first that is installed."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise RuntimeError("no Chromium was found; `make test` installs it, or set CHROMIUM")
    return found


@contextmanager
def serve(log: Path, **environment: str) -> Iterator[str]:
    """Run `loupe serve` on a free port and hand out its address once it answers.

    Its output goes to `log`; `environment` is added to this process's own.
    """
    with started(log, **environment) as (address, _):
        yield address


@contextmanager
def started(
    log: Path, *options: str, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with options of the command; the address and the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = (sys.executable, "-m", "app.cli", "serve", "--port", str(port), *options)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            _await_answer(f"{address}/healthz", process, log)
            yield address, process
        finally:
            process.terminate()


def _await_answer(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
