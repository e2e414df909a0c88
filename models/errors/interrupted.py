"""Computations that did not come to their end."""

# ruff: noqa: N818 - an error is named after what is wrong

from models.errors.base import Unavailable


class Interrupted(Unavailable):
    code = "interrupted"
    title = "Computation stopped"
    message = "The computation was stopped before its end; ask for less at once, or later."
