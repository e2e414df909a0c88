"""A model for programs and notebooks: text in, trace out."""

from pathlib import Path

from models import limits
from models.errors import UnknownModel
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import GREEDY, Search
from models.seq2seq.trace import TranslationTrace, trace_translation

WEIGHTS = Path(__file__).parent / "weights"


class Translator:
    """One loaded model."""

    def __init__(self, loaded: Artefact) -> None:
        self.artefact = loaded

    def translate(
        self,
        text: str,
        *,
        beam: int | None = None,
        length_penalty: float = limits.LENGTH_PENALTY_DEFAULT,
        target: str | None = None,
    ) -> TranslationTrace:
        """Translate one sentence; greedily, or with a beam of so many.

        With `target` nothing is searched: the trace tells how the model reads that translation.
        Raises what `trace_translation` raises.
        """
        search = GREEDY if beam is None else Search(beam, length_penalty)
        return trace_translation(self.artefact, text, search=search, target=target)


def load(name: str | None = None, folder: Path = WEIGHTS) -> Translator:
    """The named model of a folder, or its default. Raises UnknownModel or BrokenArtefact."""
    described = [artefact.describe(path.parent) for path in sorted(folder.glob("*/config.json"))]
    for one in described:
        if one.default if name is None else one.name == name:
            return Translator(artefact.load(one.folder))
    allowed = ", ".join(one.name for one in described)
    raise UnknownModel(field="model", value=name or "", allowed=allowed)
