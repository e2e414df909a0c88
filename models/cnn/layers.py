"""What a network is made of: its layers as data, with every shape worked out."""

from dataclasses import dataclass
from typing import Literal

from models.convolution.geometry import output_side

Operation = Literal["cross_correlation", "relu", "max_pool", "flatten", "linear"]
Shape = tuple[int, ...]

SIDE = 28
"""Rows and columns of the picture."""
WINDOW = 2
"""Of the pooling, which also is its stride."""


@dataclass(frozen=True)
class ClassifierConfig:
    """Sizes: LeCun et al. 1998 (LeNet-5), with ReLU and max pooling for sigmoid and average."""

    classes: int = 10
    channels: tuple[int, int] = (6, 16)
    """Output channels of the two convolutions."""
    kernel: int = 5
    """Rows and columns of each kernel."""
    padding: int = 2
    """Zeros around the picture; the second convolution has none."""
    hidden: tuple[int, int] = (120, 84)
    """Outputs of the two linear layers before the last."""

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that no network has."""
        if len(self.channels) != 2 or len(self.hidden) != 2:
            raise ValueError("channels and hidden must have two sizes each")
        sizes = (self.classes, *self.channels, self.kernel, *self.hidden)
        if any(type(size) is not int or size < 1 for size in sizes) or self.padding < 0:
            raise ValueError(f"sizes must be whole numbers of 1 or more, got {self}")
        if min(side for layer in layers_of(self) for side in layer.output_shape) < 1:
            raise ValueError(f"nothing is left of the picture with {self}")


@dataclass(frozen=True)
class Layer:
    """One operation. Shapes are (channels, rows, columns) or (numbers,), without the batch."""

    name: str
    operation: Operation
    input_shape: Shape
    output_shape: Shape
    kernel: int = 0
    """Rows and columns of a kernel or of a pooling window; 0 where there is none."""
    stride: int = 1
    padding: int = 0

    @property
    def weights(self) -> int:
        """Trained numbers that multiply."""
        if self.operation == "cross_correlation":
            return self.output_shape[0] * self.input_shape[0] * self.kernel**2
        return self.output_shape[0] * self.input_shape[0] if self.operation == "linear" else 0

    @property
    def biases(self) -> int:
        """Trained numbers that are added: one an output channel, or one an output."""
        return self.output_shape[0] if self.weights else 0


def layers_of(config: ClassifierConfig) -> tuple[Layer, ...]:
    """The layers in the order in which they are computed."""
    layers: list[Layer] = []
    shape: Shape = (1, SIDE, SIDE)

    def add(name: str, operation: Operation, output: Shape, **how: int) -> None:
        nonlocal shape
        layers.append(Layer(name, operation, shape, output, **how))
        shape = output

    for number, channels in enumerate(config.channels, start=1):
        padding = config.padding if number == 1 else 0
        side = output_side(shape[1], config.kernel, 1, 1, padding, padding)
        how = {"kernel": config.kernel, "padding": padding}
        add(f"conv{number}", "cross_correlation", (channels, side, side), **how)
        add(f"relu{number}", "relu", shape)
        side = output_side(side, WINDOW, WINDOW, 1, 0, 0)
        add(f"pool{number}", "max_pool", (channels, side, side), kernel=WINDOW, stride=WINDOW)
    add("flatten", "flatten", (shape[0] * shape[1] * shape[2],))
    for number, outputs in enumerate((*config.hidden, config.classes), start=1):
        add(f"linear{number}", "linear", (outputs,))
        if number <= len(config.hidden):
            add(f"relu{number + len(config.channels)}", "relu", shape)
    return tuple(layers)
