"""Paper and ink: the colours of the pages in their light theme (static/css/tokens.css)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PAPER = "#faf8f1"
INK = "#1b2130"
INK_SOFT = "#525866"
HAIRLINE = "#d7d2c8"
ACCENT = "#9d193e"
WEIGHTS = ("#fbfaf6", "#aec0e6", "#7087be", "#405382", "#1d263a")
"""From 0 to 1, evenly apart."""
SIGNED = ("#1059ac", "#fcfaf6", "#c75e00")
"""From -1 to 1."""
DARK_FROM = 0.6
"""From this weight on paper reads better than ink."""
FONT = "system-ui, 'Noto Sans', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"


def rgb(colour: str) -> tuple[int, int, int]:
    """0 … 255 each, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def colours(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """(..., 3), each 0 … 255: signed values diverge from 0, others run from paper to ink.

    low and high are the ends of the scale; NaN is paper.
    """
    empty = np.isnan(values)
    stops: Sequence[str] = SIGNED if low < 0 else WEIGHTS
    first, last = (-max(-low, high), max(-low, high)) if low < 0 else (0.0, high or 1.0)
    shares = np.clip((np.where(empty, 0, values) - first) / (last - first), 0, 1)
    known = np.array([rgb(stop) for stop in stops], dtype=np.float64)
    places = np.linspace(0, 1, len(stops))
    mixed = np.stack([np.interp(shares, places, known[:, part]) for part in range(3)], axis=-1)
    mixed[empty] = rgb(PAPER)
    return mixed.round().astype(np.uint8)


def ink_on(colour: NDArray[np.uint8]) -> str:
    """Whichever of ink and paper is read better on a colour."""
    share = float(colour @ np.array([0.299, 0.587, 0.114])) / 255
    return INK if share > 0.5 else PAPER
