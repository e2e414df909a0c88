"""/convolution.torch.py: a layer as a program of PyTorch, which prints its output."""

from collections.abc import Mapping
from pprint import pformat
from typing import Any

import numpy as np

from app.convolution_code import REQUEST, is_long
from app.schemas.numbers import plain
from models.convolution.geometry import Axis
from models.convolution.layer import Layer
from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace
from models.convolution.transposed import Transposed

PADS = {
    "zeros": "ZeroPad2d",
    "reflect": "ReflectionPad2d",
    "replicate": "ReplicationPad2d",
    "circular": "CircularPad2d",
}
ACTIVATIONS = {"relu": "nn.ReLU()", "sigmoid": "nn.Sigmoid()", "tanh": "nn.Tanh()"}

Parts = tuple[list[str], list[str], bool]
"""Lines of code, modules one after the other, and whether what they give is divided by `count`."""

HEAD = '''"""The layer in PyTorch: y is its output (channels, rows, columns)."""
'''
READ = f'''
import json
from pathlib import Path

import torch
from torch import nn

request = json.loads(Path("{REQUEST}").read_text())
'''
TYPED = """
import torch
from torch import nn

"""


def torch_program(body: Mapping[str, Any], trace: ConvolutionTrace) -> str:
    """Python that needs PyTorch alone; of many numbers it reads the file of the request.

    body: a request to the API, of which trace is the answer.
    """
    layer = trace.layer
    lines, modules, divided = (_pooling if isinstance(layer, Pooling) else _weighted)(body, trace)
    activation = ACTIVATIONS.get(trace.activation)
    if activation and not divided:
        modules.append(activation)
    chain = modules[0] if len(modules) == 1 else f"nn.Sequential({', '.join(modules)})"
    lines += [f"layer = {chain}", "y = layer(x) / count" if divided else "y = layer(x)"]
    if activation and divided:
        lines.append(f"y = {activation}(y)")
    rows, columns = np.shape(body["input"])[-2:]
    planes = _tensor(body, "input", (layer.padded_shape[0], rows, columns))
    head = READ if is_long(body) else TYPED
    return HEAD + head + "\n".join([f"x = {planes}", *lines, "print(y)\n"])


def _tensor(body: Mapping[str, Any], name: str, shape: tuple[int, ...]) -> str:
    if is_long(body):
        return f'torch.tensor(request["{name}"], dtype=torch.float64).reshape{shape}'
    values = plain(np.array(body[name], dtype=np.float64).reshape(shape))
    text = pformat(values, width=96)
    text = f"\n{text}\n" if "\n" in text else text
    return f"torch.tensor({text}, dtype=torch.float64)"


def _weighted(body: Mapping[str, Any], trace: ConvolutionTrace) -> Parts:
    layer = trace.layer
    assert isinstance(layer, Layer | Transposed)
    transposed = isinstance(layer, Transposed)
    rows, columns = layer.geometry.rows, layer.geometry.columns
    even, sides = _even(rows, columns), _sides(rows, columns)
    options: dict[str, Any] = {
        "stride": (rows.stride, columns.stride),
        "padding": even or (0, 0),
        "dilation": (rows.dilation, columns.dilation),
        "groups": layer.groups,
        "bias": bool(trace.biases),
    }
    pads: list[str] = []
    crops: list[str] = []
    if isinstance(layer, Transposed):
        options["output_padding"] = layer.output_padding
        if even is None:
            crops.append(f"nn.ZeroPad2d({tuple(-cells for cells in sides)})")
    elif even is None:
        pads.append(f"nn.{PADS[layer.padding_mode]}({sides})")
    elif any(even):
        options["padding_mode"] = layer.padding_mode
    kind = "ConvTranspose2d" if transposed else "Conv2d"
    sizes = f"{layer.padded_shape[0]}, {layer.output_shape[0]}, {(rows.kernel, columns.kernel)}"
    turned = ".flip(-2, -1)" if trace.operation == "convolution" else ""
    lines = [
        f"kernel = {_tensor(body, 'kernel', layer.kernel.shape)}",
        f"conv = nn.{kind}({sizes}{_named(options)}, dtype=torch.float64)",
        "with torch.no_grad():",
        f"    conv.weight.copy_(kernel{turned})",
    ]
    if trace.biases:
        biases = f"torch.tensor({plain(layer.bias)}, dtype=torch.float64)"
        lines.append(f"    conv.bias.copy_({biases})")
    return lines, [*pads, "conv", *crops], False


def _pooling(_body: Mapping[str, Any], trace: ConvolutionTrace) -> Parts:
    layer = trace.layer
    assert isinstance(layer, Pooling)
    rows, columns = layer.geometry.rows, layer.geometry.columns
    even, largest = _even(rows, columns), layer.kind == "max"
    options: dict[str, Any] = {"stride": (rows.stride, columns.stride)}
    if even is not None:
        options |= {"padding": even, "ceil_mode": rows.ceil}
    if largest:
        options["dilation"] = (rows.dilation, columns.dilation)
    elif even is None:
        options["divisor_override"] = 1
    else:
        options["count_include_pad"] = layer.count_padding
    window = f"{(rows.kernel, columns.kernel)}{_named(options)}"
    module = f"nn.{'Max' if largest else 'Avg'}Pool2d({window})"
    if even is not None:
        return [], [module], False
    # torch pads alike on both sides of an axis: where sides differ, cells are added beforehand
    wanted = (columns.before, _missing(columns), rows.before, _missing(rows))
    if largest:
        return [], [f"nn.ConstantPad2d({wanted}, -torch.inf)", module], False
    cells, rest = "torch.ones_like(x)", wanted
    if layer.count_padding:
        cells = f"nn.ConstantPad2d({_sides(rows, columns)}, 1.0)({cells})"
        rest = (0, _missing(columns) - columns.after, 0, _missing(rows) - rows.after)
    lines = [
        f"pool = {module}  # adds up",
        f"counted = {cells}",
        f"count = pool(nn.ZeroPad2d({rest})(counted))",
    ]
    return lines, [f"nn.ZeroPad2d({wanted})", "pool"], True


USUAL: Mapping[str, Any] = {
    "padding": (0, 0),
    "dilation": (1, 1),
    "groups": 1,
    "bias": True,
    "padding_mode": "zeros",
    "output_padding": (0, 0),
    "ceil_mode": False,
    "count_include_pad": True,
}
"""What torch takes where nothing is said."""


def _named(options: Mapping[str, Any]) -> str:
    said = {name: value for name, value in options.items() if value != USUAL.get(name)}
    return "".join(f", {name}={value!r}" for name, value in said.items())


def _even(rows: Axis, columns: Axis) -> tuple[int, int] | None:
    """Padding of rows and of columns, if it is the same on both sides of each."""
    if rows.before != rows.after or columns.before != columns.after:
        return None
    return rows.before, columns.before


def _sides(rows: Axis, columns: Axis) -> tuple[int, int, int, int]:
    """In the order of torch's pads."""
    return columns.before, columns.after, rows.before, rows.after


def _missing(axis: Axis) -> int:
    """Cells after the input that its windows need exactly; negative where it has more."""
    return axis.span(axis.output - 1)[1] - axis.before - axis.side
