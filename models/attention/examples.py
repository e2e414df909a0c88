"""Small cases that each show one thing about attention, small enough to be done by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True)
class AttentionExample:
    """What trace_attention takes; None where it is left out."""

    queries: Rows
    keys: Rows
    values: Rows
    valid_lengths: Sequence[int] | None = None
    score: str = "scaled_dot"
    weights: Mapping[str, Any] | None = None


def _one_hot(places: Sequence[int], size: int, height: float) -> Rows:
    return [[height * (place == column) for column in range(size)] for place in places]


WORKED = "worked"

EXAMPLES: Mapping[str, AttentionExample] = {
    WORKED: AttentionExample(
        queries=[[1, 0, 2, -1], [0, 2, 1, 0], [-1, 1, 0, 2]],
        keys=[[1, 1, 0, 0], [0, 2, 1, -1], [2, 0, 1, 0], [-1, 0, 1, 2]],
        values=[[1, 0], [0, 4], [3, 1], [-2, 2]],
        valid_lengths=[4, 3, 2],
    ),
    # Each query asks for one key, and gets nearly its value alone.
    "lookup": AttentionExample(
        queries=_one_hot((2, 0, 3), 4, 10),
        keys=_one_hot(range(4), 4, 1),
        values=[[10, 1], [20, 2], [30, 3], [40, 4]],
    ),
    # Keys that are alike share the weight alike: the output is the mean of the values.
    "averaging": AttentionExample(
        queries=[[1, 2], [-3, 0.5]],
        keys=[[1, 1]] * 4,
        values=[[1, 8], [2, 4], [3, 2], [6, 2]],
    ),
    # One query four times, each time with one key more in sight.
    "masking": AttentionExample(
        queries=[[1, -1]] * 4,
        keys=[[1, 0], [0, 1], [2, 1], [1, -2]],
        values=[[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]],
        valid_lengths=[1, 2, 3, 4],
    ),
    # Eight numbers each: undivided products are so far apart that one key takes nearly all.
    "saturation": AttentionExample(
        queries=[[2, -1, 3, 0, 1, 2, -1, 1], [0, 2, -1, 1, 1, 0, 1, 2]],
        keys=[
            [1, -1, 2, 0, 1, 1, 0, 1],
            [0, 1, 0, 2, 1, 0, 1, 1],
            [1, 0, 1, 1, 0, 1, -1, 0],
            [0, 2, -1, 1, 0, 1, 0, 2],
        ],
        values=[[1, 0], [0, 1], [2, 2], [-1, 1]],
        score="dot",
    ),
    # Queries of two numbers, keys of three: nothing that a dot product could compare.
    "additive": AttentionExample(
        queries=[[1, 0.5], [-1, 1], [0, -2]],
        keys=[[1, 0, 2], [0, 1, -1], [2, 1, 0], [-1, 2, 1]],
        values=[[1, 0], [0, 1], [3, 3], [-2, 4]],
        valid_lengths=[4, 4, 3],
        score="additive",
        weights={
            "query": [[1, 0], [0, 1], [0.5, -1]],
            "key": [[1, 0, -0.5], [0, 1, 0], [0.5, 0, 1]],
            "vector": [2, -1, 1.5],
        },
    ),
}
