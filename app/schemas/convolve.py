"""A convolution asked for and answered.

What may be written for a field is checked once, in models.convolution; the types here describe it.
"""

from typing import Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from app.schemas.numbers import AsItIs, Matrix, Stack, nested, plain, plain_number
from models import limits
from models.convolution.activation import Activation
from models.convolution.frames import Frame
from models.convolution.geometry import Axis
from models.convolution.layer import Layer
from models.convolution.operations import Operation
from models.convolution.padding import PaddingMode
from models.convolution.reading import AnyLayer
from models.convolution.trace import ConvolutionTrace, FramesBy
from models.convolution.transposed import Painted, Transposed

Cells = Annotated[int, Field(ge=0, le=limits.PADDING)]
Steps = Annotated[int, Field(ge=1, le=limits.STRIDE)]
Spread = Annotated[int, Field(ge=1, le=limits.DILATION)]
Extra = Annotated[int, Field(ge=0, le=limits.STRIDE - 1)]
Side = Annotated[int, Field(ge=1, le=limits.KERNEL_SIDE)]
Cell = float | None
Cells2D = list[list[Cell]]


class FrameRange(BaseModel):
    """Which cells to take apart, counted row by row, channel by channel."""

    model_config = ConfigDict(extra="forbid", strict=True)

    start: int = Field(default=0, ge=0)
    count: int = Field(default=limits.FRAMES_DEFAULT, ge=0, le=limits.FRAMES)
    by: FramesBy = Field(
        default="output",
        description='"input": one frame an input cell, with what it paints; of "transposed"',
    )


class ConvolveRequest(BaseModel):
    """An input, an operation, and what belongs to it; an option that does not is refused."""

    model_config = ConfigDict(extra="forbid")

    input: AsItIs[Matrix | Stack] = Field(
        description="[rows][columns] or [channels][rows][columns], finite numbers; at most "
        f"{limits.GRID_SIDE:,} rows and columns, {limits.CHANNELS} channels and "
        f"{limits.GRID_CELLS:,} numbers."
    )
    kernel: AsItIs[Matrix | list[Stack] | None] = Field(
        default=None,
        description="[rows][columns] for one input channel, or [output channels]"
        "[input channels / groups][rows][columns]; of a transposed convolution [input channels]"
        f"[output channels / groups][rows][columns]. At most {limits.KERNEL_SIDE} rows and columns "
        f"and {limits.CHANNELS} channels. Every operation but pooling needs it.",
    )
    bias: AsItIs[float | list[float] | None] = Field(
        default=None, description="One number for all output channels, or one each."
    )
    operation: Operation = Field(
        default="cross_correlation",
        description='"convolution" flips the kernel on both axes; "transposed" lets each input '
        "cell paint its window of the output.",
    )
    stride: AsItIs[Steps | tuple[Steps, Steps] | None] = Field(
        default=None,
        description="Cells moved a step; [rows, columns] where they differ. If it is not given: "
        "the window in pooling, otherwise 1.",
    )
    padding: AsItIs[
        Cells | tuple[Cells, Cells] | dict[str, Cells] | Literal["same", "valid", "causal"]
    ] = Field(
        default=0,
        description="Cells added on all sides, [above and below, left and right], or "
        '{"top", "bottom", "left", "right"}; a transposed convolution cuts them off its output. '
        '"same" keeps rows and columns as they are and needs stride 1; "valid" is none; "causal" '
        "is all on the left, for kernels of one row. In pooling at most half the window.",
    )
    padding_mode: PaddingMode = Field(
        default="zeros",
        description="What stands in the padding of cross-correlation and convolution. "
        '"reflect" takes fewer cells than the input has, "circular" as many at most.',
    )
    dilation: AsItIs[Spread | tuple[Spread, Spread]] = Field(
        default=1,
        description="Distance of neighbouring kernel elements; [rows, columns]. Not of "
        '"average_pool".',
    )
    groups: AsItIs[Annotated[int, Field(ge=1, le=limits.CHANNELS)]] = Field(
        default=1,
        description="Groups of channels that are kept apart; divides both counts. Not of pooling.",
    )
    output_padding: AsItIs[Extra | tuple[Extra, Extra]] = Field(
        default=0,
        description='Rows and columns that "transposed" adds below and on the right: fewer than '
        "the stride or the dilation.",
    )
    window: AsItIs[Side | tuple[Side, Side] | None] = Field(
        default=None, description="Rows and columns that pooling looks at; it needs them."
    )
    ceil_mode: AsItIs[bool] = Field(
        default=False,
        description="Of pooling: round the output's shape up. The last window may overhang, but "
        "starts before the padding below and on the right.",
    )
    count_include_pad: AsItIs[bool] = Field(
        default=True,
        description='Of "average_pool": whether padding counts as zeros. Cells that overhang it '
        "never count.",
    )
    activation: Activation = Field(
        default="none", description="What each output number goes through afterwards."
    )
    frames: FrameRange = FrameRange()


