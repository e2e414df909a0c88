"""Exercises on convolution: the question, an answer to it, the verdict.

Texts are in the language of who asks; codes and numbers are the same in all.
"""

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from app.i18n import Language, texts
from app.practice_texts import facts_of, said_of
from app.schemas.numbers import AsItIs, Matrix, Stack, plain, plain_number
from models import limits
from models.convolution.operations import Operation
from models.practice.exercise import Given, Line
from models.practice.exercises import LEVELS, NAMES, TEXTBOOK, Exercise, Name, Verdict

Pair = tuple[int, int]
Number = Annotated[int, Field(ge=1, le=len(NAMES), description="Which exercise.")]
Seed = Annotated[
    int,
    Field(ge=0, le=limits.SEED, description="Draws the numbers; 0: those of textbooks."),
]
Level = Annotated[int, Field(ge=1, le=LEVELS, description="1 easy, 2 medium, 3 hard.")]


class PracticeRequest(BaseModel):
    """An answer to an exercise."""

    model_config = ConfigDict(extra="forbid")

    exercise: AsItIs[Number]
    seed: AsItIs[Seed] = TEXTBOOK
    level: AsItIs[Level] = 1
    answer: AsItIs[float | list[float] | str | None] = Field(
        default=None,
        description="A number, or [rows, columns]; either may be text such as 3 × 4. "
        "null: show the answer.",
    )


class PracticeFact(BaseModel):
    label: str
    text: str


class PracticeHint(BaseModel):
    """One line of the arithmetic, not worked out."""

    label: str
    text: str


class PracticeStep(PracticeHint):
    """One line of the arithmetic."""

    value: AsItIs[float]

    @classmethod
    def of(cls, line: Line, language: Language) -> Self:
        return cls(
            label=label_of(line, language), text=line.text, value=plain_number(float(line.value))
        )


class PaddingSides(BaseModel):
    top: int
    bottom: int
    left: int
    right: int


class PracticeLayer(BaseModel):
    """The layer in question. Pairs are [rows, columns]; padding that is asked for is 0."""

    operation: Operation
    size: Pair = Field(description="Of the input; [0, 0] where it does not matter.")
    kernel_size: Pair = Field(description="Or the window of a pooling.")
    stride: Pair
    padding: PaddingSides
    dilation: Pair
    output_padding: Pair
    channels: Pair = Field(description="[input, output]")
    groups: int
    bias: bool
    input: AsItIs[Stack | None] = Field(description="[channels][rows][columns]")
    kernel: AsItIs[Stack | None] = Field(description="[input channels][rows][columns]")

    @classmethod
    def of(cls, given: Given) -> Self:
        return cls(
            operation=given.operation,
            size=given.side,
            kernel_size=given.kernel,
            stride=given.stride,
            padding=PaddingSides(**given.padding._asdict()),
            dilation=given.dilation,
            output_padding=given.output_padding,
            channels=(given.inputs, given.outputs),
            groups=given.groups,
            bias=given.bias,
            input=None if given.values is None else plain(given.values),
            kernel=None if given.weights is None else plain(given.weights),
        )


class PracticeQuestion(BaseModel):
    """An exercise without its answer."""

    exercise: int
    seed: int
    level: int
    name: Name
    title: str
    question: str
    asks: Literal["number", "pair"]
    facts: list[PracticeFact]
    layer: PracticeLayer
    cell: Pair | None = Field(description="The output cell that is asked for.")
    known: AsItIs[list[float]] = Field(description="Output cells before it, row by row.")
    output_size: Pair | None = Field(description="Where a cell of the output is asked for.")
    hint: str
    numbers: list[PracticeHint] = Field(
        description="The second hint: the arithmetic to be worked out."
    )

    @classmethod
    def of(cls, asked: Exercise, language: Language) -> Self:
        drawn = asked.drawn
        known: list[float] = []
        size = None
        if drawn.output is not None and drawn.cell is not None:
            size = (drawn.output.shape[0], drawn.output.shape[1])
            row, column = drawn.cell
            known = plain(drawn.output.ravel()[: row * size[1] + column])
        said = said_of(asked, language)
        return cls(
            exercise=asked.number,
            seed=asked.seed,
            level=asked.level,
            name=asked.name,
            title=said.title,
            question=said.question,
            asks="pair" if asked.asks_pair else "number",
            facts=[
                PracticeFact(label=label, text=text) for label, text in facts_of(asked, language)
            ],
            layer=PracticeLayer.of(drawn.given),
            cell=drawn.cell,
            known=known,
            output_size=size,
            hint=said.hint,
            numbers=[
                PracticeHint(label=label_of(line, language), text=line.text)
                for line in drawn.lines
                if not line.last
            ],
        )


