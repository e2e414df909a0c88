"""Learning a kernel: every step equals PyTorch's; divergence begins at the stable rate."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models import limits
from models.convolution.learning import trace_learning
from models.errors import InvalidInput

EDGE = np.ones((6, 8))
EDGE[:, 2:6] = 0


def by_autograd(
    values: Any, target: Any, kernel: Any, bias: float | None, rate: float, steps: int
) -> list[dict[str, Any]]:
    """The same descent, with gradients from PyTorch."""
    plane, wanted = (torch.tensor(np.array(each, dtype=float)) for each in (values, target))
    weights = torch.tensor(np.array(kernel, dtype=float), requires_grad=True)
    offset = None if bias is None else torch.tensor([bias], dtype=torch.float64, requires_grad=True)
    learned = [weights] if offset is None else [weights, offset]
    optimiser = torch.optim.SGD(learned, lr=rate)
    found = []
    for _ in range(steps + 1):
        optimiser.zero_grad()
        prediction = F.conv2d(plane[None, None], weights[None, None], offset)[0, 0]
        loss = ((prediction - wanted) ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        found.append(
            {
                "kernel": weights.detach().numpy().copy(),
                "prediction": prediction.detach().numpy(),
                "gradient": weights.grad.numpy().copy() if weights.grad is not None else None,
                "bias": None if offset is None else offset.item(),
                "bias_gradient": None if offset is None or offset.grad is None else offset.grad[0],
                "loss": loss.item(),
            }
        )
        optimiser.step()
    return found


@pytest.mark.parametrize("case", range(30))
def test_every_step_equals_autograd(case: int) -> None:
    random = np.random.default_rng(case)
    rows, columns = random.integers(1, 5, 2)
    values = random.normal(size=random.integers(5, 12, 2)).round(2)
    kernel = random.normal(size=(rows, columns)).round(1)
    bias = None if case % 3 else float(random.normal())
    target = random.normal(size=np.array(values.shape) - kernel.shape + 1)
    trace = trace_learning(
        values, target=target, kernel=kernel, bias=bias, learning_rate=0.003, steps=6
    )
    expected = by_autograd(values, target, kernel, bias, 0.003, 6)
    assert len(trace.steps) == 7
    for step, torches in zip(trace.steps, expected, strict=True):
        for name in ("kernel", "prediction", "gradient", "loss"):
            np.testing.assert_allclose(getattr(step, name), torches[name], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(step.error, torches["prediction"] - target, atol=1e-12)
        if bias is not None:
            assert step.bias == pytest.approx(torches["bias"])
            assert step.bias_gradient == pytest.approx(float(torches["bias_gradient"]))


def test_the_edge_detector_is_learned_from_its_output() -> None:
    trace = trace_learning(EDGE, target_kernel=[[1, -1]], seed=1, learning_rate=0.03, steps=60)
    np.testing.assert_allclose(trace.kernels[-1], [[1, -1]], atol=1e-3)
    assert (np.diff(trace.losses) < 0).all()
    assert trace.diverged_at is None


def test_the_stable_rate_is_two_by_the_largest_eigenvalue_of_the_hessian() -> None:
    """The Hessian by PyTorch, of the loss itself."""
    random = np.random.default_rng(3)
    values, target = random.normal(size=(7, 6)), random.normal(size=(6, 4))

    def loss(parameters: torch.Tensor) -> torch.Tensor:
        weights = parameters[:6].reshape(1, 1, 2, 3)
        out = F.conv2d(torch.tensor(values)[None, None], weights, parameters[6:])
        return ((out[0, 0] - torch.tensor(target)) ** 2).sum()

    start = torch.zeros(7, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(loss, start)  # type: ignore[no-untyped-call]
    eigenvalues = torch.linalg.eigvalsh(hessian).flip(0).numpy()
    curvature = trace_learning(values, target=target, bias=0.0).curvature
    np.testing.assert_allclose(curvature.eigenvalues, eigenvalues, rtol=1e-9)
    assert curvature.stable_rate == pytest.approx(2 / eigenvalues[0])


@pytest.mark.parametrize(("share", "stable"), [(0.99, True), (1.01, False)])
def test_the_loss_explodes_just_above_the_stable_rate_and_not_below(
    share: float, stable: bool
) -> None:
    most = trace_learning(EDGE, target_kernel=[[1, -1]]).curvature.stable_rate
    assert most is not None
    assert most == pytest.approx(1 / 30)
    trace = trace_learning(
        EDGE, target_kernel=[[1, -1]], seed=4, learning_rate=most * share, steps=400
    )
    assert trace.stable == stable
    assert (trace.losses[-1] < 1e-2) == stable
    assert (trace.losses[-1] > trace.losses[0]) == (not stable)


def test_divergence_ends_before_the_first_number_beyond_the_limit() -> None:
    trace = trace_learning(
        EDGE, target_kernel=[[1, -1]], seed=1, learning_rate=1.0, steps=500, frames=(0, 501)
    )
    assert trace.diverged_at == len(trace.losses) == len(trace.steps)
    assert trace.last.index == trace.diverged_at - 1
    assert np.isfinite(trace.losses).all()
    assert trace.losses[-1] <= limits.MAGNITUDE < trace.losses[-1] * 59**2


def test_a_larger_kernel_shares_what_the_input_cannot_tell_apart() -> None:
    """All rows of the edge image are alike: only the sum of a kernel's column can be learned."""
    trace = trace_learning(
        EDGE, target_kernel=[[1, -1]], kernel_size=[3, 2], learning_rate=0.03, steps=300
    )
    np.testing.assert_allclose(trace.kernels[-1], [[1 / 3, -1 / 3]] * 3, atol=1e-6)
    assert trace.curvature.free_directions == 4
    assert trace.losses[-1] < 1e-9
    assert trace.task.hidden is not None
    np.testing.assert_array_equal(trace.task.hidden, [[0, 0], [1, -1], [0, 0]])


