"""One request's stay: first it waits, then it is computed."""

from models import interruption
from models.interruption import Interruption


class Visit(Interruption):
    """What a request that is computed obeys, and whether its computation has begun."""

    waiting = True

    @property
    def at(self) -> str:
        return "waiting" if self.waiting else "computing"


def begun() -> None:
    """The request of this task waits no longer: what it began in a thread must come to its end."""
    visit = interruption.current()
    if isinstance(visit, Visit):
        visit.waiting = False
