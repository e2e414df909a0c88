"""/attention.csv, .json and .html: what the page /attention shows, as files to keep.

/attention.py and .sh ask the API the same from elsewhere.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping

from fastapi.exceptions import RequestValidationError
from markupsafe import Markup
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.translate import answer as translate
from app.attention_code import command, program
from app.i18n import Language, texts
from app.page_contexts.attention_address import Address
from app.page_contexts.attention_given import given_in
from app.page_contexts.attention_parts import hypothesis_of, nearest, sentences_of
from app.page_contexts.attention_table import Answer, units_of, weight_table
from app.schemas.translate import TranslateRequest
from app.settings import STATIC
from app.templating import environment, language_of_page
from models.errors import SentenceEmpty
from models.seq2seq.words import View

NAME = "loupe-attention"
STYLE = STATIC / "css" / "attention-file.css"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for something to compute."""


def shown(request: Request, address: Address, language: Language) -> Answer:
    """The sentence and the translation that the address names, as the API answers them.

    Raises SentenceEmpty and what the API's route raises.
    """
    if not address.text:
        raise SentenceEmpty(field="text")
    try:
        asked = TranslateRequest.model_validate(address.request(address.text, address.model))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error
    answer = translate(asked, request.app.state.registry, language).model_dump(mode="json")
    sentences = sentences_of(answer)
    sentence = sentences[nearest(address.sentence, len(sentences))]
    return hypothesis_of(sentence, nearest(address.hypothesis, len(sentence["hypotheses"])))


def as_json(answer: Answer, _view: View, _language: Language) -> str:
    """The answer of the API for this sentence."""
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_csv(answer: Answer, view: View, _language: Language) -> str:
    """A row for each row of the heatmap; the byte order mark tells spreadsheets it is UTF-8."""
    table = weight_table(answer, view)
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow(["", *map(harmless, table.columns)])
    writer.writerows([harmless(row.label), *row.weights] for row in table.rows)
    return text.getvalue()


def harmless(label: str) -> str:
    """A label that no spreadsheet computes."""
    return f"'{label}" if label.startswith(FORMULA) else label


def as_html(answer: Answer, view: View, language: Language) -> str:
    """A page with the figure, its numbers and the chart library: it opens without a network."""
    from models.figures.attention import attention_figure

    columns, rows = units_of(answer["source"], view), units_of(answer["target"], view)
    figure = attention_figure(columns, rows, answer["attention"])
    drawn = figure.to_html(
        full_html=False, include_plotlyjs=True, config={"displaylogo": False}, div_id="heatmap"
    )
    return (
        environment()
        .get_template("attention_file.html")
        .render(
            lang=language,
            t=lambda key, **parameters: texts().text(key, language, **parameters),
            answer=answer,
            given=given_in(answer),
            table=weight_table(answer, view),
            style=Markup("<style>{}</style>").format(Markup(STYLE.read_text("utf-8"))),
            figure=Markup(drawn),
        )
    )


KINDS: Mapping[str, tuple[str, Callable[[Answer, View, Language], str]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "json": ("application/json", as_json),
    "html": ("text/html; charset=utf-8", as_html),
}


CODE = {"py": program, "sh": command}
PLAIN = "text/plain; charset=utf-8"


def file(request: Request) -> Response:
    language = language_of_page(request)
    address = Address.of(request.query_params)
    kind = request.url.path.rpartition(".")[2]
    media_type, write = KINDS[kind]
    text = write(shown(request, address, language), address.view, language)
    headers = {"Content-Disposition": f'attachment; filename="{NAME}.{kind}"'}
    return _response(text, media_type, headers)


def code(request: Request) -> Response:
    """Plain text, for the page shows it too: a question about the sentence that is looked at."""
    write = CODE[request.url.path.rpartition(".")[2]]
    address = Address.of(request.query_params)
    answer = shown(request, address, language_of_page(request))
    # of several translations one is asked for by its text; a search would answer the best
    target = answer["target"]["text"] if address.hypothesis > 1 else None
    asked = address.request(answer["source"]["text"], address.model, target)
    return _response(write(f"{request.base_url}api/v1/translate", asked), PLAIN, {})


def _response(text: str, media_type: str, headers: Mapping[str, str]) -> Response:
    shared = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language, Cookie"}
    return Response(
        text.encode("utf-8", errors="replace"),
        headers={"Content-Type": media_type, **shared, **headers},
    )


routes = [
    *(Route(f"/attention.{kind}", file) for kind in KINDS),
    *(Route(f"/attention.{kind}", code) for kind in CODE),
]
