"""Answers as JSON, written piece by piece: while one is written no other Python code runs."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

AT_ONCE = 2**14
"""Numbers in a piece: a millisecond or two. Less is written in one go, which is faster."""
_MARK = "\ue000written by itself:"
"""Stands for a field in the text around it."""


def as_json(answer: BaseModel) -> bytes:
    """What pydantic would write."""
    return b"".join(_model(answer))


def _model(answer: BaseModel) -> Iterator[bytes]:
    serializer = answer.__pydantic_serializer__
    long = {name: value for name, value in answer if _numbers(value) > AT_ONCE}
    if not long:
        yield serializer.to_json(answer)
        return
    marks = {name: _MARK + name for name in long}
    text = serializer.to_json(answer.model_copy(update=marks), warnings=False)
    for name, value in long.items():
        before, text = text.split(to_json(marks[name]))
        yield before
        yield from _value(value)
    yield text


def _value(value: Any) -> Iterator[bytes]:
    if isinstance(value, BaseModel):
        yield from _model(value)
    elif isinstance(value, list) and value and isinstance(value[0], list | BaseModel):
        for index, each in enumerate(value):
            yield b"," if index else b"["
            yield from _value(each)
        yield b"]"
    else:
        yield to_json(value, inf_nan_mode="null")


def _numbers(value: Any) -> int:
    """About how many a value holds, by the first of each list."""
    if isinstance(value, list):
        return len(value) * _numbers(value[0]) if value else 0
    if isinstance(value, BaseModel):
        return sum(_numbers(each) for _, each in value)
    return 1
