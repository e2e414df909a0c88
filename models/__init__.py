"""The mathematics of Loupe, without the web.

`load_translator` is where a program or a notebook enters.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.translator import Translator


def load_translator(name: str | None = None) -> "Translator":
    """The named model as it ships, or the default. Raises UnknownModel or BrokenArtefact."""
    from models.translator import load

    return load(name)
