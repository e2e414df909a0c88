"""Computations that can be told to stop, by a word from another thread.

Whoever starts a computation names its Interruption; long loops ask `checkpoint()` on their way.
Without an Interruption, as in a notebook, nothing is ever stopped.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from models.errors import Interrupted


class Interruption:
    """Whether a computation is to stop; one for each of them."""

    def __init__(self) -> None:
        self._told = False

    def stop(self) -> None:
        """Stop at the next checkpoint. From any thread."""
        self._told = True

    @property
    def over(self) -> bool:
        return self._told


_CURRENT: ContextVar[Interruption | None] = ContextVar("interruption", default=None)


def current() -> Interruption | None:
    """What the computation of this thread or task obeys."""
    return _CURRENT.get()


def checkpoint() -> None:
    """A place where a computation can stop. Raises Interrupted; costs less than a microsecond."""
    interruption = _CURRENT.get()
    if interruption is not None and interruption.over:
        raise Interrupted()


@contextmanager
def obeying(interruption: Interruption) -> Iterator[None]:
    """What runs inside obeys this one, as do threads that are given a copy of the context."""
    token = _CURRENT.set(interruption)
    try:
        yield
    finally:
        _CURRENT.reset(token)
