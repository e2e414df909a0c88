"""A convolution as matrices, asked for and answered.

What may be written for a field is checked once, in models.convolution; the types here describe it.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.convolve import Cells, Spread, Steps
from app.schemas.numbers import AsItIs, Matrix, plain
from models import limits
from models.convolution.matrix import MatrixTrace

SIDES = f"at most {limits.MATRIX_SIDE} × {limits.MATRIX_SIDE}"


class MatrixRequest(BaseModel):
    """A layer of one channel: cross-correlation without bias."""

    model_config = ConfigDict(extra="forbid")

    input: AsItIs[Matrix] = Field(
        description=f"[rows][columns], finite numbers; with its padding {SIDES}."
    )
    kernel: AsItIs[Matrix] = Field(description=f"[rows][columns], finite numbers, {SIDES}.")
    stride: AsItIs[Steps | tuple[Steps, Steps] | None] = Field(
        default=1, description="One number, or rows and columns; 1 if null."
    )
    padding: AsItIs[
        Cells | tuple[Cells, Cells] | dict[str, Cells] | Literal["same", "valid", "causal"]
    ] = Field(default=0, description="Zeros around the input, as /api/v1/convolve takes it.")
    dilation: AsItIs[Spread | tuple[Spread, Spread]] = Field(
        default=1, description="One number, or rows and columns."
    )


class MatrixResponse(BaseModel):
    """The layer, both its matrices and the transpose. Cells are counted row by row."""

    padding: dict[str, int] = Field(description="Cells added on each of the four sides.")
    im2col: AsItIs[Matrix] = Field(
        description="[output cells][kernel elements]: each row a window, 0 where it reads padding."
    )
    reads: AsItIs[list[list[int | None]]] = Field(
        description="[output cells][kernel elements]: the input cell that each product reads; "
        "null where it is padding."
    )
    kernel: AsItIs[list[float]] = Field(description="Laid flat: im2col x kernel is the output.")
    toeplitz: AsItIs[Matrix] = Field(
        description="[output cells][input cells]: each row holds the kernel where its window lies."
    )
    input: AsItIs[list[float]] = Field(description="Laid flat: toeplitz x input is the output.")
    output: AsItIs[Matrix] = Field(description="[output rows][output columns]")
    transposed: AsItIs[Matrix] = Field(
        description="[rows][columns] of the input: the transpose of toeplitz x the output, "
        "which is the transposed convolution. The input's size comes back, not its values."
    )

    @classmethod
    def from_trace(cls, trace: MatrixTrace) -> Self:
        return cls(
            padding=trace.geometry.padding._asdict(),
            im2col=plain(trace.im2col),
            reads=[[None if cell < 0 else cell for cell in row] for row in trace.reads.tolist()],
            kernel=plain(trace.kernel.ravel()),
            toeplitz=plain(trace.toeplitz),
            input=plain(trace.input.ravel()),
            output=plain(trace.output),
            transposed=plain(trace.transposed),
        )
