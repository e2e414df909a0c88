"""Dropout with a byte of chance a value: `nn.Dropout` draws 64 bits for each, one after another."""

import torch
from torch import Tensor, nn

_LEVELS = 256


class Dropout(nn.Module):
    """In training, values are zeroed with a chance and the others scaled up to keep the mean.

    The chance is rounded to a multiple of 1/256. Srivastava et al. 2014.
    """

    def __init__(self, chance: float) -> None:
        super().__init__()
        self.zeroed = round(chance * _LEVELS)

    def forward(self, values: Tensor) -> Tensor:
        """Any shape -> the same shape."""
        if not (self.training and self.zeroed):
            return values
        words = torch.empty(-(-values.numel() // 8), dtype=torch.int64, device=values.device)
        bytes_drawn = words.random_(-(2**63), None).view(torch.uint8)[: values.numel()]
        kept = (bytes_drawn >= self.zeroed).view(values.shape)
        return values * kept.to(values.dtype).mul_(_LEVELS / (_LEVELS - self.zeroed))
