"""The weights of a recurrent layer, and how they make a step."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from models.seq2seq.cells import CELL_GATES, Gates, State, gru_step, lstm_step
from models.seq2seq.linear import LinearMap, linear, packed_linear
from models.seq2seq.unrolled import unrolled_linear


class RecurrentMaps(NamedTuple):
    """A layer's linear maps for one pass through time."""

    inputs: LinearMap
    """With the bias; for any number of steps at once."""
    recurrent: LinearMap


class RecurrentWeights(nn.Module):
    """Weights of one recurrent layer; `stack` copies of it side by side.

    input (stack, gates * hidden, inputs), recurrent (stack, gates * hidden, hidden),
    bias (stack, gates * hidden); without the stack axis if `stack` is None.
    """

    def __init__(self, cell: str, inputs: int, hidden: int, stack: int | None = None) -> None:
        super().__init__()
        lead = () if stack is None else (stack,)
        rows = len(CELL_GATES[cell]) * hidden
        self.cell = cell
        self.input = nn.Parameter(torch.empty(*lead, rows, inputs))
        self.recurrent = nn.Parameter(torch.empty(*lead, rows, hidden))
        self.bias = nn.Parameter(torch.empty(*lead, rows))

    def maps(self) -> RecurrentMaps:
        return RecurrentMaps(linear(self.input, self.bias), unrolled_linear(self.recurrent))

    def packed_maps(self) -> RecurrentMaps:
        return RecurrentMaps(packed_linear(self.input, self.bias), packed_linear(self.recurrent))

    def step(self, projected: Tensor, recurrent: LinearMap, state: State) -> tuple[State, Gates]:
        """One update. projected (..., gates * hidden) is W x + b; recurrent maps h to U h."""
        if self.cell == "lstm":
            return lstm_step(recurrent(state.hidden, projected), state)
        return gru_step(projected, recurrent(state.hidden), state)

    def initial(self, shape: tuple[int, ...], like: Tensor) -> State:
        """The state of zeros. shape (..., hidden)."""
        dtype = torch.promote_types(like.dtype, torch.float32)
        zeros = torch.zeros(shape, dtype=dtype, device=like.device)
        return State(zeros, zeros if self.cell == "lstm" else None)
