"""A request's stay: first it waits, then it is computed, alone or with others."""

from collections.abc import Sequence

from models.interruption import Interruption


class Visit(Interruption):
    """What a request that is computed obeys, and whether its computation has begun."""

    waiting = True

    @property
    def at(self) -> str:
        return "waiting" if self.waiting else "computing"


class Together(Interruption):
    """What is computed for several visits at once: over when the last of them is."""

    def __init__(self, visits: Sequence[Interruption]) -> None:
        super().__init__()
        self._visits = visits

    @property
    def over(self) -> bool:
        return all(visit.over for visit in self._visits)


def begun(visit: Interruption | None) -> None:
    """A visit waits no longer: what it began in a thread must come to its end."""
    if isinstance(visit, Visit):
        visit.waiting = False
