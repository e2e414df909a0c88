"""What the page /attention shows before and without any script: an answer and all its weights."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, named, texts
from app.page_contexts.attention_address import Address
from app.page_contexts.attention_asking import Asker, nothing_typed
from app.page_contexts.attention_comparison import Comparison, compare
from app.page_contexts.attention_examples import EXAMPLES, Example, examples_in
from app.page_contexts.attention_flow import StepTable, step_table
from app.page_contexts.attention_given import Chance, Part, chances, given_in
from app.page_contexts.attention_map import MapPart, parts_of_model
from app.page_contexts.attention_models import ModelChoice, by_pair, offered, rivals
from app.page_contexts.attention_parts import (
    Stretch,
    hypothesis_of,
    nearest,
    sentences_of,
    stretches,
)
from app.page_contexts.attention_table import (
    Answer,
    WeightTable,
    has_unknown,
    signed,
    weight_table,
)
from app.problems import Problem
from app.templating import as_script_data
from models.seq2seq.tokens import END_TOKEN

NO_MODEL = ModelChoice("", "en", "fr", "before", "", 0, None, None, None)
WIDE_FROM = 16
"""From how many columns on the strip stands below the figure instead of beside it."""
LONG_FROM = 240
"""From how many characters on the two sentences are set smaller."""


@dataclass(frozen=True)
class Line:
    """One translation that a beam kept."""

    number: int
    text: str
    score: str
    log_probability: str


@dataclass(frozen=True)
class Reading:
    """One sentence and one translation of it. Texts are plain; the template escapes them."""

    whole_source: str
    source: Sequence[Stretch]
    target: Sequence[Stretch]
    """The two texts cut into sentences."""
    sentence: int
    sentences: int
    lines: Sequence[Line]
    """What the beam kept, best first; one line where there was no beam."""
    hypothesis: int
    shown: Answer
    table: WeightTable
    given: Part
    """How much of the translation the reader gave."""
    chances: Sequence[Chance]
    """Of its words; none where the reader gave nothing."""

    @property
    def wide(self) -> bool:
        return len(self.table.columns) >= WIDE_FROM

    @property
    def long(self) -> bool:
        return len(self.whole_source) >= LONG_FROM

    @property
    def has_unknown(self) -> bool:
        return has_unknown(self.shown["source"], self.shown["target"])

    @property
    def truncated(self) -> bool:
        ended: bool = self.shown["target"]["tokens"][-1:] == [END_TOKEN]
        return not ended

    @property
    def log_probability(self) -> str:
        return signed(self.shown["log_probability"])

    @classmethod
    def of(cls, answer: Answer, address: Address) -> "Reading":
        sentences = sentences_of(answer)
        at = nearest(address.sentence, len(sentences))
        sentence = sentences[at]
        hypothesis = nearest(address.hypothesis, len(sentence["hypotheses"]))
        shown = hypothesis_of(sentence, hypothesis)
        given = given_in(shown)
        source, target = (
            stretches(answer[side]["text"], [one[side]["text"] for one in sentences])
            for side in ("source", "target")
        )
        return cls(
            whole_source=answer["source"]["text"],
            source=source,
            target=[
                replace(part, text=shown["target"]["text"]) if part.number == at + 1 else part
                for part in target
            ],
            sentence=at + 1,
            sentences=len(sentences),
            lines=[
                Line(number, one["text"], signed(one["score"]), signed(one["log_probability"]))
                for number, one in enumerate(sentence["hypotheses"], 1)
            ],
            hypothesis=hypothesis + 1,
            shown=shown,
            table=weight_table(shown, address.view),
            given=given,
            chances=[] if given == "none" else chances(shown),
        )


@dataclass(frozen=True)
class AttentionPage:
    """The template's `page`. Either `reading` or `problem` is there."""

    text: str
    address: Address
    pairs: Mapping[str, Sequence[ModelChoice]]
    """Every model, by language pair."""
    model: ModelChoice
    """The one that answers."""
    rivals: Sequence[ModelChoice]
    """Those that can stand beside it."""
    keeps_language: str
    """Value of `lang` in the address, which the form must carry on; else empty."""
    examples: Sequence[Example]
    problem: Problem | None
    problem_field: Literal["text", "model", "target"]
    reading: Reading | None
    step: StepTable | None
    """One step of the decoder, if the address names one."""
    map: Sequence[MapPart]
    """The whole model; empty where there is no reading."""
    comparison: Comparison | None
    compare_problem: str
    question: str
    """The query of the files and pages that go on from here."""
    data: Markup
    """For the script: the same answers, so that it need not ask again."""


