"""A picture classified, and the layers of the networks that do it."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.arrays import ArrayForm, PackedArray, Rows, Vector, Write, writer
from app.schemas.convolve import Parameters
from app.schemas.numbers import AsItIs, Matrix, Stack
from models.cnn.artefact import ClassifierArtefact
from models.cnn.layers import SIDE, Layer, Operation
from models.cnn.samples import samples
from models.cnn.trace import ClassificationTrace

Output = AsItIs[list[float] | Stack | PackedArray | None]


class ClassifyRequest(BaseModel):
    """A picture, and what is wanted of the way to its class."""

    model_config = ConfigDict(extra="forbid")

    image: AsItIs[Matrix | str] = Field(
        description=f"[{SIDE} rows][{SIDE} columns] of grey values from 0 to 255, light on black "
        "as Fashion-MNIST has them; or the name of a sample from `/api/v1/classifiers`."
    )
    model: str | None = Field(default=None, description="The first classifier if not given.")
    saliency_class: str | None = Field(
        default=None, description="The class whose logit is explained; the most probable if null."
    )
    outputs: list[str] | Literal["all"] = Field(
        default=[],
        max_length=64,
        description='Names of the layers whose outputs are wanted, or "all".',
    )
    arrays: ArrayForm = Field(
        default="numbers", description='"base64": packed little-endian float32, row by row.'
    )


class LayerDescription(BaseModel):
    """One operation. Shapes are [channels, rows, columns] or [numbers]."""

    name: str = Field(examples=["conv1"])
    operation: Operation
    input_shape: list[int] = Field(examples=[[1, 28, 28]])
    output_shape: list[int] = Field(examples=[[6, 28, 28]])
    hyperparameters: dict[str, int] = Field(
        description="`kernel` (or pooling window), `stride` and `padding`, equal on both axes.",
        examples=[{"kernel": 5, "stride": 1, "padding": 2}],
    )
    parameters: Parameters

    @classmethod
    def of(cls, layer: Layer, **more: Any) -> Self:
        slides = {"kernel": layer.kernel, "stride": layer.stride, "padding": layer.padding}
        return cls(
            name=layer.name,
            operation=layer.operation,
            input_shape=list(layer.input_shape),
            output_shape=list(layer.output_shape),
            hyperparameters=slides if layer.kernel else {},
            parameters=Parameters(
                weights=layer.weights, biases=layer.biases, total=layer.weights + layer.biases
            ),
            **more,
        )


class LayerAnswer(LayerDescription):
    output: Output = Field(description="As `output_shape` says; null unless it was asked for.")


class ClassAnswer(BaseModel):
    name: str = Field(examples=["ankle boot"])
    logit: float
    probability: float = Field(description="Softmax of the logits.")


class SaliencyAnswer(BaseModel):
    """How the logit of a class changes with each number of the input."""

    name: str = Field(description="The class.", examples=["ankle boot"])
    logit: float
    gradient: Rows


class ClassifyResponse(BaseModel):
    """Every number in float32; each layer can be recomputed from the one before it."""

    model: str
    sample: str | None
    input: Rows = Field(description="What the network received: the grey values / 255.")
    layers: list[LayerAnswer]
    classes: list[ClassAnswer] = Field(description="In the order of the logits.")
    best: str = Field(description="The most probable class.")
    saliency: SaliencyAnswer

    @classmethod
    def from_trace(cls, trace: ClassificationTrace, request: ClassifyRequest) -> Self:
        write = writer(request.arrays)
        wanted = trace.outputs if request.outputs == "all" else set(request.outputs)
        logits, probabilities = trace.logits.tolist(), trace.probabilities.tolist()
        return cls(
            model=trace.model,
            sample=request.image if isinstance(request.image, str) else None,
            input=write(trace.input),
            layers=[
                LayerAnswer.of(
                    layer,
                    output=write(trace.outputs[layer.name]) if layer.name in wanted else None,
                )
                for layer in trace.layers
            ],
            classes=[
                ClassAnswer(name=name, logit=logit, probability=probability)
                for name, logit, probability in zip(
                    trace.classes, logits, probabilities, strict=True
                )
            ],
            best=trace.classes[trace.best],
            saliency=SaliencyAnswer(
                name=trace.classes[trace.chosen],
                logit=logits[trace.chosen],
                gradient=write(trace.saliency),
            ),
        )


class SampleDescription(BaseModel):
    """A picture of the test set that can be named."""

    name: str = Field(examples=["ankle-boot"])
    label: str = Field(description="Its class.", examples=["ankle boot"])


class ClassifierDescription(BaseModel):
    name: str = Field(examples=["fashion-cnn"])
    classes: list[str]
    samples: list[SampleDescription]
    parameters: int
    layers: list[LayerDescription]
    metrics: dict[str, Any] = Field(
        description="`accuracy`, `cross_entropy`, `by_class` and `confusion` (true class by "
        "chosen class) on the test set; the same under `dev`. `reach`: for each layer a size that "
        "99 % of its outputs stay within."
    )

    @classmethod
    def of(cls, artefact: ClassifierArtefact) -> Self:
        return cls(
            name=artefact.name,
            classes=list(artefact.classes),
            samples=[
                SampleDescription(name=one.name, label=artefact.classes[one.label])
                for one in samples().values()
            ],
            parameters=artefact.network.parameter_count(),
            layers=[LayerDescription.of(layer) for layer in artefact.network.layers],
            metrics=artefact.metrics,
        )


class ClassifiersResponse(BaseModel):
    classifiers: list[ClassifierDescription]


class LayerResponse(LayerDescription):
    """A layer with its trained numbers."""

    weights: AsItIs[Matrix | list[Stack] | PackedArray | None] = Field(
        description="[output channels][input channels][rows][columns], or [outputs][inputs] of a "
        "linear layer; null where nothing is trained."
    )
    bias: Vector | None = Field(description="One number an output channel, or an output.")
    convolve: dict[str, Any] | None = Field(
        description="The rest of the request to `/api/v1/convolve` that computes this layer, with "
        "`input` the output before it, `kernel` these weights and this bias; null for others.",
        examples=[{"operation": "cross_correlation", "stride": 1, "padding": 2}],
    )

    @classmethod
    def from_artefact(cls, artefact: ClassifierArtefact, layer: Layer, write: Write) -> Self:
        held = artefact.network.state_dict()
        trained = {
            key: write(held[f"{layer.name}.{tensor}"].numpy()) if layer.weights else None
            for key, tensor in (("weights", "weight"), ("bias", "bias"))
        }
        return cls.of(layer, **trained, convolve=_convolve(layer))


def _convolve(layer: Layer) -> dict[str, Any] | None:
    how = {"operation": layer.operation, "stride": layer.stride, "padding": layer.padding}
    match layer.operation:
        case "cross_correlation":
            return how
        case "max_pool":
            return how | {"window": [layer.kernel, layer.kernel]}
        case _:
            return None
