"""Numbers and grids of numbers that cannot be taken."""

from models.errors.base import InvalidInput


class NotAnArray(InvalidInput):
    code = "not-an-array"
    title = "Not an array of numbers"
    message = "“{place}” is {value}; arrays of numbers with {allowed} dimensions are allowed."


class WrongRank(InvalidInput):
    code = "wrong-rank"
    title = "Wrong number of dimensions"
    message = "“{name}” has {found} {found:dimension|dimensions}; allowed: {allowed}."


class EmptyGrid(InvalidInput):
    code = "empty-grid"
    title = "Empty array"
    message = "“{place}” is empty; each dimension needs at least one element."


class RaggedGrid(InvalidInput):
    code = "ragged-grid"
    title = "Rows of different lengths"
    message = (
        "“{place}” has {found} {found:element|elements}, the first of its kind {expected}; "
        "make them equal."
    )


class RaggedRow(InvalidInput):
    code = "ragged-row"
    title = "Rows of different lengths"
    message = (
        "Row {row} has {found} {found:cell|cells}, but row 1 has {expected}; all rows must have "
        "the same number."
    )


class NotANumber(InvalidInput):
    code = "not-a-number"
    title = "Not a number"
    message = "“{place}” is {value}; only finite numbers are allowed."


class CellNotANumber(InvalidInput):
    code = "cell-not-a-number"
    title = "Not a number"
    message = "Row {row}, column {column} holds “{value}”; only finite numbers are allowed."


class MagnitudeTooLarge(InvalidInput):
    code = "magnitude-too-large"
    title = "Number too large"
    message = "“{place}” is {value}; numbers from −{limit} to {limit} are allowed."


class GridTooLarge(InvalidInput):
    code = "grid-too-large"
    title = "Grid too large"
    message = "“{name}” is {found}; at most {limit} is allowed."


class OutOfRange(InvalidInput):
    code = "out-of-range"
    title = "Number out of range"
    message = "“{name}” is {value}; whole numbers from {least} to {most} are allowed."


class UnknownGrid(InvalidInput):
    code = "unknown-grid"
    title = "Unknown grid"
    message = "There is no grid “{value}”; available: {allowed}."


class NoFileOrGrid(UnknownGrid):
    code = "no-file-or-grid"
    title = "Neither a file nor a grid"
    message = "There is no file and no grid “{value}”; the grids are: {allowed}."


class WrongForm(InvalidInput):
    code = "wrong-form"
    title = "Value of the wrong form"
    message = "“{name}” is {value}; allowed: {allowed}."


class RangeReversed(InvalidInput):
    code = "range-reversed"
    title = "Range the wrong way round"
    message = "The range is {low} to {high}; its first number must not be greater than its second."
