"""The operations, and which options belong to which."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, get_args

from models.errors import OptionNotForOperation

Operation = Literal["cross_correlation", "convolution", "transposed", "max_pool", "average_pool"]
OPERATIONS: tuple[Operation, ...] = get_args(Operation)


@dataclass(frozen=True, eq=False)
class Options:
    """What may be said of a layer, as JSON holds it; the defaults stand for "not given"."""

    kernel: object = None
    bias: object = None
    stride: object = None
    padding: object = 0
    padding_mode: object = "zeros"
    dilation: object = 1
    groups: object = 1
    output_padding: object = 0
    window: object = None
    ceil_mode: object = False
    count_include_pad: object = True


_EVERY = frozenset({"stride", "padding"})
_WEIGHTED = _EVERY | {"kernel", "bias", "dilation", "groups"}

BELONGS: Mapping[Operation, frozenset[str]] = {
    "cross_correlation": _WEIGHTED | {"padding_mode"},
    "convolution": _WEIGHTED | {"padding_mode"},
    "transposed": _WEIGHTED | {"output_padding"},
    "max_pool": _EVERY | {"window", "dilation", "ceil_mode"},
    "average_pool": _EVERY | {"window", "ceil_mode", "count_include_pad"},
}


def check_belongs(options: Options, operation: Operation) -> None:
    """Raise OptionNotForOperation at the first option that would change nothing."""
    for option in fields(options):
        name = option.name
        given = _is_given(getattr(options, name), option.default)
        if given and name not in BELONGS[operation]:
            raise OptionNotForOperation(
                field=name,
                name=name,
                operation=operation,
                allowed=", ".join(other for other, names in BELONGS.items() if name in names),
            )


def _is_given(value: object, default: object) -> bool:
    if isinstance(value, list | tuple) and isinstance(default, int):
        return any(_is_given(part, default) for part in value)
    return type(value) is not type(default) or value != default
