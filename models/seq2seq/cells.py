"""Recurrent cells, written out: one step of an LSTM and of a GRU.

Gate order and equations are PyTorch's (`torch.nn.LSTM`, `torch.nn.GRU`), so that either can be
checked against the other. A cell gets its input already multiplied by the input weights, since
that product can be formed for many steps at once.
"""

from typing import NamedTuple

import torch
from torch import Tensor

CELL_GATES = {
    "lstm": ("input", "forget", "candidate", "output"),
    "gru": ("reset", "update", "candidate"),
}


Gates = tuple[Tensor, ...]
"""The values of the gates in the order of `CELL_GATES`."""


class State(NamedTuple):
    """A layer's state: hidden (..., hidden) in -1..1 and, for an LSTM, cell (..., hidden)."""

    hidden: Tensor
    cell: Tensor | None


def lstm_step(projected: Tensor, recurrent: Tensor, state: State) -> tuple[State, Gates]:
    """C' = f * c + i * g, h' = o * tanh(c').

    projected (..., 4 hidden) is W x + b, recurrent (..., 4 hidden) is U h
    -> the new state and the gates i, f, g, o, each (..., hidden).
    Hochreiter and Schmidhuber 1997, with forget gates by Gers et al. 2000.
    """
    assert state.cell is not None
    i, f, g, o = (projected + recurrent).chunk(4, dim=-1)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    cell = f * state.cell + i * g
    return State(o * torch.tanh(cell), cell), (i, f, g, o)


def gru_step(projected: Tensor, recurrent: Tensor, state: State) -> tuple[State, Gates]:
    """H' = (1 - z) * n + z * h with n = tanh(W x + r * (U h + b)).

    projected (..., 3 hidden) is W x + b, recurrent (..., 3 hidden) is U h + b
    -> the new state and the gates r, z, n, each (..., hidden).
    Cho et al. 2014, in PyTorch's form.
    """
    projected_r, projected_z, projected_n = projected.chunk(3, dim=-1)
    recurrent_r, recurrent_z, recurrent_n = recurrent.chunk(3, dim=-1)
    r = torch.sigmoid(projected_r + recurrent_r)
    z = torch.sigmoid(projected_z + recurrent_z)
    n = torch.tanh(projected_n + r * recurrent_n)
    return State((1 - z) * n + z * state.hidden, None), (r, z, n)
