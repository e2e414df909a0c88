"""GET /api/v1/practice/{exercise} and POST /api/v1/practice."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.api.bodies import json_body, json_response, request_body
from app.i18n import Language, accepted
from app.schemas.practice import PracticeQuestion, PracticeRequest, PracticeVerdict
from models import limits
from models.practice.exercises import LEVELS, NAMES, TEXTBOOK, check, exercise

router = APIRouter()

EXAMPLES: dict[str, Any] = {
    "right": {
        "summary": "3 channels in, 10 out, a 3 × 3 kernel: 280 parameters",
        "value": {"exercise": 6, "answer": 280},
    },
    "mistake": {
        "summary": "The biases forgotten",
        "value": {"exercise": 6, "answer": 270},
    },
    "shape": {
        "summary": "An output shape, as a class writes it",
        "value": {"exercise": 3, "seed": 7, "level": 2, "answer": "3 × 4"},
    },
    "shown": {
        "summary": "Only show the answer",
        "value": {"exercise": 1, "seed": 7},
    },
}


def answer(request: PracticeRequest, language: Language) -> PracticeVerdict:
    """Judge an answer; raises a leaf of errors.InvalidInput."""
    asked = exercise(request.exercise, request.seed, request.level)
    verdict = None if request.answer is None else check(asked, request.answer)
    return PracticeVerdict.of(asked, verdict, language)


@router.get(
    "/practice/{exercise}",
    summary="An exercise on convolution, without its answer",
    response_model=PracticeQuestion,
)
def question(
    request: Request,
    number: Annotated[int, Path(alias="exercise", ge=1, le=len(NAMES))],
    seed: Annotated[int, Query(ge=0, le=limits.SEED)] = TEXTBOOK,
    level: Annotated[int, Query(ge=1, le=LEVELS)] = 1,
) -> Response:
    """The same seed and level always give the same numbers."""
    language = accepted(request.headers.get("accept-language"))
    return json_response(PracticeQuestion.of(exercise(number, seed, level), language))


@router.post(
    "/practice",
    summary="Check an answer to an exercise; nothing is recorded",
    response_model=PracticeVerdict,
    openapi_extra=request_body(PracticeRequest, EXAMPLES),
)
def check_answer(
    request: Request,
    asked: Annotated[PracticeRequest, Depends(json_body(PracticeRequest))],
) -> Response:
    """Right or not, with a remark where the mistake can be recognised; the right answer and how it
    comes about only where it was given, or where none was.
    """
    return json_response(answer(asked, accepted(request.headers.get("accept-language"))))
