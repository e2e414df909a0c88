"""Formulas and counts of a layer; static/js/convolution/formulas.js writes the same."""

from models.convolution.geometry import Axis
from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace
from models.convolution.transposed import Transposed


def side_formula(trace: ConvolutionTrace, at: int) -> str:
    """ "floor((3 + 0 + 0 − 2) / 1) + 1 = 2" along an axis: 0 for rows, 1 for columns."""
    layer = trace.layer
    axis = (layer.geometry.rows, layer.geometry.columns)[at]
    if isinstance(layer, Transposed):
        side, extra = layer.side[at], layer.output_padding[at]
        return (
            f"({side} − 1) × {axis.stride} + {axis.extent} + {extra} − {axis.before}"
            f" − {axis.after} = {axis.side}"
        )
    span = axis.padded - axis.extent
    ceil = isinstance(layer, Pooling) and axis.ceil
    late = " − 1" if ceil and -(-span // axis.stride) + 1 > axis.output else ""
    return (
        f"{'ceil' if ceil else 'floor'}(({axis.side} + {axis.before} + {axis.after}"
        f" − {axis.extent}) / {axis.stride}) + 1{late} = {axis.output}"
    )


def extent_formula(axis: Axis) -> str:
    """ "2 × (3 − 1) + 1 = 5", or "1" where nothing is dilated."""
    if axis.dilation == 1:
        return "1"
    return f"{axis.dilation} × ({axis.kernel} − 1) + 1 = {axis.extent}"


def parameter_sum(trace: ConvolutionTrace) -> str:
    """ "3 × 3 + 1 = 10", with channels "10 × 3 × 3 × 3 + 10 = 280"; "0" in pooling."""
    layer = trace.layer
    if isinstance(layer, Pooling):
        return "0"
    first, second, rows, columns = layer.kernel.shape
    channels = f"{first} × {second} × " if first > 1 or second > 1 else ""
    bias = f" + {trace.biases}" if trace.biases else ""
    return f"{channels}{rows} × {columns}{bias} = {trace.weights + trace.biases}"


def multiply_add_sum(trace: ConvolutionTrace) -> str:
    """Cells times the products of each; "" in pooling."""
    layer = trace.layer
    if isinstance(layer, Pooling):
        return ""
    first, second, *kernel = layer.kernel.shape
    rows, columns = layer.side if isinstance(layer, Transposed) else layer.geometry.output
    if first == second == 1:
        numbers = [rows, columns, *kernel]
    else:
        numbers = [first, rows, columns, second, *kernel]
    return f"{' × '.join(map(str, numbers))} = {trace.multiply_adds}"
