"""A layer of a trained network, on a real picture, as what a step is made of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.datastructures import State

from app.api.classify import layer_named
from app.classifiers import Classifiers
from app.i18n import Language, texts
from app.page_contexts.convolution_network import unpacked_picture
from app.page_contexts.written_numbers import parse_whole
from models.cnn.samples import sample
from models.cnn.trace import trace_classification

FIELDS = ("net", "sample", "image", "layer", "channel", "row", "column")
SLIDING = ("cross_correlation", "max_pool")


class NetworkLinkError(Exception):
    """Its text says what is wrong with the link."""


def step_in_network(
    query: Mapping[str, str], state: State, language: Language
) -> tuple[dict[str, Any], str]:
    """Input, kernel, options and step of the cell that an address names; and what it is, in words.

    A step in the address, from 1, goes before channel, row and column.

    Raises NetworkLinkError, or UnknownModel, UnknownLayer, UnknownSample and the like.
    """

    typed = {name: query.get(name, "") for name in FIELDS}

    def say(key: str) -> str:
        return texts().text(
            f"convolution.{key}",
            language,
            net=typed["net"][:60],
            layer=typed["layer"][:60],
            sample=typed["sample"][:60],
        )

    classifiers: Classifiers = state.classifiers
    artefact = classifiers.get(typed["net"])
    layer = layer_named(artefact, typed["layer"], "layer")
    if layer.operation not in SLIDING:
        raise NetworkLinkError(say("net_layer"))
    try:
        picture = (
            unpacked_picture(typed["image"]) if typed["image"] else sample(typed["sample"]).image
        )
    except ValueError as error:
        raise NetworkLinkError(say("net_image")) from error
    trace = trace_classification(artefact, picture)
    names = [each.name for each in trace.layers]
    at = names.index(layer.name)
    values: NDArray[np.float32] = trace.outputs[names[at - 1]] if at else trace.input[None]
    rectified = at + 1 < len(names) and trace.layers[at + 1].operation == "relu"
    options: dict[str, Any] = {
        "operation": layer.operation,
        "stride": layer.stride,
        "padding": layer.padding,
        "activation": "relu" if rectified else "none",
    }
    kernel: Any = [[[[1.0]]]]
    if layer.operation == "max_pool":
        options["window"] = layer.kernel
    else:
        held = artefact.network.state_dict()
        kernel = held[f"{layer.name}.weight"].tolist()
        options["bias"] = held[f"{layer.name}.bias"].tolist()
    place = [max(0, parse_whole(typed[name] or "0") or 0) for name in ("channel", "row", "column")]
    channel, row, column = (
        min(cell, side - 1) for cell, side in zip(place, layer.output_shape, strict=True)
    )
    _, rows, columns = layer.output_shape
    step = parse_whole(query.get("step", ""))
    given = {
        "input": values.tolist(),
        "kernel": kernel,
        "options": options,
        "by": "output",
        "step": step or (channel * rows + row) * columns + column + 1,
    }
    return given, say("net_drawn" if typed["image"] else "net_sample")