def test_a_black_image_teaches_nothing() -> None:
    trace = trace_learning(np.zeros((4, 4)), target=np.ones((3, 3)), steps=2)
    assert trace.curvature.stable_rate is None
    assert trace.stable
    np.testing.assert_array_equal(trace.losses, [9, 9, 9])


def test_only_the_steps_asked_for_keep_their_grids() -> None:
    trace = trace_learning(EDGE, target_kernel=[[1, -1]], steps=20, frames=(5, 3))
    assert [step.index for step in trace.steps] == [5, 6, 7]
    assert len(trace.losses) == 21
    assert trace.last.index == 20
    assert trace_learning(EDGE, target_kernel=[[1, -1]], frames=(90, 3)).steps == ()


def test_the_same_seed_draws_the_same_first_kernel_and_another_another() -> None:
    def first(seed: int) -> list[list[float]]:
        drawn: list[list[float]] = trace_learning(
            EDGE, target_kernel=[[1, -1]], seed=seed
        ).task.kernel.tolist()
        return drawn

    assert first(7) == first(7) != first(8)


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ({}, "target", "exactly one"),
        ({"target": [[1]], "target_kernel": [[1]]}, "target", "exactly one"),
        ({"target": [[1, 2]], "kernel": [[1, 2]]}, "target", "predicts 6 × 7"),
        ({"target": [[1] * 9] * 7}, "target", "predicts 6 × 8"),
        ({"target_kernel": [[1] * 8]}, "target_kernel", "7 × 7"),
        ({"target_kernel": [[1, 2]], "kernel_size": 1}, "kernel_size", "at least"),
        ({"target_kernel": [[1, 2]], "kernel_size": 8}, "kernel_size", "1 to 7"),
        ({"target_kernel": [[1, 2]], "kernel_size": [7, 2]}, "kernel_size", "7 × 2"),
        ({"target_kernel": [[1]] * 7}, "target_kernel", "7 × 1"),
        ({"target_kernel": [[1, 2]], "kernel": [[1]]}, "kernel", "at least"),
        ({"target_kernel": [[1, 2]], "kernel_size": [1]}, "kernel_size", "[1, 2]"),
        ({"target_kernel": [[1, 2]], "kernel": [[1, 2]], "seed": 1}, "seed", "leave"),
        ({"target_kernel": [[1, 2]], "kernel": [[1, 2]], "kernel_size": 1}, "kernel_size", "leave"),
        ({"target_kernel": [[1, 2]], "seed": -1}, "seed", "0"),
        ({"target_kernel": [[1, 2]], "seed": 1.5}, "seed", "1.5"),
        ({"target_kernel": [[1, 2e6]]}, "target_kernel", "1,000,000"),
        ({"target_kernel": [[1, None]]}, "target_kernel", "null"),
        ({"target_kernel": [[1, 2]], "bias": "x"}, "bias", "x"),
        ({"target_kernel": [[1, 2]], "bias": 10**400}, "bias", "1e400"),
        ({"target_kernel": [[1, 2]], "bias": float("nan")}, "bias", "NaN"),
        ({"target_kernel": [[1, 2]], "learning_rate": 0}, "learning_rate", "above 0"),
        ({"target_kernel": [[1, 2]], "learning_rate": -1}, "learning_rate", "-1"),
        ({"target_kernel": [[1, 2]], "learning_rate": True}, "learning_rate", "true"),
        ({"target_kernel": [[1, 2]], "learning_rate": float("nan")}, "learning_rate", "NaN"),
        ({"target_kernel": [[1, 2]], "learning_rate": 10**400}, "learning_rate", "1,000,000"),
        ({"target_kernel": [[1, 2]], "steps": 0}, "steps", "1 to 500"),
        ({"target_kernel": [[1, 2]], "steps": 501}, "steps", "501"),
        ({"target_kernel": [[1, 2]], "steps": 2.0}, "steps", "2.0"),
        ({"target_kernel": [[1, 2]], "frames": (-1, 1)}, "frames.start", "-1"),
    ],
)
def test_what_cannot_be_learned_names_its_field(
    asked: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        trace_learning(EDGE, **asked)
    assert caught.value.field == field
    assert said in str(caught.value)


def test_an_input_that_is_too_large_is_refused() -> None:
    with pytest.raises(InvalidInput, match="64 × 64"):
        trace_learning(np.ones((65, 3)), target_kernel=[[1]])
