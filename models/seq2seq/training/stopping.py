"""Asking a run to stop: Ctrl+C or a polite kill, answered after the batch at hand."""

import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """While it is entered, the first SIGINT or SIGTERM is only noted; a second SIGINT acts."""

    def __init__(self) -> None:
        self.signal: int | None = None
        """The signal that came."""

    def __call__(self) -> bool:
        """Whether the run should write its checkpoint and end."""
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """128 + the signal's number, as shells count: 130 for Ctrl+C; 143 if another got it."""
        return 128 + (self.signal or signal.SIGTERM)

    def __enter__(self) -> "Stopping":
        self._before = [signal.signal(number, self._note) for number in _SIGNALS]
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in zip(_SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _note(self, number: int, _: FrameType | None) -> None:
        self.signal = number
        signal.signal(signal.SIGINT, signal.default_int_handler)
