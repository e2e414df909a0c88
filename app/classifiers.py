"""Classifier name -> loaded classifier. They are small: all are read when the server starts."""

from collections.abc import Mapping
from pathlib import Path

from models.cnn.artefact import ClassifierArtefact, load
from models.errors import NoClassifier, UnknownModel
from models.weight_files import CONFIG


class Classifiers:
    """The classifiers of a folder, by name; the first answers when none is named."""

    def __init__(self, loaded: Mapping[str, ClassifierArtefact]) -> None:
        self.loaded = loaded

    @classmethod
    def load(cls, folder: Path) -> "Classifiers":
        """Every classifier below a folder. Raises BrokenArtefact if one cannot be trusted."""
        paths = sorted(path.parent for path in folder.glob(f"*/{CONFIG}"))
        return cls({path.name: load(path) for path in paths})

    def get(self, name: str | None = None) -> ClassifierArtefact:
        """The named classifier, or the first. Raises NoClassifier or UnknownModel."""
        if not self.loaded:
            raise NoClassifier()
        if name is None:
            return next(iter(self.loaded.values()))
        if name not in self.loaded:
            raise UnknownModel(field="model", value=name, allowed=", ".join(self.loaded))
        return self.loaded[name]
