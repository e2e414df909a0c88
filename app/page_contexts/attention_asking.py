"""Asking for translations as the API does, with whatever stood against them told in a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import State

from app.api.translate import answer as translate
from app.i18n import Language
from app.page_contexts.attention_table import Answer
from app.problems import Problem, of_loupe_error, of_validation_error
from app.schemas.translate import TranslateRequest
from models.errors import LoupeError, SentenceEmpty


def nothing_typed(language: Language) -> Problem:
    return of_loupe_error(SentenceEmpty(field="text"), language)


def ask(
    request: Mapping[str, Any], state: State, language: Language
) -> tuple[Answer | None, Problem | None]:
    """The translation that is asked for, or what stood against it in the page's language."""

    def compute() -> BaseModel:
        return translate(TranslateRequest.model_validate(request), state.registry, language)

    return attempt(request["text"], compute, language)


def attempt(
    text: str, compute: Callable[[], BaseModel], language: Language
) -> tuple[Answer | None, Problem | None]:
    """What is computed from a text, or what stood against it in the page's language."""
    if not text:
        return None, nothing_typed(language)
    try:
        return compute().model_dump(mode="json"), None
    except ValidationError as error:
        return None, of_validation_error(RequestValidationError(error.errors()), language)
    except LoupeError as error:
        return None, of_loupe_error(error, language)


@dataclass(frozen=True)
class Asker:
    """Asks, and keeps what it was answered, so that scripts need not ask for it again."""

    state: State
    language: Language
    answers: list[tuple[Mapping[str, Any], Answer]] = field(default_factory=list)

    def ask(self, request: Mapping[str, Any]) -> tuple[Answer | None, Problem | None]:
        answer, problem = ask(request, self.state, self.language)
        if answer is not None:
            self.answers.append((request, answer))
        return answer, problem