class Place(BaseModel):
    row: int
    column: int


class ChannelPlace(Place):
    channel: int


class WindowSpan(BaseModel):
    """Rows top to bottom - 1, columns left to right - 1.

    By output cell they are those of padded_input, of which a transposed convolution's has no
    padding and a ceil_mode's may be overhung; by input cell those of the output before it is
    cropped.
    """

    top: int
    left: int
    bottom: int
    right: int


class FrameAnswer(BaseModel):
    """One output cell: sum(channel_sums) + bias is value, to the last bit."""

    index: int
    output: ChannelPlace
    window: WindowSpan
    products: AsItIs[Cells2D | list[Cells2D]] = Field(
        description="Window times kernel, element by element; channels first unless the kernel "
        'is two-dimensional. Of "transposed" what each kernel element brings here, 0 where nothing '
        'lands; of "max_pool" the values; of "average_pool" the values divided. In pooling null '
        "where the window is empty."
    )
    channel_sums: AsItIs[list[float]]
    bias: AsItIs[float]
    value: AsItIs[float]
    activated: AsItIs[float | None] = Field(description="value after the activation, if any.")

    @classmethod
    def fields_of(cls, frame: Frame) -> dict[str, Any]:
        activated = frame.activated
        return {
            "index": frame.index,
            "output": ChannelPlace(channel=frame.channel, row=frame.row, column=frame.column),
            "window": WindowSpan(**frame.window._asdict()),
            "products": cells(frame.products),
            "channel_sums": plain(frame.channel_sums),
            "bias": plain_number(frame.bias),
            "value": plain_number(frame.value),
            "activated": None if activated is None else plain_number(activated),
        }

    @classmethod
    def from_frame(cls, frame: Frame) -> "FrameAnswer":
        fields = cls.fields_of(frame)
        if frame.chosen is not None:
            row, column = frame.chosen
            return LargestFrameAnswer(**fields, chosen=Place(row=row, column=column))
        if frame.divisor is not None:
            return MeanFrameAnswer(**fields, divisor=frame.divisor)
        return cls(**fields)


class LargestFrameAnswer(FrameAnswer):
    """Of "max_pool"."""

    chosen: Place = Field(description="The cell of padded_input; the first of equal ones.")


class MeanFrameAnswer(FrameAnswer):
    """Of "average_pool"."""

    divisor: int = Field(description="Cells that are counted.")


class PaintedAnswer(BaseModel):
    """One input cell of a transposed convolution: itself times its kernels."""

    index: int
    input: ChannelPlace
    window: WindowSpan
    products: AsItIs[Matrix | Stack] = Field(
        description="Output channels of the group first unless the kernel is two-dimensional."
    )

    @classmethod
    def from_painted(cls, painted: Painted) -> Self:
        return cls(
            index=painted.index,
            input=ChannelPlace(channel=painted.channel, row=painted.row, column=painted.column),
            window=WindowSpan(**painted.window._asdict()),
            products=plain(painted.products),
        )


class AxisAnswer(BaseModel):
    """floor((side + before + after - extent) / stride) + 1 = output, remainder left over.

    With ceil rounded up, overhang cells being missing. A transposed convolution has
    (side - 1) * stride + extent + output_padding - before - after = output.
    """

    side: int = Field(description="Of the input.")
    before: int = Field(description="Cells of padding above or on the left.")
    after: int
    kernel: int = Field(description="Or the window of pooling.")
    dilation: int
    extent: int = Field(description="dilation * (kernel - 1) + 1")
    stride: int
    output: int
    remainder: int = Field(description="Padded cells after the last window; less than the stride.")
    overhang: int = Field(description="Cells of the last window beyond the padding.")
    output_padding: int

    @classmethod
    def from_axis(cls, axis: Axis) -> Self:
        return cls(
            side=axis.side,
            before=axis.before,
            after=axis.after,
            kernel=axis.kernel,
            dilation=axis.dilation,
            extent=axis.extent,
            stride=axis.stride,
            output=axis.output,
            remainder=axis.remainder,
            overhang=axis.overhang,
            output_padding=0,
        )

    def transposed(self, side: int, output_padding: int) -> Self:
        """The same axis run backwards from an input of this side."""
        return self.model_copy(
            update={
                "side": side,
                "output": self.side,
                "remainder": 0,
                "output_padding": output_padding,
            }
        )


