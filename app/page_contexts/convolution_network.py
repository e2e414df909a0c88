"""What the page /convolution/network shows before, and without, JavaScript: tables."""

import binascii
from base64 import b64encode, urlsafe_b64decode
from dataclasses import dataclass, field

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from starlette.datastructures import QueryParams, State

from app.classifiers import Classifiers
from app.i18n import Language, texts
from app.page_contexts.written_numbers import shown
from app.problems import of_loupe_error
from app.schemas.classify import LayerDescription
from app.templating import as_script_data
from models.cnn.artefact import ClassifierArtefact
from models.cnn.layers import SIDE
from models.cnn.samples import sample, samples
from models.cnn.trace import ClassificationTrace, trace_classification
from models.errors import LoupeError

FIRST = "ankle-boot"
LINK_CHARACTERS = 2 * SIDE * SIDE


@dataclass(frozen=True)
class Choice:
    """A sample that can be chosen, in the page's language."""

    name: str
    text: str
    current: bool


@dataclass(frozen=True)
class ClassRow:
    text: str
    logit: str
    probability: str


@dataclass(frozen=True)
class LayerRow:
    name: str
    operation: str
    shape: str
    parameters: str


@dataclass(frozen=True)
class NetworkPage:
    """problem: what is wrong with the address, or with the server. rows: most probable first."""

    problem: str
    choices: tuple[Choice, ...]
    library: Markup
    best: str = ""
    note: str = ""
    accuracy: str = ""
    parameters: str = ""
    items: str = ""
    rows: tuple[ClassRow, ...] = ()
    layers: tuple[LayerRow, ...] = ()
    pixels: list[list[int]] = field(default_factory=list)


def build(query: QueryParams, state: State, language: Language) -> NetworkPage:
    """The page for an address; a picture that cannot be read gives way to the first sample."""
    classifiers: Classifiers = state.classifiers
    problem = ""
    name = query.get("sample", "")
    image = samples()[FIRST].image
    try:
        if packed := query.get("image", ""):
            image, name = unpacked_picture(packed), ""
        elif name:
            image = sample(name).image
    except LoupeError as error:
        problem, name = of_loupe_error(error, language).detail, FIRST
    except ValueError:
        problem, name = texts().text("network.bad_image", language), FIRST
    choices = tuple(
        Choice(one, _text(f"sample_{one}", language, one), one == (name or FIRST) and not packed)
        for one in samples()
    )
    try:
        artefact = classifiers.get()
    except LoupeError as error:
        detail = of_loupe_error(error, language).detail
        return NetworkPage(detail, choices, as_script_data(None))
    trace = trace_classification(artefact, image)
    names = [class_text(each, language) for each in artefact.classes]
    return NetworkPage(
        problem=problem,
        note="" if image.any() else texts().text("network.empty_picture", language),
        choices=choices,
        library=as_script_data(_library(artefact, names, choices)),
        best=names[trace.best],
        accuracy=f"{artefact.metrics['accuracy']:.1%}",
        items=f"{artefact.metrics['items']:,}",
        parameters=f"{artefact.network.parameter_count():,}",
        rows=_rows(trace, names),
        layers=_layers(artefact, language),
        pixels=image.tolist(),
    )


def unpacked_picture(packed: str) -> NDArray[np.uint8]:
    """(28, 28) from URL-safe base64 of its bytes, row by row; ValueError for anything else."""
    if len(packed) > LINK_CHARACTERS:
        raise ValueError("too long")
    try:
        data = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    except binascii.Error as error:
        raise ValueError("no base64") from error
    return np.frombuffer(data, np.uint8).reshape(SIDE, SIDE)


def class_text(name: str, language: Language) -> str:
    """A class in the page's language; its own name where the catalogue has none."""
    return _text(f"class_{name.lower().replace('-', '_').replace(' ', '_')}", language, name)


def _text(key: str, language: Language, otherwise: str) -> str:
    try:
        return texts().text(f"network.{key}", language)
    except KeyError:
        return otherwise


def _rows(trace: ClassificationTrace, names: list[str]) -> tuple[ClassRow, ...]:
    return tuple(
        ClassRow(
            names[index], shown(float(trace.logits[index]))[0], f"{trace.probabilities[index]:.2%}"
        )
        for index in np.argsort(-trace.probabilities)
    )


def _layers(artefact: ClassifierArtefact, language: Language) -> tuple[LayerRow, ...]:
    return tuple(
        LayerRow(
            layer.name,
            texts().text(f"network.operation_{layer.operation}", language),
            " × ".join(map(str, layer.output_shape)),
            f"{layer.weights:,} + {layer.biases:,}" if layer.weights else "0",
        )
        for layer in artefact.network.layers
    )


def _library(
    artefact: ClassifierArtefact, names: list[str], choices: tuple[Choice, ...]
) -> dict[str, object]:
    """For the scripts: the network, its colours' ends, and the samples' bytes."""
    return {
        "name": artefact.name,
        "classes": names,
        "class_names": artefact.classes,
        "reach": artefact.metrics.get("reach", {}),
        "layers": [LayerDescription.of(each).model_dump() for each in artefact.network.layers],
        "samples": [
            {
                "name": one.name,
                "text": one.text,
                "label": samples()[one.name].label,
                "pixels": b64encode(samples()[one.name].image.tobytes()).decode("ascii"),
            }
            for one in choices
        ],
    }
