"""What is written of a layer -> the layer, checked: whatever is wrong is a typed error."""

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.arrays import frozen
from models.convolution.geometry import Axis, Geometry, Padding, transposed_side
from models.convolution.layer import Layer
from models.convolution.nested import KERNEL, array_of
from models.convolution.operations import Operation, Options, check_belongs
from models.convolution.options import (
    PADDING_WORDS,
    bias_of,
    dilation_of,
    one_of,
    output_padding_of,
    padding_of,
    sides_of,
    stride_of,
    truth,
    whole,
    window_of,
)
from models.convolution.padding import PADDING_MODES, check_fits
from models.convolution.pooling import Pooling, counted
from models.convolution.transposed import Transposed
from models.errors import (
    ChannelsDisagree,
    DilatedWindowExceedsInput,
    GroupsDoNotDivide,
    KernelNeedsChannels,
    OptionMissing,
    OutputPaddingTooLarge,
    PaddingExceedsWindow,
    PaddingLeavesNothing,
    TooManyOutputChannels,
    TransposedChannelsDiffer,
    WindowExceedsInput,
    WindowReadsPaddingOnly,
    WordsNotForOperation,
)

Numbers = NDArray[np.float64]
Pair = tuple[int, int]
AnyLayer = Layer | Transposed | Pooling


def layer_of(operation: Operation, options: Options, planes: Numbers) -> AnyLayer:
    """The layer of an operation for an input (channels, rows, columns)."""
    check_belongs(options, operation)
    if operation == "transposed":
        return _transposed(options, planes)
    if operation in ("max_pool", "average_pool"):
        return _pooling(operation, options, planes)
    return _sliding(operation, options, planes)


def _sliding(operation: Operation, options: Options, planes: Numbers) -> Layer:
    filters = _kernel(operation, options, planes)
    groups = whole(options.groups, "groups", 1, limits.CHANNELS)
    kernel = filters.reshape((1,) * (4 - filters.ndim) + filters.shape)
    _check_groups(len(planes), len(kernel), groups)
    if kernel.shape[1] * groups != len(planes):
        raise ChannelsDisagree(
            field="kernel",
            found=kernel.shape[1],
            channels=len(planes),
            groups=groups,
            expected=len(planes) // groups,
        )
    if operation == "convolution":
        kernel = kernel[..., ::-1, ::-1]
    sides, stride, dilation = _steps(options, kernel)
    mode = one_of(options.padding_mode, "padding_mode", PADDING_MODES)
    padding = padding_of(options.padding, sides, stride, dilation)
    geometry = Geometry.of(_side(planes), sides, stride, padding, dilation)
    check_fits(geometry, mode)
    return Layer(
        frozen(kernel),
        frozen(bias_of(options.bias, len(kernel))),
        geometry,
        groups,
        mode,
        flat=filters.ndim == 2,
    )


def _transposed(options: Options, planes: Numbers) -> Transposed:
    filters = _kernel("transposed", options, planes)
    groups = whole(options.groups, "groups", 1, limits.CHANNELS)
    kernel = filters.reshape((1,) * (4 - filters.ndim) + filters.shape)
    if len(kernel) != len(planes):
        raise TransposedChannelsDiffer(field="kernel", found=len(kernel), channels=len(planes))
    outputs = kernel.shape[1] * groups
    _check_groups(len(planes), outputs, groups)
    if outputs > limits.CHANNELS:
        raise TooManyOutputChannels(field="groups", channels=outputs, limit=limits.CHANNELS)
    sides, stride, dilation = _steps(options, kernel)
    padding = _numbers_of_padding(options, "transposed")
    extra = output_padding_of(options.output_padding)
    for cells, step, spread in zip(extra, stride, dilation, strict=True):
        if cells >= max(step, spread):
            raise OutputPaddingTooLarge(
                field="output_padding",
                output_padding=_listed(extra),
                stride=_listed(stride),
                dilation=_listed(dilation),
            )
    side = _side(planes)
    rows, columns = (
        transposed_side(side[at], sides[at], stride[at], dilation[at], before, after, extra[at])
        for at, (before, after) in enumerate((padding[:2], padding[2:]))
    )
    if min(rows, columns) < 1:
        full = (rows + padding.top + padding.bottom, columns + padding.left + padding.right)
        raise PaddingLeavesNothing(field="padding", full=full, padding=_listed(padding))
    geometry = Geometry.of((rows, columns), sides, stride, padding, dilation)
    return Transposed(
        frozen(kernel),
        frozen(bias_of(options.bias, outputs)),
        geometry,
        side,
        groups,
        flat=filters.ndim == 2,
    )


