"""`POST /api/v1/classify`, and the networks behind it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.api.bodies import json_body, json_response, request_body
from app.classifiers import Classifiers
from app.schemas.arrays import ArrayForm, writer
from app.schemas.classify import (
    ClassifierDescription,
    ClassifiersResponse,
    ClassifyRequest,
    ClassifyResponse,
    LayerResponse,
)
from models.cnn.artefact import ClassifierArtefact
from models.cnn.layers import Layer
from models.cnn.samples import sample
from models.cnn.trace import trace_classification
from models.errors import UnknownLayer

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "sample": {"summary": "A picture of the test set", "value": {"image": "ankle-boot"}},
    "feature maps": {
        "summary": "What two of the layers made of it, and why it could be a sneaker",
        "value": {
            "image": "ankle-boot",
            "outputs": ["conv1", "pool2"],
            "saliency_class": "sneaker",
            "arrays": "base64",
        },
    },
}


def classifiers_of(request: Request) -> Classifiers:
    """The classifiers that the application loaded when it started."""
    found: Classifiers = request.app.state.classifiers
    return found


Loaded = Annotated[Classifiers, Depends(classifiers_of)]


def answer(request: ClassifyRequest, classifiers: Classifiers) -> ClassifyResponse:
    """Classify; raises NoClassifier or a leaf of errors.InvalidInput."""
    artefact = classifiers.get(request.model)
    if request.outputs != "all":
        for name in request.outputs:
            layer_named(artefact, name, "outputs")
    image = sample(request.image).image if isinstance(request.image, str) else request.image
    trace = trace_classification(artefact, image, request.saliency_class)
    return ClassifyResponse.from_trace(trace, request)


def layer_named(artefact: ClassifierArtefact, name: str, field: str) -> Layer:
    """Raises UnknownLayer."""
    layers = {layer.name: layer for layer in artefact.network.layers}
    if name not in layers:
        raise UnknownLayer(field=field, model=artefact.name, value=name, allowed=", ".join(layers))
    return layers[name]


@router.post(
    "/classify",
    summary="Classify a picture with a trained network, with every feature map",
    response_model=ClassifyResponse,
    openapi_extra=request_body(ClassifyRequest, EXAMPLES),
)
def classify(
    request: Annotated[ClassifyRequest, Depends(json_body(ClassifyRequest))], classifiers: Loaded
) -> Response:
    """A picture through all layers of a network to the probabilities of its classes, and the
    gradient of a class's logit by each number of the input. Layers that slide a kernel or a window
    can be computed again with `/api/v1/convolve`: `/api/v1/classifiers/{name}/layers/{layer}`
    gives what to ask for.
    """
    return json_response(answer(request, classifiers))


@router.get("/classifiers", summary="The image classifiers of this server")
def classifiers(classifiers: Loaded) -> ClassifiersResponse:
    """Each with its classes, its samples, its layers and its measured quality."""
    return ClassifiersResponse(
        classifiers=[ClassifierDescription.of(one) for one in classifiers.loaded.values()]
    )


@router.get(
    "/classifiers/{name}/layers/{layer}",
    summary="One layer of an image classifier, with its weights",
    response_model=LayerResponse,
)
def layer(
    name: Annotated[str, Path(description="A name from `/api/v1/classifiers`.")],
    layer: Annotated[str, Path(description="The layer's name.", examples=["conv2"])],
    classifiers: Loaded,
    arrays: Annotated[ArrayForm, Query(description="How arrays are written.")] = "numbers",
) -> Response:
    """The layer's numbers, and the request to `/api/v1/convolve` that computes it."""
    artefact = classifiers.get(name)
    found = layer_named(artefact, layer, "layer")
    return json_response(LayerResponse.from_artefact(artefact, found, writer(arrays)))
