"""Computations that did not come to their end."""

from models.errors.base import Unavailable


class Interrupted(Unavailable):
    code = "interrupted"
    title = "Computation stopped"
    message = "The computation was stopped before its end; ask for less at once, or later."
