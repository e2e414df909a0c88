"""A kernel learned by gradient descent, with every number of every step.

The prediction is the cross-correlation of input and kernel, plus the bias. The loss is the sum of
squared errors of its cells. With the windows of the input as rows of a matrix A (im2col) and the
kernel k as a vector:

    prediction = A k,   error = A k - target,   loss = error . error
    gradient   = 2 A^T error,   Hessian = 2 A^T A, the same for every kernel

One step is kernel - learning rate x gradient. Along an eigenvector of the Hessian it multiplies the
distance to the best kernel by 1 - learning rate x eigenvalue, so that all distances shrink if and
only if the learning rate is below 2 / (largest eigenvalue).
Zhang, Lipton, Li and Smola, Dive into Deep Learning, 7.2.4, learn [1, -1] in this way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from models import limits
from models.arrays import frozen
from models.convolution.learning_task import Numbers, Pair, Task, task_of, windows_of
from models.convolution.options import whole
from models.interruption import checkpoint

NO_CURVATURE = 1e-9
"""Eigenvalues below this share of the largest are rounding: 0."""


@dataclass(frozen=True, eq=False)
class DescentStep:
    """Where the descent stands after `index` updates, and where it goes from there."""

    index: int
    kernel: Numbers  # (kernel rows, kernel columns)
    bias: float | None
    prediction: Numbers  # (output rows, output columns)
    error: Numbers  # prediction - target
    loss: float  # sum of squared errors
    gradient: Numbers  # of the loss, (kernel rows, kernel columns)
    bias_gradient: float | None

    @property
    def reach(self) -> Numbers:
        """Largest absolute values: kernel, prediction, error, gradient."""
        arrays = (self.kernel, self.prediction, self.error, self.gradient)
        return np.array([np.abs(array).max() for array in arrays])

    @property
    def bounded(self) -> bool:
        """No number beyond the limit."""
        numbers = (*self.reach, self.bias or 0, self.loss, self.bias_gradient or 0)
        return bool((np.abs(numbers) <= limits.MAGNITUDE).all())


@dataclass(frozen=True, eq=False)
class Curvature:
    """Of the loss: the eigenvalues of its Hessian, descending and none below 0."""

    eigenvalues: Numbers  # (parameters,)

    @property
    def stable_rate(self) -> float | None:
        """Below it every distance shrinks; None where the loss does not depend on the kernel."""
        largest = float(self.eigenvalues[0])
        return 2 / largest if largest > 0 else None

    @property
    def free_directions(self) -> int:
        """Directions in which the parameters can change and the prediction cannot."""
        return int((self.eigenvalues == 0).sum())


@dataclass(frozen=True, eq=False)
class LearningTrace:
    """A whole descent; only the steps asked for with their grids."""

    task: Task
    curvature: Curvature
    losses: Numbers  # (updates done + 1,)
    kernels: Numbers  # (updates done + 1, kernel rows, kernel columns)
    biases: tuple[float | None, ...]  # (updates done + 1,)
    steps: tuple[DescentStep, ...]  # those that were asked for
    last: DescentStep
    diverged_at: int | None  # the step whose numbers went beyond the limit, if one's did
    reach: Numbers  # (4,) largest absolute kernel, prediction, error and gradient of all steps

    @property
    def stable(self) -> bool:
        """The learning rate is below the largest stable one."""
        most = self.curvature.stable_rate
        return most is None or self.task.rate < most


def trace_learning(
    input: ArrayLike,  # noqa: A002 - the field's own word, and the API's
    *,
    frames: Pair = (0, limits.FRAMES_DEFAULT),
    **asked: Any,
) -> LearningTrace:
    """Learn a kernel from an input and a target; learning_task.task_of names what can be asked.

    Step 0 is the kernel to start from, step n the one after n updates. Steps end before one whose
    numbers go beyond limits.MAGNITUDE. Only `frames` (start, count) of them are kept with their
    grids.
    """
    task = task_of(input, **asked)
    start = whole(frames[0], "frames.start", 0, 2**53)
    count = whole(frames[1], "frames.count", 0, limits.FRAMES)
    done = list(takewhile(lambda step: step.bounded, descent(task)))
    return LearningTrace(
        task=task,
        curvature=curvature_of(task),
        losses=frozen(np.array([step.loss for step in done])),
        kernels=frozen(np.array([step.kernel for step in done])),
        biases=tuple(step.bias for step in done),
        steps=tuple(done[start : start + count]),
        last=done[-1],
        diverged_at=None if len(done) > task.steps else len(done),
        reach=frozen(np.max([step.reach for step in done], axis=0)),
    )


def descent(task: Task) -> Iterator[DescentStep]:
    """Gradient descent: task.steps updates, and so one step more."""
    windows = windows_of(task.input, (task.kernel.shape[0], task.kernel.shape[1]))
    kernel, bias = task.kernel, task.bias
    for index in range(task.steps + 1):
        checkpoint()
        prediction = np.tensordot(windows, kernel, 2) + (bias or 0.0)
        error = prediction - task.target
        gradient = 2 * np.tensordot(error, windows, 2) + 0.0  # turns -0 into 0
        bias_gradient = None if bias is None else 2 * float(error.sum())
        yield DescentStep(
            index=index,
            kernel=frozen(kernel),
            bias=bias,
            prediction=frozen(prediction),
            error=frozen(error),
            loss=float((error**2).sum()),
            gradient=frozen(gradient),
            bias_gradient=bias_gradient,
        )
        kernel = kernel - task.rate * gradient
        if bias is not None and bias_gradient is not None:
            bias = bias - task.rate * bias_gradient


def curvature_of(task: Task) -> Curvature:
    """Of the loss over the kernel's elements and, where there is one, the bias."""
    matrix = windows_of(task.input, (task.kernel.shape[0], task.kernel.shape[1]))
    matrix = matrix.reshape(task.target.size, task.kernel.size)
    if task.bias is not None:
        matrix = np.column_stack([matrix, np.ones(len(matrix))])
    eigenvalues = np.linalg.eigvalsh(2 * matrix.T @ matrix)[::-1]
    return Curvature(
        frozen(np.where(eigenvalues > NO_CURVATURE * eigenvalues[0], eigenvalues, 0.0))
    )
