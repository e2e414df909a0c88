"""What an error is, and the families of errors."""

# ruff: noqa: N818 - an error is named after what is wrong

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

SHOWN_CHARACTERS = 160
LONG = 10**20


class Shown(str):
    """A parameter in a text; `{rows:row|rows}` writes the word that goes with so many."""

    def __format__(self, form: str) -> str:
        one, bar, many = form.partition("|")
        return (one if self == "1" else many) if bar else super().__format__(form)


def shown(value: object) -> str:
    """A parameter in a text: shapes as 3 × 4, thousands apart, long or unprintable text cut."""
    if isinstance(value, tuple | list):
        return Shown(" × ".join(shown(part) for part in value) if value else "()")
    if isinstance(value, int) and not isinstance(value, bool):
        return Shown(f"{value:,}" if abs(value) < LONG else _long(value))
    if isinstance(value, float):
        return Shown(f"{value:.12g}")
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value)[:SHOWN_CHARACTERS])
    return Shown(text if len(str(value)) <= SHOWN_CHARACTERS else text + "…")


def _long(value: int) -> str:
    """A whole number of many digits: 1e20."""
    digits, exponent = f"{Decimal(abs(value)):.11e}".split("e")
    sign = "−" if value < 0 else ""
    return f"{sign}{digits.rstrip('0').rstrip('.')}e{int(exponent)}"


class LoupeError(Exception):
    """`message` is a template with {named} parameters; `str(error)` is the finished English text.

    field: dotted path of the input field at fault ("kernel", "frames.count"), if one is.
    parameters: the named values as they are shown in a text of any language.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Error"
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, *, field: str | None = None, **parameters: object) -> None:
        self.field = field
        self.parameters: dict[str, str] = {name: shown(value) for name, value in parameters.items()}
        super().__init__(self.message.format_map(self.parameters))

    @classmethod
    def leaves(cls) -> Iterator[type["LoupeError"]]:
        """Every error below this one that has a code of its own, in the order of definition."""
        for subclass in cls.__subclasses__():
            if "code" in vars(subclass):
                yield subclass
            yield from subclass.leaves()


class InvalidInput(LoupeError):
    """Understood, but not something that can be computed."""


class UnsupportedMedia(LoupeError):
    """A kind of file that is not read here, or not what it says it is."""


class NotFound(LoupeError):
    """An address at which there is nothing."""


class TooLarge(LoupeError):
    """More bytes than are taken."""


class Unavailable(LoupeError):
    """Right, but not now."""
