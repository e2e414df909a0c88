"""The page's address as a request to the API."""

from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.datastructures import QueryParams, State

from app.i18n import Language
from app.page_contexts.convolution import input_of, kernel_of
from app.page_contexts.convolution_net import NetworkLinkError, step_in_network
from app.page_contexts.convolution_reading import DEFAULTS, FIELDS, options_of
from app.page_contexts.written_numbers import parse_whole
from app.schemas.numbers import plain_number
from models.convolution.nested import describe
from models.convolution.operations import BELONGS, OPERATIONS
from models.convolution.options import PADDING_WORDS
from models.errors import LinkUnreadable, UploadNotInLink, WrongForm

FORMS: Mapping[str, str] = {
    "bad_grid": "1, 2; 3, 4",
    "bad_number": "0.5",
    "bad_whole": "1, 2, …",
    "bad_pair": "2; 2, 1",
    "bad_padding": f"1; 1, 2; 1, 1, 2, 2; {', '.join(PADDING_WORDS)}",
    "bad_choice": ", ".join(OPERATIONS),
}
"""What may be written, by the key of the message that the page has for it."""


def request_of(query: QueryParams, state: State, language: Language) -> dict[str, Any]:
    """What a query of /convolution asks, its step as the only frame.

    Raises WrongForm, UploadNotInLink, LinkUnreadable, or what named_grid and step_in_network raise.
    """
    if query.get("upload"):
        raise UploadNotInLink(field="upload", value=query["upload"])
    given = _in_network(query, state, language) if query.get("net") else _typed(query)
    planes, filters, options = given["input"], given["kernel"], given["options"]
    operation = options["operation"]
    asked = {"operation": operation, "input": planes[0] if len(planes) == 1 else planes}
    if "kernel" in BELONGS[operation]:
        flat = len(planes) == len(filters) == len(filters[0]) == 1
        asked["kernel"] = filters[0][0] if flat else filters
    frames: dict[str, Any] = {"start": max(given["step"], 1) - 1, "count": 1}
    if operation == "transposed":
        frames["by"] = given["by"]
    return {name: _neat(value) for name, value in {**asked, **options}.items()} | {"frames": frames}


def _in_network(query: QueryParams, state: State, language: Language) -> dict[str, Any]:
    try:
        return step_in_network(query, state, language)[0]
    except NetworkLinkError as error:
        raise LinkUnreadable(field="net", reason=str(error)) from error


def _typed(query: QueryParams) -> dict[str, Any]:
    """Input, kernel, options, by and step (from 1) that stand in a query."""
    typed = {name: ", ".join(query.getlist(name)) for name in FIELDS}
    typed |= {name: text for name, text in DEFAULTS.items() if not typed[name].strip()}

    def say(name: str, key: str) -> NoReturn:
        raise WrongForm(field=name, name=name, value=describe(typed[name]), allowed=FORMS[key])

    options = options_of(typed, say)
    planes = input_of(typed)
    if planes is None:
        say("input", "bad_grid")
    filters = kernel_of(typed)
    if filters is None:
        say("kernel", "bad_grid")
    step = parse_whole(typed["step"] or "1")
    if step is None:
        say("step", "bad_whole")
    by = "output" if typed["by"] == "output" else "input"
    return {"input": planes, "kernel": filters, "options": options, "by": by, "step": step}


def _neat(value: Any) -> Any:
    """As people write JSON: whole numbers without a point, a pair of equal ones as one."""
    if isinstance(value, tuple):
        return value[0] if len(set(value)) == 1 else list(value)
    if isinstance(value, list):
        return [_neat(each) for each in value]
    return plain_number(value) if isinstance(value, float) else value