def _pooling(operation: Operation, options: Options, planes: Numbers) -> Pooling:
    if options.window is None:
        raise OptionMissing(field="window", name="window", operation=operation)
    window = window_of(options.window)
    stride = window if options.stride is None else stride_of(options.stride)
    dilation = dilation_of(options.dilation)
    padding = _numbers_of_padding(options, operation)
    most = window[0] // 2, window[1] // 2
    if max(padding[:2]) > most[0] or max(padding[2:]) > most[1]:
        raise PaddingExceedsWindow(
            field="padding",
            padding=_listed(padding),
            window=window,
            rows=most[0],
            columns=most[1],
        )
    side, ceil = _side(planes), truth(options.ceil_mode, "ceil_mode")
    rows, columns = (
        Axis(side[at], window[at], stride[at], dilation[at], before, after, ceil)
        for at, (before, after) in enumerate((padding[:2], padding[2:]))
    )
    if min(rows.output, columns.output) < 1:
        covered = {
            "window": (rows.extent, columns.extent),
            "padded_input": (rows.padded, columns.padded),
        }
        if dilation == (1, 1):
            raise WindowExceedsInput(field="window", **covered)
        raise DilatedWindowExceedsInput(field="window", dilation=dilation, **covered)
    count_padding = truth(options.count_include_pad, "count_include_pad")
    if operation == "average_pool":
        return Pooling("average", len(planes), Geometry(rows, columns), count_padding)
    _check_windows_hold_input(rows, columns)
    return Pooling("max", len(planes), Geometry(rows, columns))


def _kernel(operation: Operation, options: Options, planes: Numbers) -> Numbers:
    """Of two or four dimensions."""
    if options.kernel is None:
        raise OptionMissing(field="kernel", name="kernel", operation=operation)
    kernel = array_of(options.kernel, KERNEL)
    if kernel.ndim == 2 and len(planes) != 1:
        raise KernelNeedsChannels(field="kernel", channels=len(planes))
    return kernel


def _steps(options: Options, kernel: Numbers) -> tuple[Pair, Pair, Pair]:
    """Kernel sides, stride, dilation."""
    stride = (1, 1) if options.stride is None else stride_of(options.stride)
    return (kernel.shape[2], kernel.shape[3]), stride, dilation_of(options.dilation)


def _check_groups(inputs: int, outputs: int, groups: int) -> None:
    if inputs % groups or outputs % groups:
        raise GroupsDoNotDivide(
            field="groups", groups=groups, input_channels=inputs, output_channels=outputs
        )


def _numbers_of_padding(options: Options, operation: Operation) -> Padding:
    if isinstance(options.padding, str) and options.padding in PADDING_WORDS:
        raise WordsNotForOperation(field="padding", operation=operation, padding=options.padding)
    return sides_of(options.padding)


def _check_windows_hold_input(rows: Axis, columns: Axis) -> None:
    """A dilated window can step over the whole input."""
    empty = []
    for axis in (rows, columns):
        inside = range(axis.before, axis.before + axis.side)
        outputs = range(axis.output)
        empty.append(next((cell for cell in outputs if not counted(axis, cell, inside)), None))
    if empty != [None, None]:
        place = _listed([cell or 0 for cell in empty])
        raise WindowReadsPaddingOnly(field="dilation", place=place)


def _side(planes: Numbers) -> Pair:
    return planes.shape[1], planes.shape[2]


def _listed(numbers: tuple[int, ...] | list[int]) -> str:
    return ", ".join(map(str, numbers))
