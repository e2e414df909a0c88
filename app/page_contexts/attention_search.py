"""What the page /attention/search shows before and without any script: a search as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.api.beam import answer
from app.i18n import Language, named
from app.page_contexts.attention import NO_MODEL
from app.page_contexts.attention_address import decimal, whole
from app.page_contexts.attention_asking import attempt, nothing_typed
from app.page_contexts.attention_examples import examples_in
from app.page_contexts.attention_models import ModelChoice, by_pair, offered
from app.page_contexts.attention_search_tables import Answer, Found
from app.page_contexts.attention_table import has_unknown
from app.problems import Problem
from app.schemas.beam import BeamRequest
from app.templating import as_script_data
from models import limits

APART: Sequence[str] = (
    "I can't stand this noise any longer.",
    "The old man sat by the window all day.",
    "Let me know if you need anything.",
    "My father used to take us to the sea.",
)
"""English sentences; of most the greedy translation is not the one that a beam finds."""
FIELDS = ("text", "model", "size", "length_penalty")


@dataclass(frozen=True)
class Address:
    """A value that cannot be is read as if it were not there.

    text: None where the address names no sentence. model: empty for the default one.
    hypothesis: from 1, best first.
    """

    text: str | None
    model: str
    size: int
    length_penalty: float
    hypothesis: int

    @classmethod
    def of(cls, query: QueryParams) -> "Address":
        penalty = query.get("length_penalty", "")
        return cls(
            text=query.get("text"),
            model=query.get("model", ""),
            size=whole(query.get("size", ""), limits.BEAM_SIZE_DEFAULT, limits.BEAM_SIZE),
            length_penalty=decimal(penalty, limits.LENGTH_PENALTY_DEFAULT, limits.LENGTH_PENALTY),
            hypothesis=whole(query.get("hypothesis", ""), 1),
        )

    def request(self, text: str) -> dict[str, Any]:
        """The body of a request to the API; the scripts build the same one."""
        search = {"method": "beam", "size": self.size, "length_penalty": self.length_penalty}
        return {"text": text, "search": search} | ({"model": self.model} if self.model else {})


@dataclass(frozen=True)
class SearchPage:
    """The template's `page`. Either `found` or `problem` is there."""

    text: str
    address: Address
    pairs: Mapping[str, Sequence[ModelChoice]]
    model: ModelChoice
    keeps_language: str
    examples: Sequence[str]
    problem: Problem | None
    problem_field: str
    found: Found | None
    has_unknown: bool
    """Whether the sentence or a translation holds a character that the model does not know."""
    data: Markup
    """For the script: the same answer, so that it need not ask again."""


def ask(
    request: Mapping[str, Any], state: State, language: Language
) -> tuple[Answer | None, Problem | None]:
    """The search that is asked for, or what stood against it in the page's language."""
    return attempt(
        request["text"],
        lambda: answer(BeamRequest.model_validate(request), state.registry),
        language,
    )


def examples_for(tag: str) -> Sequence[str]:
    return APART if tag == "en" else [one.text for one in examples_in(tag)[:4]]


def build(query: QueryParams, state: State, language: Language) -> SearchPage:
    """The page for an address; without a sentence in it an example is taken."""
    address = Address.of(query)
    models = offered(state, language)
    model = models.get(address.model, next(iter(models.values()), NO_MODEL))
    examples = examples_for(model.source)
    text = examples[0] if address.text is None else address.text
    request = address.request(text)
    found, problem = ask(request, state, language)
    field = (problem.field or "").rpartition(".")[2] if problem else ""
    data = {
        "models": {name: asdict(one) for name, one in models.items()},
        "examples": {one.source: examples_for(one.source) for one in models.values()},
        "nothing_typed": nothing_typed(language).detail,
        "answer": found,
    }
    return SearchPage(
        text=text,
        address=address,
        pairs=by_pair(models),
        model=model,
        keeps_language=query.get("lang", "") if named(query.get("lang")) else "",
        examples=examples,
        problem=problem,
        problem_field=field if field in FIELDS else "text",
        found=Found.of(found, address.hypothesis, language) if found else None,
        has_unknown=has_unknown(found["source"], *found["hypotheses"]) if found else False,
        data=as_script_data(data),
    )
