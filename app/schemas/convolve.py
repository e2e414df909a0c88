"""A convolution asked for and answered.

What may be written for a field is checked once, in models.convolution; the types here describe it.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.numbers import AsItIs, Matrix, Stack, plain, plain_number
from models import limits
from models.convolution.frames import Frame
from models.convolution.trace import ConvolutionTrace

Cells = Annotated[int, Field(ge=0, le=limits.PADDING)]
Steps = Annotated[int, Field(ge=1, le=limits.STRIDE)]
Spread = Annotated[int, Field(ge=1, le=limits.DILATION)]


class FrameRange(BaseModel):
    """Which output cells to take apart, counted row by row, channel by channel."""

    model_config = ConfigDict(extra="forbid", strict=True)

    start: int = Field(default=0, ge=0)
    count: int = Field(default=limits.FRAMES_DEFAULT, ge=0, le=limits.FRAMES)


class ConvolveRequest(BaseModel):
    """An input, a kernel, and how the kernel slides."""

    model_config = ConfigDict(extra="forbid")

    input: AsItIs[Matrix | Stack] = Field(
        description="[rows][columns] or [channels][rows][columns], finite numbers; at most "
        f"{limits.GRID_SIDE:,} rows and columns, {limits.CHANNELS} channels and "
        f"{limits.GRID_CELLS:,} numbers."
    )
    kernel: AsItIs[Matrix | list[Stack]] = Field(
        description="[rows][columns] for one input channel, or [output channels]"
        "[input channels / groups][rows][columns]; at most "
        f"{limits.KERNEL_SIDE} rows and columns and {limits.CHANNELS} channels."
    )
    bias: AsItIs[float | list[float] | None] = Field(
        default=None, description="One number for all output channels, or one each."
    )
    operation: Literal["cross_correlation"] = "cross_correlation"
    stride: AsItIs[Steps | tuple[Steps, Steps]] = Field(
        default=1, description="Cells moved a step; [rows, columns] where they differ."
    )
    padding: AsItIs[Cells | tuple[Cells, Cells] | dict[str, Cells] | Literal["same", "valid"]] = (
        Field(
            default=0,
            description="Zeros on all sides, [above and below, left and right], or "
            '{"top", "bottom", "left", "right"}. '
            '"same" keeps rows and columns as they are and needs stride 1; "valid" is none.',
        )
    )
    padding_mode: Literal["zeros"] = "zeros"
    dilation: AsItIs[Spread | tuple[Spread, Spread]] = Field(
        default=1, description="Distance of neighbouring kernel elements; [rows, columns]."
    )
    groups: AsItIs[Annotated[int, Field(ge=1, le=limits.CHANNELS)]] = Field(
        default=1, description="Groups of channels that are kept apart; divides both counts."
    )
    frames: FrameRange = FrameRange()


class OutputCell(BaseModel):
    channel: int
    row: int
    column: int


class WindowSpan(BaseModel):
    """padded_input[top:bottom][left:right]: bottom and right are the first not covered."""

    top: int
    left: int
    bottom: int
    right: int


class FrameAnswer(BaseModel):
    """One output cell: sum(channel_sums) + bias is value, to the last bit."""

    index: int
    output: OutputCell
    window: WindowSpan
    products: AsItIs[Matrix | Stack] = Field(
        description="Window times kernel, element by element; channels first unless the kernel "
        "is two-dimensional."
    )
    channel_sums: AsItIs[list[float]]
    bias: AsItIs[float]
    value: AsItIs[float]

    @classmethod
    def from_frame(cls, frame: Frame) -> Self:
        return cls(
            index=frame.index,
            output=OutputCell(channel=frame.channel, row=frame.row, column=frame.column),
            window=WindowSpan(**frame.window._asdict()),
            products=plain(frame.products),
            channel_sums=plain(frame.channel_sums),
            bias=plain_number(frame.bias),
            value=plain_number(frame.value),
        )


class Parameters(BaseModel):
    weights: int
    biases: int
    total: int


class Unread(BaseModel):
    """Rows and columns of padded_input, counted from 0, that no window reads."""

    rows: list[int]
    columns: list[int]


class ConvolveResponse(BaseModel):
    """The output, and every number that led to the cells asked for."""

    operation: Literal["cross_correlation"]
    output: AsItIs[Matrix | Stack] = Field(
        description="[rows][columns] where input and kernel have two dimensions, otherwise "
        "[channels][rows][columns]."
    )
    output_shape: list[int]
    padded_input: AsItIs[Matrix | Stack]
    parameters: Parameters
    multiply_adds: int
    unread: Unread
    frame_count: int
    frames: list[FrameAnswer]

    @classmethod
    def from_trace(cls, trace: ConvolutionTrace) -> Self:
        geometry = trace.geometry
        return cls(
            operation="cross_correlation",
            output=plain(trace.output),
            output_shape=list(trace.output.shape),
            padded_input=plain(trace.padded_input),
            parameters=Parameters(
                weights=trace.weights, biases=trace.biases, total=trace.weights + trace.biases
            ),
            multiply_adds=trace.multiply_adds,
            unread=Unread(rows=list(geometry.rows.unread), columns=list(geometry.columns.unread)),
            frame_count=trace.frame_count,
            frames=[FrameAnswer.from_frame(frame) for frame in trace.frames],
        )
