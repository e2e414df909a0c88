"""Long JSON is read row by row, and comes to the same as in one go."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.convolution.grids import json_text
from models.convolution.grids.json_text import RowByRow, parse
from models.errors import Interrupted, InvalidJson, JsonTooDeep
from models.interruption import Interruption, obeying

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def outcome(text: str, **options: Any) -> object:
    """What it is read as, or what is wrong and where."""
    try:
        return json.loads(text, **options)
    except json.JSONDecodeError as error:
        return error.msg, error.pos


@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_any_value_is_read_alike(value: Any, indent: Any) -> None:
    text = json.dumps(value, indent=indent)
    assert outcome(text, cls=RowByRow) == value


@given(st.text('[]{},:1" ', max_size=12))
def test_any_error_is_found_at_the_same_place(text: str) -> None:
    assert outcome(text, cls=RowByRow) == outcome(text)


def test_a_long_text_is_read_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "AT_ONCE", 0)
    assert parse('{"a": [[1, 2], [3.5]], "b": [{"c": []}]}') == {
        "a": [[1, 2], [3.5]],
        "b": [{"c": []}],
    }
    assert parse("[[" + "9" * 5000 + "]]") == [[float("inf")]]
    with pytest.raises(JsonTooDeep):
        parse("[" * 100_000)
    with pytest.raises(InvalidJson, match="line 2"):
        parse("[[1],\n[2,]]")
    told = Interruption()
    told.stop()
    with obeying(told), pytest.raises(Interrupted):
        parse("[[1]]")
