"""What the page /attention/change shows: a translation, and beside it the changed one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, named, texts
from app.page_contexts.attention import NO_MODEL
from app.page_contexts.attention_asking import ask
from app.page_contexts.attention_change_address import KINDS, Change, cut
from app.page_contexts.attention_examples import examples_in
from app.page_contexts.attention_models import ModelChoice, by_pair, offered, rivals
from app.page_contexts.attention_table import WeightTable, has_unknown, signed, weight_table
from app.problems import Problem, of_loupe_error
from app.templating import as_script_data
from models import limits
from models.errors import LoupeError, WeightNotAllowed, WeightsCount, WeightsSumToZero
from models.seq2seq.tokens import WORD_START

FIRST_STEP, FIRST_WORD = 3, 9
"""Without a sentence in the address: the step that is changed, and the token it looks at alone."""
FIRST_SENTENCE = "The little girl wants to buy a new book."
LIKELIEST = 3

Told = Mapping[str, Any]
"""What the page needs of an answer; static/js/change/asking.js makes the same of one."""


@dataclass(frozen=True)
class Side:
    """One of the two translations."""

    text: str
    log_probability: str
    table: WeightTable

    @classmethod
    def of(cls, told: Told) -> "Side":
        return cls(
            told["target"]["text"],
            signed(told["log_probability"]),
            weight_table(told, "tokens"),
        )


@dataclass(frozen=True)
class Leak:
    """Weight on the padding."""

    mean: float
    largest: float
    row: str
    """The target token whose row has most of it, without the sign for the beginning of a word."""

    @classmethod
    def of(cls, told: Told) -> "Leak":
        valid = told["source"]["valid_length"]
        sums = [sum(row[valid:]) for row in told["attention"]]
        largest = max(sums)
        row = told["target"]["tokens"][sums.index(largest)].removeprefix(WORD_START)
        return cls(sum(sums) / len(sums), largest, row)


@dataclass(frozen=True)
class ChangePage:
    """The template's `page`. Where something is wrong, `before` or `after` is None."""

    text: str
    change: Change
    pairs: Mapping[str, Sequence[ModelChoice]]
    model: ModelChoice
    rivals: Sequence[ModelChoice]
    keeps_language: str
    """Value of `lang` in the address, which the form must carry on; else empty."""
    problem: str
    """Of the sentence or the model."""
    change_problem: str
    """Of what is changed."""
    parts: Sequence[str]
    """The sentence, cut: what stands between words, and words, in turn."""
    tokens: Sequence[str]
    """Of the translation as it is."""
    before: Side | None
    after: Side | None
    old_log_probability: str
    """Of the translation as it was, under the change; empty where it cannot be said."""
    leak: Leak | None
    has_unknown: bool
    """Whether a text holds a character that the model does not know."""
    data: Markup
    kinds: Sequence[str] = KINDS


def told(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without what the page does not show."""
    kept = ("model", "source", "target", "attention", "log_probability")
    return {key: answer[key] for key in kept} | {
        "steps": [
            {
                "probability": step["chosen"]["probability"],
                "likeliest": [
                    {"token": one["token"], "probability": one["probability"]}
                    for one in step["candidates"][:LIKELIEST]
                ],
            }
            for step in answer.get("steps", ())
        ]
    }


@dataclass(frozen=True)
class Asking:
    """Asks for translations of one sentence by one model."""

    state: State
    language: Language
    request: Mapping[str, Any]

    def ask(self, **changes: Any) -> tuple[dict[str, Any] | None, Problem | None]:
        answer, problem = ask({**self.request, **changes}, self.state, self.language)
        if answer is None or "segments" in answer:
            return None, problem
        return told(answer), None


def numbers(written: str) -> list[float] | None:
    """Numbers with commas between them; None for anything else."""
    try:
        return [float(one) for one in written.split(",")] if written.strip() else []
    except ValueError:
        return None


def unfit(change: Change, weights: Sequence[float], tokens: int) -> LoupeError | None:
    """Why weights cannot be those of a step; the API says the same, but counts steps from 0."""
    if change.kind != "weights" or not weights:
        return None
    if len(weights) != tokens:
        return WeightsCount(step=change.step, found=len(weights), expected=tokens)
    for position, value in enumerate(weights, 1):
        if not 0 <= value < math.inf:
            return WeightNotAllowed(step=change.step, position=position, value=value)
    return None if any(weights) else WeightsSumToZero(step=change.step)


def build(query: QueryParams, state: State, language: Language) -> ChangePage:
    """The page for an address; without a sentence in it an example is taken."""
    change = Change.of(query)
    models = offered(state, language)
    model = models.get(change.model, next(iter(models.values()), NO_MODEL))
    text = change.text
    if text is None:
        text = FIRST_SENTENCE if model.source == "en" else examples_in(model.source)[0].text
    asking = Asking(state, language, change.request(text))
    before, problem = asking.ask()
    message = problem.detail if problem else ""
    one_sentence = texts().text("change.one_sentence", language, tokens=limits.PASS_TOKENS)
    if before is None and problem is None:
        message = one_sentence
    after = forced = None
    weights = numbers(change.weights)
    change_problem = ""
    if before:
        change, weights = within(change, before, weights)
        if weights is None:
            value = change.weights[:40]
            change_problem = texts().text("change.bad_weights", language, value=value)
        elif error := unfit(change, weights, len(before["source"]["tokens"])):
            change_problem = of_loupe_error(error, language).detail
        else:
            changes = change.changes(text, change.step, weights)
            after, problem = asking.ask(**changes, detail="attention")
            change_problem = problem.detail if problem else ""
            if after is None and problem is None:
                change_problem = one_sentence
        if after:
            forced, _ = asking.ask(**changes, target=before["target"]["text"])
            if forced and forced["target"]["tokens"] != before["target"]["tokens"]:
                forced = None
    others = rivals(models, model.name)
    return ChangePage(
        text=text,
        change=change,
        pairs=by_pair(models),
        model=model,
        rivals=others,
        keeps_language=query.get("lang", "") if named(query.get("lang")) else "",
        problem=message,
        change_problem=change_problem,
        parts=cut(text),
        tokens=before["target"]["tokens"] if before else [],
        before=Side.of(before) if before else None,
        after=Side.of(after) if after else None,
        old_log_probability=signed(forced["log_probability"]) if forced else "",
        leak=Leak.of(after) if after and change.kind == "padding" else None,
        has_unknown=has_unknown(
            *(one[side] for one in (before, after) if one for side in ("source", "target"))
        ),
        data=as_script_data(
            {
                "state": asdict(replace(change, text=text))
                | {"weights": (after and weights) or []},
                "languages": {"source": model.source, "target": model.target},
                "parts": cut(text),
                "before": before,
                "after": after,
                "forced": forced,
                "one_sentence": one_sentence,
            }
        ),
    )


def within(
    change: Change, before: Told, weights: list[float] | None
) -> tuple[Change, list[float] | None]:
    """The change with a step and a word that are there, and with an example's first change."""
    source, target = before["source"], before["target"]["tokens"]
    if change.text is None and change.kind == "weights" and not change.weights:
        length = len(source["tokens"])
        weights = [float(at == min(FIRST_WORD, length) - 1) for at in range(length)]
        change = replace(change, step=FIRST_STEP, weights=",".join(f"{w:g}" for w in weights))
    words = len(cut(source["text"])) // 2
    step, word = min(change.step, len(target)), min(change.word, max(words, 1))
    return replace(change, step=step, word=word), weights
