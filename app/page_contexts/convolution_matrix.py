"""What /convolution/matrix shows before, and without, JavaScript: three products as tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.refusals import refusal
from app.page_contexts.written_numbers import grid_text, parse_grid, parse_whole, shown
from app.templating import as_script_data
from models.convolution.matrix import MatrixTrace, Numbers, trace_matrix
from models.convolution.options import PADDING_WORDS
from models.errors import LoupeError

FIRST = "book"
FIELDS = ("input", "kernel", "stride", "padding", "dilation")
NAMES = {name: f"matrix.{name}" for name in FIELDS}
QUERY_CHARACTERS = 4_000


def _counting(rows: int, columns: int) -> list[list[int]]:
    counted: list[list[int]] = np.arange(rows * columns).reshape(rows, columns).tolist()
    return counted


EXAMPLES: Mapping[str, dict[str, Any]] = {
    FIRST: {"input": _counting(3, 3), "kernel": [[1, 2], [3, 4]]},
    "row": {"input": [[0, 1, 3, 6, 5, 4, 2, 1]], "kernel": [[1, 2, -1]]},
    "padding": {"input": _counting(3, 3), "kernel": [[1, 2], [3, 4]], "padding": 1},
    "stride": {
        "input": _counting(5, 5),
        "kernel": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
        "stride": 2,
    },
    "dilation": {"input": _counting(4, 4), "kernel": [[1, 2], [3, 4]], "dilation": 2},
    "sobel": {
        "input": [[0, 0, 9, 9, 0, 0]] * 6,
        "kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    },
}
"""As the API takes them; the first is that of Dive into Deep Learning, 14.10.4."""


@dataclass(frozen=True)
class ProductRow:
    """One row of a matrix; cells: each number as it is written, and whether the kernel is there."""

    label: str
    cells: Sequence[tuple[str, bool]]
    result: str


@dataclass(frozen=True)
class Product:
    """A matrix, what it is multiplied with above its columns, and the result beside its rows."""

    name: str
    given: str
    columns: Sequence[str]
    factors: Sequence[str]
    outcome: str
    rows: Sequence[ProductRow]


@dataclass(frozen=True)
class MatrixPage:
    """typed: what stands in each field. messages: what is wrong with it.

    products: im2col, Toeplitz, its transpose; none where something is wrong.
    language_query: the language as the address asks for it, which the form passes on.
    """

    typed: Mapping[str, str]
    messages: Mapping[str, str]
    products: Sequence[Product]
    data: Markup
    language_query: str = ""
    examples: Sequence[str] = tuple(EXAMPLES)


def build(query: QueryParams, _state: State, language: Language) -> MatrixPage:
    """The page for an address. What is wrong in it becomes a message at its field."""
    typed = _typed(query, EXAMPLES.get(query.get("example", FIRST), EXAMPLES[FIRST]))
    messages: dict[str, str] = {}
    asked = _read(typed, messages, language)
    products: Sequence[Product] = ()
    if not messages:
        try:
            products = products_of(trace_matrix(**asked))
        except LoupeError as error:
            name = (error.field or "").partition("[")[0]
            field = name if name in FIELDS else "input"
            messages[field] = refusal(error, language, NAMES)
    return MatrixPage(
        typed=typed,
        messages=messages,
        products=products,
        data=as_script_data({"examples": EXAMPLES}),
        language_query=query.get("lang", "")[:20],
    )


def products_of(trace: MatrixTrace) -> Sequence[Product]:
    """The three products of the page."""
    kernel, output = _places(trace.kernel), _places(trace.output)
    cells = _places(trace.input)
    inside = trace.reads >= 0
    holds = np.zeros(trace.toeplitz.shape, dtype=bool)
    row, element = np.nonzero(inside)
    holds[row, trace.reads[row, element]] = True
    return (
        _product("im2col", ("kernel", kernel, trace.kernel), trace.im2col, inside, (output, trace)),
        _product("toeplitz", ("input", cells, trace.input), trace.toeplitz, holds, (output, trace)),
        _product(
            "transpose",
            ("output", output, trace.output),
            trace.toeplitz.T,
            holds.T,
            (cells, trace),
        ),
    )


def _product(
    name: str,
    given: tuple[str, Sequence[str], Numbers],
    matrix: Numbers,
    holds: Any,
    outcome: tuple[Sequence[str], MatrixTrace],
) -> Product:
    given_name, columns, factors = given
    labels, trace = outcome
    turned = name == "transpose"
    results = (trace.transposed if turned else trace.output).ravel().tolist()
    return Product(
        name=name,
        given=given_name,
        columns=columns,
        factors=[shown(value)[0] for value in factors.ravel().tolist()],
        outcome="painted" if turned else "output",
        rows=[
            ProductRow(
                label=label,
                cells=[
                    (shown(value)[0], kept) for value, kept in zip(values, kept_ones, strict=True)
                ],
                result=shown(result, 6)[0],
            )
            for label, values, kept_ones, result in zip(
                labels, matrix.tolist(), holds.tolist(), results, strict=True
            )
        ],
    )


def _places(grid: Numbers) -> Sequence[str]:
    """Each cell's row and column, row by row."""
    return [f"{row}, {column}" for row, column in np.ndindex(grid.shape)]


def _typed(query: QueryParams, example: Mapping[str, Any]) -> dict[str, str]:
    """The text of each field: what the address says, else what the example has."""
    standing = {
        "input": grid_text(example["input"]),
        "kernel": grid_text(example["kernel"]),
        "stride": str(example.get("stride", 1)),
        "padding": str(example.get("padding", 0)),
        "dilation": str(example.get("dilation", 1)),
    }
    given = {name: query.get(name, "")[:QUERY_CHARACTERS] for name in FIELDS}
    return {name: text if text.strip() else standing[name] for name, text in given.items()}


def _read(typed: Mapping[str, str], messages: dict[str, str], language: Language) -> dict[str, Any]:
    """A question from texts; each that cannot be read leaves a message."""

    def orsay(name: str, key: str, value: Any) -> Any:
        if value is None:
            text = typed[name] if len(typed[name]) <= 60 else typed[name][:59] + "…"
            messages[name] = texts().text(f"matrix.{key}", language, value=text)
        return value

    padding = typed["padding"].strip()
    return {
        "input": orsay("input", "bad_grid", parse_grid(typed["input"])),
        "kernel": orsay("kernel", "bad_grid", parse_grid(typed["kernel"])),
        "stride": orsay("stride", "bad_pair", _pair(typed["stride"])),
        "padding": padding
        if padding in PADDING_WORDS
        else orsay("padding", "bad_padding", _pair(padding)),
        "dilation": orsay("dilation", "bad_pair", _pair(typed["dilation"])),
    }


def _pair(text: str) -> int | list[int] | None:
    parts = [parse_whole(part) for part in re.split("[,，x×]", text)]
    whole = [part for part in parts if part is not None]
    if len(whole) != len(parts) or len(whole) > 2:
        return None
    return whole if len(whole) == 2 else whole[0]
