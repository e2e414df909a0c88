"""Frames a second of a 64 x 64 grid."""

import json
import urllib.request

import numpy as np
import torch
from torch.nn import functional as F

from bench.table import Row, median_s
from models.convolution.trace import trace_convolution

SIDE = 64


def measure(address: str) -> list[Row]:
    rng = np.random.default_rng(0)
    grid, kernel = rng.normal(size=(SIDE, SIDE)), rng.normal(size=(3, 3))
    count = SIDE * SIDE
    inside = median_s(
        lambda: trace_convolution(grid, kernel, padding=1, frames=(0, count)), runs=10
    )
    without = median_s(lambda: trace_convolution(grid, kernel, padding=1, frames=(0, 0)), runs=10)
    x, w = (torch.from_numpy(a)[None, None] for a in (grid, kernel))
    peer = median_s(lambda: F.conv2d(x, w, padding=1), runs=10)
    body = json.dumps(
        {
            "input": grid.tolist(),
            "kernel": kernel.tolist(),
            "padding": 1,
            "frames": {"start": 0, "count": count},
        }
    ).encode()

    def ask() -> None:
        request = urllib.request.Request(
            f"{address}/api/v1/convolve", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            answer.read()

    through = median_s(ask, runs=5)
    return [
        Row(
            f"{SIDE} x {SIDE}, output alone",
            f"{without * 1e3:.2f} ms",
            f"F.conv2d: {peer * 1e3:.2f} ms",
            without / peer,
        ),
        Row(
            f"{count:,} frames, inside the process",
            f"{count / inside:,.0f} frames/s",
            f"output alone: {without * 1e3:.2f} ms",
            inside / without,
        ),
        Row(
            f"{count:,} frames, through HTTP",
            f"{count / through:,.0f} frames/s",
            f"inside: {count / inside:,.0f} frames/s",
            through / inside,
        ),
    ]