class PracticeSolution(BaseModel):
    """The answer and how it comes about."""

    expected: AsItIs[float | tuple[int, int]]
    steps: list[PracticeStep]
    output_size: Pair | None
    output: AsItIs[Matrix | None] = Field(description="Where a cell of it was asked for.")
    window: AsItIs[Stack | None] = Field(description="What the kernel lies on, by channel.")
    products: AsItIs[Stack | None] = Field(description="Window times kernel.")
    unread: dict[Literal["rows", "columns"], list[int]] | None = Field(
        description="Rows and columns of the padded input that no window reads."
    )

    @classmethod
    def of(cls, asked: Exercise, language: Language) -> Self:
        drawn = asked.drawn
        expected = [int(part) if float(part).is_integer() else part for part in drawn.expected]
        window = _window(asked)
        products = None if window is None else window * drawn.given.weights
        sliding = asked.name in ("shape", "padding", "dilation", "multiply_adds")
        geometry = drawn.given.geometry if sliding else None
        return cls(
            expected=expected if asked.asks_pair else expected[0],
            steps=[PracticeStep.of(line, language) for line in drawn.lines],
            output_size=_output_size(asked),
            output=None if drawn.output is None else plain(drawn.output),
            window=None if window is None else plain(window),
            products=None if products is None else plain(products),
            unread=None
            if geometry is None
            else {"rows": list(geometry.rows.unread), "columns": list(geometry.columns.unread)},
        )


class PracticeVerdict(BaseModel):
    """correct: null where the answer was only to be shown. solution: with that, or when correct."""

    exercise: int
    seed: int
    level: int
    correct: bool | None
    mistake: str | None = Field(description="A code, where what went wrong can be told.")
    remark: str
    solution: PracticeSolution | None

    @classmethod
    def of(cls, asked: Exercise, verdict: Verdict | None, language: Language) -> Self:
        """verdict: none where nothing was answered."""
        correct = None if verdict is None else verdict.correct
        mistake = None if verdict is None else verdict.mistake
        if mistake:
            remark = texts().text(f"practice.mistake_{mistake.code}", language, **mistake.words)
        else:
            key = {None: "shown", True: "right", False: "wrong"}[correct]
            remark = texts().text(f"practice.verdict_{key}", language)
        return cls(
            exercise=asked.number,
            seed=asked.seed,
            level=asked.level,
            correct=correct,
            mistake=mistake.code if mistake else None,
            remark=remark,
            solution=None if correct is False else PracticeSolution.of(asked, language),
        )


def label_of(line: Line, language: Language) -> str:
    """What a line works out."""
    words = {} if line.number is None else {"number": line.number}
    return texts().text(f"practice.line_{line.label or 'answer'}", language, **words)


def _window(asked: Exercise) -> Any:
    """(channels, kernel rows, kernel columns) with padding as zeros; None without a kernel."""
    drawn, given = asked.drawn, asked.drawn.given
    if given.weights is None or given.values is None or drawn.cell is None:
        return None
    around = given.padding
    sides = ((0, 0), (around.top, around.bottom), (around.left, around.right))
    span = given.geometry.window(*drawn.cell)
    return np.pad(given.values, sides)[:, span.top : span.bottom, span.left : span.right]


def _output_size(asked: Exercise) -> Pair | None:
    expected = asked.drawn.expected
    if asked.name == "same":
        return asked.drawn.given.side
    if asked.name == "multiply_adds":
        return asked.drawn.given.geometry.output
    if asked.asks_pair:
        return int(expected[0]), int(expected[1])
    return None