class GeometryAnswer(BaseModel):
    rows: AxisAnswer
    columns: AxisAnswer

    @classmethod
    def from_layer(cls, layer: AnyLayer) -> Self:
        rows, columns = map(AxisAnswer.from_axis, (layer.geometry.rows, layer.geometry.columns))
        if isinstance(layer, Transposed):
            rows = rows.transposed(layer.side[0], layer.output_padding[0])
            columns = columns.transposed(layer.side[1], layer.output_padding[1])
        return cls(rows=rows, columns=columns)


class Sources(BaseModel):
    """For each row and column of padded_input the input's that it is; null where it is none."""

    rows: AsItIs[list[int | None]]
    columns: AsItIs[list[int | None]]


class Parameters(BaseModel):
    weights: int
    biases: int
    total: int


class Unread(BaseModel):
    """Rows and columns of padded_input, counted from 0, that no output cell comes from."""

    rows: list[int]
    columns: list[int]


class ConvolveResponse(BaseModel):
    """The output, and every number that led to the cells asked for."""

    operation: Operation
    output: AsItIs[Matrix | Stack] = Field(
        description="[rows][columns] where input and kernel have two dimensions, otherwise "
        "[channels][rows][columns]; in pooling as many as the input."
    )
    activated: AsItIs[Matrix | Stack | None] = Field(
        description="The output after the activation, if there is one."
    )
    output_shape: list[int]
    padded_input: AsItIs[Cells2D | list[Cells2D]] = Field(
        description="Of a transposed convolution the input as it is. In pooling null where the "
        "padding is empty: always with the largest value, and in means that do not count it."
    )
    flipped_kernel: AsItIs[Matrix | list[Stack] | None] = Field(
        description='The kernel as it slides; of "convolution" only.'
    )
    sources: Sources
    geometry: GeometryAnswer
    parameters: Parameters
    multiply_adds: int = Field(
        description="Products that are added up; of a transposed convolution those that are "
        "cropped away included; none in pooling."
    )
    unread: Unread
    frame_count: int
    frames: AsItIs[list[FrameAnswer | LargestFrameAnswer | MeanFrameAnswer] | list[PaintedAnswer]]

    @classmethod
    def from_trace(cls, trace: ConvolutionTrace) -> Self:
        rows, columns = trace.layer.sources
        unread_rows, unread_columns = trace.layer.unread
        return cls(
            operation=trace.operation,
            output=plain(trace.output),
            activated=None if trace.activated is None else plain(trace.activated),
            output_shape=list(trace.output.shape),
            padded_input=cells(trace.padded_input),
            flipped_kernel=_flipped(trace),
            sources=Sources(rows=list(rows), columns=list(columns)),
            geometry=GeometryAnswer.from_layer(trace.layer),
            parameters=Parameters(
                weights=trace.weights, biases=trace.biases, total=trace.weights + trace.biases
            ),
            multiply_adds=trace.multiply_adds,
            unread=Unread(rows=list(unread_rows), columns=list(unread_columns)),
            frame_count=trace.frame_count,
            frames=[PaintedAnswer.from_painted(painted) for painted in trace.painted]
            or [FrameAnswer.from_frame(frame) for frame in trace.frames],
        )


def _flipped(trace: ConvolutionTrace) -> Any:
    layer = trace.layer
    if trace.operation != "convolution" or not isinstance(layer, Layer):
        return None
    return plain(layer.kernel[0, 0] if layer.flat else layer.kernel)


def cells(array: NDArray[np.float64]) -> Any:
    """Nested lists; null where there is no number."""
    empty = np.isnan(array)
    if not empty.any():
        return plain(array)
    with_nulls = array.astype(object)
    with_nulls[empty] = None
    return nested(with_nulls)
