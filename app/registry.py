"""Model name -> loaded model."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import perf_counter

from app.observing.request import note_model
from models.errors import BrokenArtefact, ModelNotReady, ModelUnusable, UnknownModel
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact, Description
from models.seq2seq.trace import trace_translation

log = logging.getLogger("loupe")


class Registry:
    """The models of a folder: the default first, then by languages.

    Opening it reads what each model says of itself. A model's weights are read when it is first
    asked for; `start` reads the default's at once and the others' behind it, in order, `load_all`
    reads them all at once.
    """

    def __init__(self, described: Sequence[Description] = ()) -> None:
        self._described = {one.name: one for one in _in_order(described)}
        self._loaded: dict[str, Artefact] = {}
        self._seconds: dict[str, float] = {}
        self._broken: dict[str, BrokenArtefact] = {}
        self._locks = {name: Lock() for name in self._described}
        self._default = next(iter(self._described), None)
        self._warmed = False
        self._stopping = Event()
        self._loader: Thread | None = None

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
        described = [artefact.describe(path) for path in paths]
        defaults = [one.name for one in described if one.default]
        if described and len(defaults) != 1:
            raise BrokenArtefact(
                folder=folder.name,
                reason=f"exactly one model must be the default, found {defaults or 'none'}",
            )
        return cls(described)

    def start(self) -> "Registry":
        """Load and try the default model now, the others in a thread of their own; itself.

        Raises BrokenArtefact for the default. Another model that turns out to be broken is logged
        and left out.
        """
        if self._described and not self.ready:
            self._warm()
            self._loader = Thread(target=self._load_others, name="loupe-models", daemon=True)
            self._loader.start()
        return self

    def load_all(self) -> "Registry":
        """Load every model here and now, for processes that are forked from this one; itself.

        Raises BrokenArtefact for the default, as `start` does.
        """
        if self._described:
            self.get()
            self._load_others()
        return self

    def stop(self) -> None:
        """Let the loading end; what is loaded stays."""
        self._stopping.set()
        if self._loader:
            self._loader.join()

    @property
    def ready(self) -> bool:
        """Whether the default model has translated; any other one loads while it is asked for."""
        return self._warmed

    @property
    def loaded(self) -> Mapping[str, float]:
        """Name -> seconds that it took to read, of each model that is loaded."""
        return self._seconds.copy()

    @property
    def broken(self) -> Sequence[str]:
        """Names of the models that could not be loaded."""
        return list(self._broken)

    @property
    def described(self) -> Sequence[Description]:
        """Every model that is not known to be broken, loaded or not."""
        return [one for name, one in self._described.items() if name not in self._broken]

    def get(self, name: str | None = None) -> Artefact:
        """The named model, or the default. Raises UnknownModel, ModelUnusable or ModelNotReady."""
        if self._default is None:
            raise ModelNotReady()
        if name is None:
            return self._load(self._default)
        if name not in self._described:
            raise UnknownModel(field="model", value=name, allowed=self._usable())
        try:
            return self._load(name)
        except BrokenArtefact as error:
            raise ModelUnusable(field="model", value=name, allowed=self._usable()) from error

    def _usable(self) -> str:
        return ", ".join(one.name for one in self.described)

    def checksum(self, name: str) -> str:
        """SHA-256 of a model's weights file, as its configuration gives it. The model is known."""
        return self._described[name].sha256[artefact.WEIGHTS]

    @property
    def fingerprint(self) -> str:
        """Every model that answers, with its checksum: other models give other answers."""
        return " ".join(f"{one.name} {self.checksum(one.name)}" for one in self.described)

    def _load(self, name: str) -> Artefact:
        note_model(name)
        with self._locks[name]:
            if name in self._broken:
                raise self._broken[name].with_traceback(None)  # it would grow each time
            if name not in self._loaded:
                began = perf_counter()
                try:
                    self._loaded[name] = artefact.load(self._described[name].folder)
                except BrokenArtefact as error:
                    # with its traceback it would keep the tensors that were read
                    self._broken[name] = error.with_traceback(None)
                    if name != self._default:
                        log.error("%s", error)  # of the default the start itself tells
                    raise
                self._seconds[name] = perf_counter() - began
            return self._loaded[name]

    def _warm(self) -> None:
        """Translate once with the default model: what is set up on first use then is."""
        trace_translation(self.get(), ".", max_tokens=2)
        self._warmed = True

    def _load_others(self) -> None:
        for name in self._described:
            if self._stopping.is_set():
                return
            with suppress(BrokenArtefact):
                self._load(name)


def _in_order(described: Sequence[Description]) -> list[Description]:
    """The default model's languages first, and in each pair of languages the default first."""

    def pair(one: Description) -> tuple[str, str]:
        return one.source_language, one.target_language

    first = next((pair(one) for one in described if one.default), None)
    return sorted(
        described, key=lambda one: (pair(one) != first, pair(one), not one.default, one.name)
    )
