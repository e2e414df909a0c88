"""What the page /attention shows before and without any script: an answer and all its weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from pydantic import ValidationError
from starlette.datastructures import QueryParams, State

from app.api.translate import answer as translate
from app.i18n import Language, named
from app.problems import Problem, of_loupe_error, of_validation_error
from app.schemas.translate import TranslateRequest, TranslateResponse
from app.templating import as_script_data
from models.errors import LoupeError, SentenceEmpty
from models.seq2seq.tokens import END_TOKEN, UNKNOWN_TOKEN, WORD_START

View = Literal["tokens", "words"]
NO_MODEL = {"source": "en", "target": "fr", "attend": "before"}
WIDE_FROM = 16
"""From how many columns on the strip stands below the figure instead of beside it."""
LONG_FROM = 240
"""From how many characters on the two sentences are set smaller."""


@dataclass(frozen=True)
class Example:
    """An English sentence and what it shows; `kind` names its text in the catalogue."""

    kind: str
    text: str


EXAMPLES = (
    Example("adjectives", "My brother has a red car and a small dog."),
    Example("negation", "I do not understand this question."),
    Example("question", "Where did you buy this book?"),
    Example("distance", "The children who live in this house are at school."),
    Example("pronouns", "I will show it to you tomorrow."),
    Example("tense", "I have been living here for ten years."),
)


@dataclass(frozen=True)
class WeightRow:
    """One row of the table: the weights of one target token or word, and their sum."""

    label: str
    weights: Sequence[float]

    @property
    def total(self) -> float:
        return sum(self.weights)


@dataclass(frozen=True)
class WeightTable:
    """All weights of an answer in one view."""

    columns: Sequence[str]
    rows: Sequence[WeightRow]


@dataclass(frozen=True)
class Unit:
    """One row or column: the tokens first..last (inclusive) under one label."""

    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Reading:
    """One answer as the page sets it. Texts are plain; the template escapes them."""

    source_text: str
    target_text: str
    table: WeightTable
    has_unknown: bool
    truncated: bool
    log_probability: str

    @property
    def wide(self) -> bool:
        return len(self.table.columns) >= WIDE_FROM

    @property
    def long(self) -> bool:
        return len(self.source_text) >= LONG_FROM

    @classmethod
    def of(cls, response: TranslateResponse, view: View) -> "Reading":
        source, target = response.source, response.target
        return cls(
            source_text=source.text,
            target_text=target.text,
            table=weight_table(response, view),
            has_unknown=UNKNOWN_TOKEN in source.tokens or UNKNOWN_TOKEN in target.tokens,
            truncated=target.tokens[-1:] != [END_TOKEN],
            log_probability=f"{response.log_probability:.3f}".replace("-", "\u2212"),
        )


@dataclass(frozen=True)
class AttentionPage:
    """The template's `page`. Either `reading` or `problem` is there."""

    text: str
    view: View
    model: str
    """The model that the address asks for; empty for the default one."""
    answered_by: str
    keeps_language: str
    """Value of `lang` in the address, which the form must carry on; else empty."""
    examples: Sequence[Example]
    problem: Problem | None
    problem_field: Literal["text", "model"]
    source_language: str
    target_language: str
    attend: str
    """Whether the query is the decoder's state "before" or "after" the recurrent step."""
    reading: Reading | None
    data: Markup
    """For the script: the same answer, so that it need not ask again."""


def units(text: str, tokens: Sequence[str], words: Sequence[Sequence[int]]) -> Iterator[Unit]:
    """Words of a sentence in order, and tokens of no word by themselves; every token once.

    A bare sign for the beginning of a word belongs to the word that follows it.

    tokens: pieces with the end-of-sentence token; words: [first, last] of each word of `text`,
    last = first - 1 for one that left no token.
    """
    written = text.split()
    after = 0
    for index, (first, last) in enumerate(words):
        if last < first or first < after:
            continue
        yield from (Unit(tokens[i], i, i) for i in range(after, first))
        spelled = "".join(tokens[first : last + 1]).replace(WORD_START, "")
        yield Unit(written[index] if len(written) == len(words) else spelled, first, last)
        after = last + 1
    yield from (Unit(tokens[i], i, i) for i in range(after, len(tokens)))


def merged(
    attention: Sequence[Sequence[float]], rows: Sequence[Unit], columns: Sequence[Unit]
) -> list[list[float]]:
    """Attention between units: columns added, rows averaged, so that each row still sums to 1.

    attention (target tokens, source tokens) -> (rows, columns).
    """
    return [
        [
            sum(sum(look[column.first : column.last + 1]) for look in looks) / len(looks)
            for column in columns
        ]
        for looks in (attention[row.first : row.last + 1] for row in rows)
    ]


def weight_table(response: TranslateResponse, view: View) -> WeightTable:
    """Every weight of an answer, over tokens or over words."""
    source, target, attention = response.source, response.target, response.attention
    if view == "tokens":
        return WeightTable(
            source.tokens,
            [
                WeightRow(token, weights)
                for token, weights in zip(target.tokens, attention, strict=True)
            ],
        )
    columns = list(units(source.text, source.tokens, source.words))
    rows = list(units(target.text, target.tokens, target.words))
    return WeightTable(
        [column.label for column in columns],
        [
            WeightRow(row.label, weights)
            for row, weights in zip(rows, merged(attention, rows, columns), strict=True)
        ],
    )


def nothing_typed(language: Language) -> Problem:
    return of_loupe_error(SentenceEmpty(field="text"), language)


def ask(
    text: str, model: str, state: State, language: Language
) -> tuple[TranslateResponse | None, Problem | None]:
    """The answer to a sentence, or what stood against it in the page's language."""
    wanted = {"text": text, "detail": "attention"} | ({"model": model} if model else {})
    if not text:
        return None, nothing_typed(language)
    try:
        return translate(TranslateRequest.model_validate(wanted), state.registry), None
    except ValidationError as error:
        return None, of_validation_error(RequestValidationError(error.errors()), language)
    except LoupeError as error:
        return None, of_loupe_error(error, language)


def described_models(state: State) -> dict[str, dict[str, str]]:
    """What the page must know of each model: its two languages, and which state the query is."""
    return {
        one.name: {
            "source": one.source_language,
            "target": one.target_language,
            "attend": one.network.config.attend,
        }
        for one in state.registry
    }


def build(query: QueryParams, state: State, language: Language) -> AttentionPage:
    """The page for an address: `text` (an example if absent), `model`, `view`."""
    text = query.get("text", EXAMPLES[0].text)
    view: View = "words" if query.get("view") == "words" else "tokens"
    model = query.get("model", "")
    response, problem = ask(text, model, state, language)
    models = described_models(state)
    name = response.model if response else model
    facts = models.get(name) or next(iter(models.values()), NO_MODEL)
    data = {
        "example": EXAMPLES[0].text,
        "models": models,
        "wide_from": WIDE_FROM,
        "long_from": LONG_FROM,
        "nothing_typed": nothing_typed(language).detail,
        "answer": response.model_dump(mode="json") if response else None,
    }
    return AttentionPage(
        text=text,
        view=view,
        model=model,
        answered_by=name,
        keeps_language=query.get("lang", "") if named(query.get("lang")) else "",
        examples=EXAMPLES,
        problem=problem,
        problem_field="model" if problem and problem.field == "model" else "text",
        source_language=facts["source"],
        target_language=facts["target"],
        attend=facts["attend"],
        reading=Reading.of(response, view) if response else None,
        data=as_script_data(data),
    )
