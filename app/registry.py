"""Model name -> loaded model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.errors import BrokenArtefact, ModelNotReady, UnknownModel
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact


@dataclass(frozen=True)
class Registry:
    """The models of a folder, the default one first; read once, then never changed."""

    models: Mapping[str, Artefact]

    @classmethod
    def load(cls, folder: Path) -> "Registry":
        """Every artefact below the folder. Raises BrokenArtefact if one cannot be trusted.

        A folder without artefacts gives an empty registry, which is not ready.
        """
        paths = sorted(path.parent for path in folder.glob(f"*/{artefact.CONFIG}"))
        stray = {path.parent for path in folder.glob(f"*/{artefact.WEIGHTS}")} - set(paths)
        if stray:
            name = min(path.name for path in stray)
            raise BrokenArtefact(folder=name, reason=f"{artefact.CONFIG} is missing")
        loaded = sorted((artefact.load(path) for path in paths), key=lambda one: not one.default)
        defaults = [one.name for one in loaded if one.default]
        if loaded and len(defaults) != 1:
            raise BrokenArtefact(
                folder=folder.name,
                reason=f"exactly one model must be the default, found {defaults or 'none'}",
            )
        return cls({one.name: one for one in loaded})

    @property
    def ready(self) -> bool:
        return bool(self.models)

    def __iter__(self) -> Iterator[Artefact]:
        return iter(self.models.values())

    def get(self, name: str | None = None) -> Artefact:
        """The named model, or the default. Raises UnknownModel or ModelNotReady."""
        if not self.models:
            raise ModelNotReady()
        if name is None:
            return next(iter(self.models.values()))
        if name not in self.models:
            raise UnknownModel(field="model", value=name, allowed=", ".join(self.models))
        return self.models[name]
