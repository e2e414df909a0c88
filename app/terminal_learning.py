"""A kernel that is learned, as text: a line a step."""

from pathlib import Path
from typing import Any

from rich.console import Console

from app.page_contexts.convolution_learn import facts_of, rows_of
from app.schemas.learn import LearnResponse
from app.terminal import print_json
from app.terminal_layer import one_channel
from models import limits
from models.convolution.grids import kind_of_file, read_grid
from models.convolution.kernel_text import parse_kernel
from models.convolution.learning import trace_learning
from models.errors import BodyTooLarge


def show_learning(grid: Path, hidden: str | None, target: Path | None, **asked: Any) -> None:
    """Print every step's loss and kernel, and whether the descent settles.

    Raises what read_grid, parse_kernel and trace_learning raise.
    """
    as_json = asked.pop("as_json")
    trace = trace_learning(
        _plane(grid),
        target=None if target is None else _plane(target),
        target_kernel=None if hidden is None else parse_kernel(hidden),
        frames=(0, limits.LEARN_STEPS + 1 if as_json else 0),
        **asked,
    )
    if as_json:
        print_json(LearnResponse.from_trace(trace).model_dump_json())
        return
    console = Console(highlight=False)
    rows = rows_of(trace)
    wide = max(len(row.loss) for row in rows)
    for row in rows:
        bias = f"  bias {row.bias}" if row.bias else ""
        line = f"{row.index:4}  loss {row.loss:<{wide}}  kernel {row.kernel}{bias}"
        console.print(line, markup=False, soft_wrap=True)
    for fact in facts_of(trace, "en"):
        console.print(fact, markup=False, soft_wrap=True)


def _plane(file: Path) -> Any:
    """The file's only plane, or the mean of its channels."""
    if file.stat().st_size > limits.BODY_BYTES:
        raise BodyTooLarge(limit=limits.BODY_BYTES)
    return one_channel(read_grid(file.read_bytes(), kind_of_file(file)).values, None)
