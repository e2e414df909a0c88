"""One picture through the network, with every number on the way."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from models.arrays import frozen
from models.cnn.artefact import ClassifierArtefact
from models.cnn.layers import SIDE, Layer
from models.convolution.nested import Bounds, array_of, describe, path
from models.errors import PixelOutOfRange, UnknownClass, WrongPictureSize

Numbers = NDArray[np.float32]
IMAGE = Bounds("image", ((SIDE, SIDE),), SIDE * SIDE)
WHITE = 255


@dataclass(frozen=True, eq=False)
class ClassificationTrace:
    """Everything in float32, as the network computed it."""

    model: str
    classes: tuple[str, ...]
    input: Numbers  # (28, 28) what the network received: the picture / 255
    layers: tuple[Layer, ...]
    outputs: dict[str, Numbers]  # by the layer's name, (*output_shape)
    logits: Numbers  # (classes,)
    probabilities: Numbers  # (classes,) softmax of the logits; sums to 1
    chosen: int  # the class whose logit the saliency explains
    saliency: Numbers  # (28, 28) gradient of that logit by the input

    @property
    def best(self) -> int:
        """The class with the highest probability."""
        return int(self.logits.argmax())


def trace_classification(
    artefact: ClassifierArtefact, image: ArrayLike, saliency_class: str | None = None
) -> ClassificationTrace:
    """Classify a picture and keep every layer's output.

    image (28, 28), 0..255, light on black as the pictures of the training were; saliency_class one
    of the model's classes, the most probable one if none is given.
    Raises UnknownClass, or what `picture_of` raises.
    """
    if saliency_class is not None and saliency_class not in artefact.classes:
        allowed = ", ".join(artefact.classes)
        raise UnknownClass(field="saliency_class", value=saliency_class, allowed=allowed)
    pixels = torch.from_numpy(picture_of(image) / np.float32(WHITE)).requires_grad_()
    outputs = {}
    with torch.enable_grad():
        for layer, value in artefact.network.steps(pixels[None, None]):
            outputs[layer.name] = value[0]
        logits = value[0]
        chosen = (
            int(logits.argmax())
            if saliency_class is None
            else artefact.classes.index(saliency_class)
        )
        (gradient,) = torch.autograd.grad(logits[chosen], pixels)
    return ClassificationTrace(
        model=artefact.name,
        classes=artefact.classes,
        input=frozen(pixels.detach().numpy()),
        layers=artefact.network.layers,
        outputs={name: frozen(value.detach().numpy()) for name, value in outputs.items()},
        logits=frozen(logits.detach().numpy()),
        probabilities=frozen(logits.detach().softmax(0).numpy()),
        chosen=chosen,
        saliency=frozen(gradient.numpy()),
    )


def picture_of(image: object) -> Numbers:
    """(28, 28) float32 of what JSON may hold.

    Raises WrongPictureSize, PixelOutOfRange, or what `array_of` raises.
    """
    values = array_of(image, IMAGE)
    if values.shape != (SIDE, SIDE):
        raise WrongPictureSize(field="image", found=values.shape, expected=(SIDE, SIDE))
    outside = np.argwhere((values < 0) | (values > WHITE))
    if len(outside):
        place = tuple(int(index) for index in outside[0])
        raise PixelOutOfRange(
            field="image", place=path("image", place), value=describe(float(values[place]))
        )
    return values.astype(np.float32)
