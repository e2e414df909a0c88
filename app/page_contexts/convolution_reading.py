"""What an address says of a layer, as what trace_convolution takes.

Rows are parted by ";", planes by "|", output channels of a kernel by "||", as
static/js/convolution/texts.js writes them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.page_contexts.written_numbers import parse_grid, parse_number, parse_whole
from models.convolution.operations import BELONGS, OPERATIONS
from models.convolution.options import PADDING_WORDS
from models.convolution.padding import PADDING_MODES

Planes = list[list[list[float]]]
Say = Callable[[str, str], None]

OPTIONS: Mapping[str, str] = {
    "op": "operation",
    "bias": "bias",
    "padding": "padding",
    "mode": "padding_mode",
    "stride": "stride",
    "dilation": "dilation",
    "groups": "groups",
    "extra": "output_padding",
    "window": "window",
    "ceil": "ceil_mode",
    "count": "count_include_pad",
    "act": "activation",
}
"""Names in the address, short, and what they are elsewhere."""

DEFAULTS: Mapping[str, str] = {
    "op": "cross_correlation",
    "padding": "0",
    "mode": "zeros",
    "dilation": "1",
    "groups": "1",
    "extra": "0",
    "window": "2",
    "ceil": "0",
    "count": "1",
    "act": "none",
}
FIELDS = ("input", "kernel", *OPTIONS, "by", "step")
NAMES: Mapping[str, str] = {
    **{name: f"convolution.{name}" for name in ("input", "kernel")},
    **{option: f"convolution.{name}" for name, option in OPTIONS.items()},
    **{mode: f"convolution.mode_{mode}" for mode in PADDING_MODES},
    **{operation: f"convolution.op_{operation}" for operation in OPERATIONS},
}
"""What the API calls one way and the page another: keys of the catalogue."""


def options_of(typed: Mapping[str, str], say: Say) -> dict[str, Any]:
    """The options that belong to the operation; `say` takes a field and the key of a message."""
    written = {name: typed[name].strip() or DEFAULTS.get(name, "") for name in OPTIONS}
    operation = written["op"]
    if operation not in OPERATIONS:
        say("op", "bad_choice")
        return {}
    belongs = BELONGS[operation] | {"operation", "activation"}
    readers: dict[str, tuple[Callable[[str], Any], str]] = {
        "bias": (_bias, "bad_number"),
        "padding": (_padding, "bad_padding"),
        "stride": (_pair, "bad_pair"),
        "dilation": (_pair, "bad_pair"),
        "groups": (parse_whole, "bad_whole"),
        "extra": (_pair, "bad_pair"),
        "window": (_pair, "bad_pair"),
        "ceil": (lambda text: text == "1", ""),
        "count": (lambda text: text != "0", ""),
    }
    options: dict[str, Any] = {}
    for name, option in OPTIONS.items():
        if option not in belongs or not written[name]:
            continue
        read, key = readers.get(name, (str, ""))
        options[option] = read(written[name])
        if options[option] is None:
            say(name, key)
    return options


def parse_planes(text: str) -> Planes | None:
    """One plane or several; None where a cell is no number."""
    planes = [parse_grid(part) for part in text.split("|")]
    return None if None in planes else [plane for plane in planes if plane is not None]


def parse_filters(text: str) -> list[Planes] | None:
    """[output channels][input channels][rows][columns]; None where a weight is no number."""
    filters = [parse_planes(part) for part in text.split("||")]
    return None if None in filters else [planes for planes in filters if planes is not None]


def _pair(text: str) -> tuple[int, int] | None:
    parts = _wholes(text)
    return None if parts is None or len(parts) > 2 else (parts[0], parts[-1])


def _padding(text: str) -> Any:
    if text in PADDING_WORDS:
        return text
    parts = _wholes(text)
    if parts is not None and len(parts) == 4:
        return dict(zip(("top", "bottom", "left", "right"), parts, strict=True))
    return None if parts is None or len(parts) > 2 else (parts[0], parts[-1])


def _bias(text: str) -> float | list[float] | None:
    numbers = [parse_number(part) for part in text.split(",")]
    if None in numbers:
        return None
    found = [number for number in numbers if number is not None]
    return found[0] if len(found) == 1 else found


def _wholes(text: str) -> list[int] | None:
    parts = [parse_whole(part) for part in text.split(",")]
    return None if None in parts else [part for part in parts if part is not None]
