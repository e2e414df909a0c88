"""The network: the only module with trained numbers here. Its forward pass is `steps`."""

from collections.abc import Iterator

import torch.nn.functional as F
from torch import Tensor, nn

from models.cnn.layers import ClassifierConfig, Layer, layers_of


class Classifier(nn.Module):
    """LeNet with ReLU and max pooling."""

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        self.layers = layers_of(config)
        for layer in self.layers:
            inputs, outputs = layer.input_shape[0], layer.output_shape[0]
            if layer.operation == "cross_correlation":
                self.add_module(
                    layer.name, nn.Conv2d(inputs, outputs, layer.kernel, padding=layer.padding)
                )
            elif layer.operation == "linear":
                self.add_module(layer.name, nn.Linear(inputs, outputs))

    def forward(self, images: Tensor) -> Tensor:
        """Images (batch, 1, 28, 28), 0..1 -> logits (batch, classes), unbounded."""
        for _, output in self.steps(images):
            images = output
        return images

    def steps(self, images: Tensor) -> Iterator[tuple[Layer, Tensor]]:
        """Each layer with its output, (batch, *output_shape), in order; the last are the logits."""
        value = images
        for layer in self.layers:
            value = self._output_of(layer, value)
            yield layer, value

    def _output_of(self, layer: Layer, value: Tensor) -> Tensor:
        match layer.operation:
            case "relu":
                return F.relu(value)
            case "max_pool":
                return F.max_pool2d(value, layer.kernel, layer.stride)
            case "flatten":
                return value.flatten(1)
            case "cross_correlation" | "linear":
                trained: Tensor = self.get_submodule(layer.name)(value)
                return trained

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())
