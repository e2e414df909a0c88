"""Inputs and kernels with channels to start from, and whole layers as examples."""

from collections.abc import Mapping

from app.page_contexts.grids_and_kernels import Grid

Stack = tuple[Grid, ...]
Filters = tuple[Stack, ...]

SIDE = 6


def _plane(rule: str) -> Grid:
    """A disc, stripes and a ramp, 0 to 9: what each colour of a small picture shows."""

    def value(row: int, column: int) -> float:
        if rule == "disc":
            return 9.0 if (row - 2.5) ** 2 + (column - 2.5) ** 2 <= 5 else 1.0
        return 8.0 * (column % 2) if rule == "stripes" else float(row + column)

    return tuple(tuple(value(row, column) for column in range(SIDE)) for row in range(SIDE))


def _weights(outputs: int, inputs: int, side: int) -> Filters:
    """Small whole weights, -1 to 1, no two kernels alike."""
    return tuple(
        tuple(
            tuple(
                tuple(
                    float((3 * o + 5 * i + 2 * r + 7 * c + o * r * c + i * o * c) % 3 - 1)
                    for c in range(side)
                )
                for r in range(side)
            )
            for i in range(inputs)
        )
        for o in range(outputs)
    )


STACKS: Mapping[str, Stack] = {
    "counting-2": (
        ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0), (6.0, 7.0, 8.0)),
        ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0)),
    ),
    "colours": (_plane("disc"), _plane("stripes"), _plane("ramp")),
}
FILTERS: Mapping[str, Filters] = {
    "counting-2": ((((0.0, 1.0), (2.0, 3.0)), ((1.0, 2.0), (3.0, 4.0))),),
    "ten": _weights(10, 3, 3),
    "depthwise": _weights(3, 1, 3),
}

LAYERS: Mapping[str, str] = {
    "flipped": "op=convolution&input=letter&kernel=sobel-x&padding=1",
    "dilated": "input=hill&kernel=sharpen&dilation=2&padding=same",
    "reflected": "input=wave&kernel=box-blur&padding=2&mode=reflect&act=relu",
    "causal": "input=1,2,3,4,5,6,7,8&kernel=1,2,3&dilation=2&padding=causal",
    "transposed": "op=transposed&input=0,1;2,3&kernel=0,1;2,3&stride=2",
    "max": "op=max_pool&input=letter&window=3&stride=2&ceil=1",
    "mean": "op=average_pool&input=hill&window=4",
    "two": "input=counting-2&kernel=counting-2",
    "ten": "input=colours&kernel=ten&bias=0.5",
    "depthwise": "input=colours&kernel=depthwise&groups=3&bias=0",
}
"""Queries of /convolution, by the names of their texts."""
