"""Receptive fields of a stack of layers, as a table."""

from app.i18n import Language, texts
from app.page_contexts.written_numbers import parse_whole
from app.problems import of_loupe_error
from models.convolution.geometry import extent
from models.convolution.receptive_field import receptive_fields
from models.errors import LoupeError

STACK = "3,1,1;2,2,1;3,1,1"
"""Kernel, stride and dilation of each layer: a convolution, a pooling, a convolution."""


def stack_of(
    typed: str, messages: dict[str, str], language: Language
) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Rows of kernel, stride, dilation, receptive field and jump, and the result in words.

    What is wrong becomes the message of "stack".
    """
    layers = [[parse_whole(part) for part in layer.split(",")] for layer in typed.split(";")]
    whole = [[part for part in layer if part is not None] for layer in layers]
    if whole != layers:
        value = typed if len(typed) <= 60 else typed[:59] + "…"
        messages["stack"] = texts().text("convolution.bad_stack", language, value=value)
        return (), ""
    try:
        fields = receptive_fields(whole)
    except LoupeError as error:
        messages["stack"] = of_loupe_error(error, language).detail
        return (), ""
    rows = []
    field, jump = 1, 1
    for layer, seen in zip(whole, fields, strict=True):
        kernel, stride, dilation = (*layer, 1, 1)[:3]
        spans = extent(kernel, dilation)
        text = f"{field} + ({spans} − 1) × {jump} = {seen.field}"
        rows.append((str(kernel), str(stride), str(dilation), text, str(seen.jump)))
        field, jump = seen
    return tuple(rows), texts().text("convolution.stack_result", language, field=field)
