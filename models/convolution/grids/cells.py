"""One number as text."""

from models import limits


def number_of(text: str) -> float | None:
    """The number that a text writes in decimal; None if it writes none, infinite beyond a double.

    Stricter than float(): no underscores, no digits of other scripts. "nan" and "inf" are read, for
    the caller to refuse.
    """
    if len(text) > limits.CELL_CHARACTERS or not text.isascii() or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None
