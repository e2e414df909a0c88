"""Recurrent cells, written out: one step of an LSTM and of a GRU.

Gate order and equations are PyTorch's (`torch.nn.LSTM`, `torch.nn.GRU`), so that either can be
checked against the other. A cell gets its input already multiplied by the input weights, since
that product can be formed for many steps at once.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor

CELL_GATES = {
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("reset", "update", "candidate"),
}


class Gates(NamedTuple):
    """The gates in the order of `CELL_GATES`, each (..., hidden)."""

    values: tuple[Tensor, ...]
    pre_activations: tuple[Tensor, ...]
    """What the sigmoid or tanh made the values of."""


class State(NamedTuple):
    """A layer's state: hidden (..., hidden) in -1..1 and, for an LSTM, cell (..., hidden)."""

    hidden: Tensor
    cell: Tensor | None


def lstm_step(summed: Tensor, state: State) -> tuple[State, Gates]:
    """C' = f * c + i * g, h' = o * tanh(c').

    summed (..., 4 hidden) is W x + U h + b -> the new state and the gates i, f, g, o, each
    (..., hidden). Hochreiter and Schmidhuber 1997, with forget gates by Gers et al. 2000.
    """
    assert state.cell is not None
    sums = tuple(summed.chunk(4, dim=-1))
    if torch.is_grad_enabled() and summed.requires_grad:
        hidden, cell, gates = _LSTMStep.apply(summed, state.cell)  # type: ignore[no-untyped-call]
        return State(hidden, cell), Gates(tuple(gates.chunk(4, dim=-1)), sums)
    i, f, g, o = sums
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    cell = f * state.cell + i * g
    return State(o * torch.tanh(cell), cell), Gates((i, f, g, o), sums)


def gru_step(projected: Tensor, recurrent: Tensor, state: State) -> tuple[State, Gates]:
    """H' = (1 - z) * n + z * h with n = tanh(W x + r * (U h + b)).

    projected (..., 3 hidden) is W x + b, recurrent (..., 3 hidden) is U h + b
    -> the new state and the gates r, z, n, each (..., hidden).
    Cho et al. 2014, in PyTorch's form.
    """
    projected_r, projected_z, projected_n = projected.chunk(3, dim=-1)
    recurrent_r, recurrent_z, recurrent_n = recurrent.chunk(3, dim=-1)
    sum_r, sum_z = projected_r + recurrent_r, projected_z + recurrent_z
    r, z = torch.sigmoid(sum_r), torch.sigmoid(sum_z)
    sum_n = projected_n + r * recurrent_n
    n = torch.tanh(sum_n)
    return State((1 - z) * n + z * state.hidden, None), Gates((r, z, n), (sum_r, sum_z, sum_n))


class _LSTMStep(torch.autograd.Function):
    """`lstm_step` with its gradient written out: a third of the passes over the gates.

    Gates and cell are kept in float32 (or wider) whatever the type of the products.
    """

    @staticmethod
    def forward(ctx: Any, summed: Tensor, cell: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        gates = summed.to(torch.promote_types(summed.dtype, torch.float32), copy=True)
        candidate = gates.chunk(4, dim=-1)[2]
        candidate.mul_(2)
        gates.sigmoid_()
        candidate.mul_(2).sub_(1)  # tanh(x) = 2 sigmoid(2 x) - 1, several times as fast
        i, f, g, o = gates.chunk(4, dim=-1)
        new = torch.addcmul(f * cell, i, g)
        squashed = torch.mul(new, 2).sigmoid_().mul_(2).sub_(1)
        ctx.save_for_backward(gates, cell, squashed)
        ctx.dtype = summed.dtype
        ctx.mark_non_differentiable(gates)
        return (o * squashed).to(summed.dtype), new, gates

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, Tensor]:
        by_hidden, by_cell, _ = gradients
        gates, cell, squashed = ctx.saved_tensors
        i, f, g, o = gates.chunk(4, dim=-1)
        by_hidden = by_hidden.to(gates.dtype)
        through = by_hidden * o
        by_cell = by_cell + through.addcmul_(through, squashed.square(), value=-1)
        by_sums = torch.empty_like(gates)
        by_i, by_f, by_g, by_o = by_sums.chunk(4, dim=-1)
        torch.mul(by_cell, g, out=by_i)
        torch.mul(by_cell, cell, out=by_f)
        torch.mul(by_hidden, squashed, out=by_o)
        derivative = gates * (1 - gates)
        torch.addcmul(torch.ones((), dtype=g.dtype), g, g, value=-1, out=derivative.chunk(4, -1)[2])
        torch.mul(by_cell, i, out=by_g)
        return by_sums.mul_(derivative).to(ctx.dtype), by_cell * f
