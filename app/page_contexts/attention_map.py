"""The whole model for one sentence as a table: what the page shows of it without any script."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import State

from app.i18n import Language, texts
from app.page_contexts.attention_table import Answer
from models.seq2seq.config import NetworkConfig


@dataclass(frozen=True)
class MapPart:
    """A part of the model: its name, what it is, and its shape ("11 × 512")."""

    name: str
    note: str
    shape: str


def map_parts(
    config: NetworkConfig, source: int, target: int, language: Language
) -> Sequence[MapPart]:
    """The parts in the order in which their numbers arise, as static/js/attention/map-parts.js.

    source and target: tokens of the sentence and of its translation, 1 or more.
    """
    return _Parts(config, language).of(source, target)


def parts_of_model(state: State, shown: Answer, language: Language) -> Sequence[MapPart]:
    """The same of the model that gave an answer."""
    config = next(one.config for one in state.registry.described if one.name == shown["model"])
    source, target = (len(shown[side]["tokens"]) for side in ("source", "target"))
    return map_parts(config, source, target, language)


class _Parts:
    def __init__(self, config: NetworkConfig, language: Language) -> None:
        self.config = config
        self.language = language

    def text(self, key: str, **parameters: object) -> str:
        return texts().text(f"map.{key}", self.language, **parameters)

    def part(self, kind: str, *shape: int, note: str = "", layer: int = 0) -> MapPart:
        name = self.text(kind)
        if layer and self.config.layers > 1:
            name = self.text("in_layer", name=name, layer=layer)
        told = self.text(f"{kind}_note{note and '_'}{note}")
        return MapPart(name, told, " × ".join(f"{side:,}" for side in shape))

    def of(self, source: int, target: int) -> Sequence[MapPart]:
        config, part = self.config, self.part
        size, hidden, half = config.embedding, config.hidden, config.hidden // 2
        layers = range(1, config.layers + 1)
        attention = [
            part("query", hidden, note=config.attend),
            part("attention", source, note=config.score),
            part("context", hidden),
        ]
        update = [
            part("previous", size),
            part("input", size + hidden, note=config.attend),
            *(part("recurrence", hidden, layer=layer) for layer in layers),
        ]
        return [
            part("length", source),
            part("tokens", source),
            part("embedding", source, size),
            *(
                part(way, source, half, layer=layer)
                for layer in layers
                for way in ("forward", "backward")
            ),
            part("memory", source, hidden),
            part("keys", source, hidden),
            part("start", config.layers, hidden, note=config.cell),
            *(update + attention if config.attend == "after" else attention + update),
            *([part("lexical", size)] if config.lexical else []),
            part("readout", size),
            part("probabilities", config.target_vocabulary),
            part("word", target),
        ]
