"""What an uploaded grid, or the name of one, is answered with."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from app.i18n import Language
from app.problems import note_text
from app.schemas.numbers import AsItIs, Matrix, Stack, plain
from models.convolution.grids import Grid, GridKind

Numbers = NDArray[np.float64]


class GridResponse(BaseModel):
    """The numbers of a file. Nothing is stored."""

    shape: list[int] = Field(
        description="[rows, columns] or [channels, rows, columns].", examples=[[2, 3]]
    )
    values: AsItIs[Matrix | Stack] = Field(
        description="Rows, or channels of rows; a colour image has red, green and blue.",
        examples=[[[0, 1, 2], [3, 4, 5]]],
    )
    kind: GridKind
    notes: list[str] = Field(
        description="What was done to the numbers on the way in, in the language of the request.",
        examples=[["Cells are separated by semicolons."]],
    )

    @classmethod
    def from_grid(cls, grid: Grid, language: Language) -> Self:
        return cls(
            shape=list(grid.values.shape),
            values=plain(grid.values),
            kind=grid.kind,
            notes=[note_text(note, language) for note in grid.notes],
        )


class NamedGridResponse(BaseModel):
    """The numbers that a name stands for."""

    name: str = Field(examples=["checkerboard,2x3"])
    shape: list[int] = Field(description="[rows, columns].", examples=[[2, 3]])
    values: AsItIs[Matrix] = Field(description="Rows.", examples=[[[0, 1, 0], [1, 0, 1]]])

    @classmethod
    def of(cls, name: str, values: Numbers) -> Self:
        return cls(name=name, shape=list(values.shape), values=plain(values))
