"""A kernel to be learned, asked for and answered.

What may be written for a field is checked once, in models.convolution; the types here describe it.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from app.schemas.convolve import FrameRange
from app.schemas.numbers import AsItIs, Matrix, plain, plain_number
from models import limits
from models.convolution.learning import DescentStep, LearningTrace

GRID = f"finite numbers, at most {limits.LEARN_INPUT_SIDE} × {limits.LEARN_INPUT_SIDE}."
KERNEL = f"finite numbers, at most {limits.LEARN_KERNEL_SIDE} × {limits.LEARN_KERNEL_SIDE}."
Side = Annotated[int, Field(ge=1, le=limits.LEARN_KERNEL_SIDE)]


class LearnRequest(BaseModel):
    """An input, what the kernel is to make of it, and how it descends."""

    model_config = ConfigDict(extra="forbid")

    input: AsItIs[Matrix] = Field(description=f"[rows][columns], {GRID}")
    target: AsItIs[Matrix | None] = Field(
        default=None,
        description="[rows - kernel rows + 1][columns - kernel columns + 1]: what the prediction "
        "is compared with. Either this or target_kernel.",
    )
    target_kernel: AsItIs[Matrix | None] = Field(
        default=None,
        description="The hidden kernel, whose output is the target; it is put into the middle of "
        f"zeros where a larger kernel learns. {KERNEL}",
    )
    kernel: AsItIs[Matrix | None] = Field(
        default=None,
        description=f"To start from; zeros if neither this nor a seed is given. {KERNEL}",
    )
    kernel_size: AsItIs[Side | tuple[Side, Side] | None] = Field(
        default=None,
        description="[rows, columns], where no kernel is given; else that of target_kernel, or "
        "the one that input and target leave.",
    )
    seed: AsItIs[Annotated[int, Field(ge=0, le=limits.SEED)] | None] = Field(
        default=None,
        description="Where the first kernel is drawn from: normal numbers rounded to tenths.",
    )
    bias: AsItIs[float | None] = Field(
        default=None, description="To start from; it is learned too. null: there is none."
    )
    learning_rate: AsItIs[Annotated[float, Field(gt=0, le=limits.LEARNING_RATE)]] = (
        limits.LEARNING_RATE_DEFAULT
    )
    steps: AsItIs[Annotated[int, Field(ge=1, le=limits.LEARN_STEPS)]] = Field(
        default=limits.LEARN_STEPS_DEFAULT, description="Updates; the answer has one step more."
    )
    frames: FrameRange = Field(
        default=FrameRange(), description="Which steps to answer with their grids."
    )


class LearnStep(BaseModel):
    """Where the descent stands after `index` updates; the next kernel is
    kernel - learning_rate x gradient.
    """

    index: int
    kernel: AsItIs[Matrix]
    bias: AsItIs[float | None]
    prediction: AsItIs[Matrix] = Field(description="Input and kernel, cross-correlated, plus bias.")
    error: AsItIs[Matrix] = Field(description="prediction - target")
    loss: AsItIs[float] = Field(description="The sum of error x error.")
    gradient: AsItIs[Matrix] = Field(
        description="Of the loss: gradient[i][j] = 2 x the sum of error[r][c] x input[r+i][c+j]."
    )
    bias_gradient: AsItIs[float | None] = Field(description="2 x the sum of error.")

    @classmethod
    def from_step(cls, step: DescentStep) -> Self:
        return cls(
            index=step.index,
            kernel=plain(step.kernel),
            bias=None if step.bias is None else plain_number(step.bias),
            prediction=plain(step.prediction),
            error=plain(step.error),
            loss=plain_number(step.loss),
            gradient=plain(step.gradient),
            bias_gradient=None if step.bias_gradient is None else plain_number(step.bias_gradient),
        )


class Curved(BaseModel):
    """The Hessian of the loss, 2 x (im2col of the input) transposed x itself."""

    eigenvalues: AsItIs[list[float]] = Field(description="One a parameter, descending.")
    stable_rate: AsItIs[float | None] = Field(
        description="2 / the largest eigenvalue: above it the loss grows sooner or later. null "
        "where the loss does not depend on the kernel."
    )
    free_directions: int = Field(
        description="Eigenvalues of 0: ways to change the kernel that the prediction does not show."
    )


class Reach(BaseModel):
    """Largest absolute value over all steps, for one colour scale."""

    kernel: AsItIs[float]
    prediction: AsItIs[float]
    error: AsItIs[float]
    gradient: AsItIs[float]


class LearnResponse(BaseModel):
    """The whole descent; the steps asked for with every number."""

    target: AsItIs[Matrix]
    target_kernel: AsItIs[Matrix | None] = Field(
        description="The hidden kernel at the size of the one that learns."
    )
    learning_rate: AsItIs[float]
    curvature: Curved
    stable: bool = Field(description="The learning rate is below the largest stable one.")
    diverged_at: int | None = Field(
        description="The step whose numbers went beyond ±1e100; the one before it is the last here."
    )
    step_count: int = Field(description="Steps computed, the one before any update included.")
    losses: AsItIs[list[float]] = Field(description="Of every step.")
    reach: Reach
    last: LearnStep
    frames: list[LearnStep]

    @classmethod
    def from_trace(cls, trace: LearningTrace) -> Self:
        hidden, rate = trace.task.hidden, trace.curvature.stable_rate
        return cls(
            target=plain(trace.task.target),
            target_kernel=None if hidden is None else plain(hidden),
            learning_rate=plain_number(trace.task.rate),
            curvature=Curved(
                eigenvalues=plain(trace.curvature.eigenvalues),
                stable_rate=rate,
                free_directions=trace.curvature.free_directions,
            ),
            stable=trace.stable,
            diverged_at=trace.diverged_at,
            step_count=len(trace.losses),
            losses=plain(trace.losses),
            reach=Reach(**dict(zip(Reach.model_fields, plain(trace.reach), strict=True))),
            last=LearnStep.from_step(trace.last),
            frames=[LearnStep.from_step(step) for step in trace.steps],
        )