def field_at_fault(problem: Problem | None) -> Literal["text", "model", "target"]:
    """The field of the form at which a problem is told."""
    if problem and problem.field == "model":
        return "model"
    return "target" if problem and problem.field in ("target", "target_prefix") else "text"


def compared(
    asker: Asker, address: Address, shown: Answer, model: ModelChoice, choices: Sequence[str]
) -> tuple[Comparison | None, str]:
    """The second model beside the first, held to the first one's translation if it has another."""
    name = address.compare
    if not name:
        return None, ""
    if name not in choices:
        key = "attention.compare_unknown"
        return None, texts().text(key, asker.language, value=name, model=model.name)
    text = shown["source"]["text"]
    own, problem = asker.ask(address.request(text, name))
    if own is None:
        return None, problem.detail if problem else ""
    other: Answer | None = own
    if own["target"].get("tokens") != shown["target"]["tokens"]:
        other, problem = asker.ask(address.request(text, name, shown["target"]["text"]))
    if other is None:
        return None, problem.detail if problem else ""
    return compare(shown, other, own, address.view), ""


def script_data(models: Mapping[str, ModelChoice], asker: Asker, language: Language) -> Markup:
    labelled = {
        tag: [
            {"label": texts().text(f"attention.example_{one.kind}", language), "text": one.text}
            for one in examples
        ]
        for tag, examples in EXAMPLES.items()
    }
    return as_script_data(
        {
            "models": {name: asdict(one) for name, one in models.items()},
            "examples": labelled,
            "wide_from": WIDE_FROM,
            "long_from": LONG_FROM,
            "nothing_typed": nothing_typed(language).detail,
            "answers": asker.answers,
        }
    )


def build(query: QueryParams, state: State, language: Language) -> AttentionPage:
    """The page for an address; without a sentence in it an example is taken."""
    address = Address.of(query)
    models = offered(state, language)
    default = next(iter(models.values()), NO_MODEL)
    model = models.get(address.model, default)
    examples = examples_in(model.source)
    text = examples[0].text if address.text is None else address.text
    asker = Asker(state, language)
    request = address.request(text, address.model)
    # the scores of all steps; where they are too many, those of the step are asked for later
    answer, problem = asker.ask(request | {"detail": "scores"}) if address.step else (None, None)
    if answer is None:
        answer, problem = asker.ask(request)
    reading = Reading.of(answer, address) if answer else None
    others = rivals(models, model.name)
    comparison, compare_problem = (
        compared(asker, address, reading.shown, model, [one.name for one in others])
        if reading
        else (None, "")
    )
    return AttentionPage(
        text=text,
        address=address,
        pairs=by_pair(models),
        model=model,
        rivals=others,
        keeps_language=query.get("lang", "") if named(query.get("lang")) else "",
        examples=examples,
        problem=problem,
        problem_field=field_at_fault(problem),
        reading=reading,
        step=step_table(address, reading.shown, asker) if reading else None,
        map=parts_of_model(state, reading.shown, language) if reading else [],
        comparison=comparison,
        compare_problem=compare_problem,
        question=address.query(text),
        data=script_data(models, asker, language),
    )
