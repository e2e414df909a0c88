"""Several processes that answer on one socket, and one that watches over them.

Workers are forks of a process that has loaded everything and started no thread: they share its
memory, models and libraries alike, as long as nobody writes to it. One that is lost loses what it
held; the socket, and what waits there, is everybody's.
"""

import gc
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import socket
from types import FrameType

from app.serving.server import GRACE_S, PATIENCE_S, STOPS

log = logging.getLogger("loupe")

STARTUP_FAILURE = 3
"""Exit status of uvicorn where the application did not start."""
BREATH_S = 1.0
"""A worker that is lost sooner than this after its start is replaced only then."""
WATCHED = (*STOPS, signal.SIGCHLD)


class Supervisor:
    """Keeps `count` workers running until SIGTERM or SIGINT. For the main thread."""

    def __init__(
        self, work: Callable[[], None], bound: socket, count: int, lost: Callable[[int], None]
    ) -> None:
        """`work` is to answer on the bound socket; `lost` is told the process id of a worker that
        has ended.
        """
        self.work = work
        self.bound = bound
        self.count = count
        self.lost = lost
        self.running: dict[int, float] = {}
        """Process id -> when it was started, of each worker."""
        self.next_start_s = 0.0

    def run(self) -> int:
        """The exit status: 0, or 1 where workers could not start or did not end in time."""
        gc.collect()
        gc.freeze()  # collecting would write to every object, and end the sharing of its page
        with waking() as wake:
            while True:
                while len(self.running) < self.count and time.monotonic() >= self.next_start_s:
                    self.start()
                waiting = len(self.running) < self.count
                left = max(0.0, self.next_start_s - time.monotonic()) if waiting else None
                if any(number in STOPS for number in signals(wake, left)):
                    return self.stop(wake)
                if STARTUP_FAILURE in self.ended():
                    self.stop(wake)
                    return 1

    def start(self) -> None:
        # what comes amid the fork is for this process, and waits
        signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        process = os.fork()
        if process == 0:
            signal.set_wakeup_fd(-1)
            for number in WATCHED:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
            os._exit(status_of(self.work))
        self.running[process] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)

    def ended(self) -> list[int]:
        """Exit statuses of the workers that ended since; those that a signal killed are < 0."""
        statuses = []
        for process in list(self.running):
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                began = self.running.pop(process)
                statuses.append(os.waitstatus_to_exitcode(status))
                self.next_start_s = began + BREATH_S
                self.lost(process)
                if statuses[-1]:
                    log.warning("worker %d ended with status %d", process, statuses[-1])
        return statuses

    def stop(self, wake: int) -> int:
        """Ask every worker to end, and kill those that do not."""
        self.bound.close()  # it listens as long as one of its copies is open
        self.tell(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S + 2 * PATIENCE_S
        while self.running and (left := deadline - time.monotonic()) > 0:
            signals(wake, left)
            self.ended()
        late = len(self.running)
        self.tell(signal.SIGKILL)
        while self.running:
            self.ended()
            time.sleep(0.01)
        return 1 if late else 0

    def tell(self, number: signal.Signals) -> None:
        for process in self.running:
            os.kill(process, number)


def status_of(work: Callable[[], None]) -> int:
    """Do the work of a forked process; nothing of it returns into what its parent was doing."""
    try:
        work()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


@contextmanager
def waking() -> Iterator[int]:
    """A file from which the numbers of signals can be read; whichever thread they came to."""

    def nothing(_signal: int, _frame: FrameType | None) -> None:
        pass

    wake, write = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(write, False)
    before = {number: signal.signal(number, nothing) for number in WATCHED}
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield wake
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(wake)
        os.close(write)


def signals(wake: int, timeout_s: float | None) -> bytes:
    """Wait for signals; their numbers, none once the time is over."""
    ready, _, _ = select.select([wake], [], [], timeout_s)
    return os.read(wake, 4096) if ready else b""
