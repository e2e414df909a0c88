"""What the home page shows at once: one translation and one cross-correlation, worked out."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.page_contexts.attention_asking import ask
from app.page_contexts.attention_table import WeightRow, weight_table
from app.schemas.convolve import ConvolveResponse
from app.templating import as_script_data
from models.convolution.trace import trace_convolution

SENTENCES = (
    "Where did you buy this red car?",
    "I do not understand this question.",
    "My brother works in a big hospital.",
)
INPUT = ((0.0, 1.0, 2.0, 0.0), (3.0, 4.0, 5.0, 1.0), (6.0, 7.0, 8.0, 2.0), (0.0, 3.0, 1.0, 0.0))
KERNEL = ((0.0, 1.0), (2.0, 3.0))
LEVELS = 20


@dataclass(frozen=True)
class Shade:
    """A weight in 0 … 1 as its number and as one of the shades that the style sheet knows."""

    text: str
    level: int

    @classmethod
    def of(cls, weight: float) -> "Shade":
        return cls(f"{weight:.2f}".replace("0.", ".", 1), round(weight * LEVELS))


@dataclass(frozen=True)
class Look:
    """One word of the translation and what it looked at."""

    word: str
    shades: Sequence[Shade]


@dataclass(frozen=True)
class HomePage:
    """looks is empty, and `problem` a sentence, where nothing could be translated."""

    sentences: Sequence[str]
    chosen: int
    problem: str
    source_words: Sequence[str]
    looks: Sequence[Look]
    first_look: str
    input: Sequence[Sequence[str]]
    kernel: Sequence[Sequence[str]]
    output: Sequence[Sequence[str]]
    terms: str
    products: str
    sum: str
    step_count: int
    data: Markup
    """For the scripts: the two answers as the API gives them."""


def looked(row: WeightRow, words: Sequence[str], language: Language) -> str:
    """A sentence on the one or two words that a row looked at most, in whole per cents.

    Rounded by largest remainder together with what is left, as the scripts do.
    """
    order = sorted(range(len(words)), key=lambda j: -row.weights[j])
    first, second = order[0], order[min(1, len(order) - 1)]
    parts = [row.weights[first], row.weights[second]]
    exact = [100 * part for part in (*parts, 1 - sum(parts))]
    whole = [math.floor(value) for value in exact]
    for j in sorted(range(3), key=lambda j: whole[j] - exact[j])[: 100 - sum(whole)]:
        whole[j] += 1
    return texts().text(
        "home.looked" if whole[1] else "home.looked_at_one",
        language,
        target=row.label,
        first=words[first],
        first_percent=whole[0],
        second=words[second],
        second_percent=whole[1],
    )


def build(query: QueryParams, state: State, language: Language) -> HomePage:
    """The page for an address: `example`, 1 to 3; anything else is the first."""
    number = query.get("example", "")
    chosen = int(number) - 1 if number in ("1", "2", "3") else 0
    answer, problem = ask({"text": SENTENCES[chosen]}, state, language)
    table = weight_table(answer, "words") if answer else None
    trace = trace_convolution(INPUT, KERNEL)
    first = trace.frames[0]
    terms = [
        f"{INPUT[row][column]:g} × {weight:g}"
        for row, weights in enumerate(KERNEL)
        for column, weight in enumerate(weights)
    ]
    return HomePage(
        sentences=SENTENCES,
        chosen=chosen,
        problem=problem.detail if problem else "",
        source_words=table.columns if table else (),
        looks=[Look(row.label, [Shade.of(w) for w in row.weights]) for row in table.rows]
        if table
        else (),
        first_look=looked(table.rows[0], table.columns, language) if table else "",
        input=[[f"{cell:g}" for cell in row] for row in INPUT],
        kernel=[[f"{cell:g}" for cell in row] for row in KERNEL],
        output=[[f"{cell:g}" for cell in row] for row in trace.output.tolist()],
        terms=" + ".join(terms),
        products=" + ".join(f"{product:g}" for product in first.products.ravel().tolist()),
        sum=f"{first.value:g}",
        step_count=trace.frame_count,
        data=as_script_data(
            {
                "sentences": SENTENCES,
                "chosen": chosen,
                "answer": answer,
                "input": INPUT,
                "kernel": KERNEL,
                "convolution": ConvolveResponse.from_trace(trace).model_dump(mode="json"),
            }
        ),
    )
