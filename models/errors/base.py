"""What an error is, and the families of errors."""

# ruff: noqa: N818 - an error is named after what is wrong

from collections.abc import Iterator
from typing import ClassVar

SHOWN_CHARACTERS = 160


def shown(value: object) -> str:
    """A parameter in a text: shapes as 3 × 4, thousands apart, long or unprintable text cut."""
    if isinstance(value, tuple | list):
        return " × ".join(shown(part) for part in value) if value else "()"
    if isinstance(value, int) and not isinstance(value, bool):
        digits = value.bit_length() * 0.30103
        return f"{value:,}" if digits < 20 else f"{'−' if value < 0 else ''}1e{digits:.0f}…"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value)[:SHOWN_CHARACTERS])
    return text if len(str(value)) <= SHOWN_CHARACTERS else text + "…"


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
