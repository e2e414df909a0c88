"""Each page answers without JavaScript, in both languages, with or without a model."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.page_contexts.models_card import card_as_html
from app.problem_pages import OF_REQUESTS
from app.problems import status_of
from app.settings import Settings
from models.errors import LoupeError
from tests.pages import ADDRESSES

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Document(HTMLParser):
    """Reads a page and refuses tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.data: dict[str, str] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if identifier := given.get("id"):
            self.ids.append(identifier)
        if tag not in VOID and self.get_starttag_text()[-2:] != "/>":  # type: ignore[index]
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag == self.open[-1]:
            self.open.pop()
        else:
            raise AssertionError(f"</{tag}> closes <{self.open[-1]}>")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script" and data.strip():
            self.data[self.ids[-1]] = data


@pytest.fixture(scope="module")
def without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("weights")
    with TestClient(create_app(Settings(weights=folder))) as client:
        yield client


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_whole(client: TestClient, address: str, language: str) -> None:
    answer = client.get(address, params={"lang": language})
    assert answer.status_code == 200
    document = Document(answer.text)
    assert len(document.ids) == len(set(document.ids))
    assert answer.text.count("<h1") == 1
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in answer.text
    assert answer.headers["content-language"] == ("zh-Hans" if language == "zh" else "en")
    for data in document.data.values():
        json.loads(data)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_without_a_model(without_model: TestClient, address: str) -> None:
    answer = without_model.get(address)
    assert answer.status_code == 200
    Document(answer.text)


def test_pages_that_need_a_model_say_that_there_is_none(without_model: TestClient) -> None:
    assert "models/weights" in without_model.get("/models").text
    for address in ("/", "/attention"):
        assert "No translation model is loaded" in without_model.get(address).text


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "query",
    [
        "text=&step=&input=&kernel=&example=", "text=%00", "text=%ED%A0%80", "text=" + "a" * 5000,
        "stride=0", "stride=abc", "padding=-1", "kernel=1,2;3", "input=1,nan", "input=[[",
        "step=99999999999999999999999", "step=-5", "model=nothing", "view=nothing", "example=9",
        "lang=xx", "lang=%00", "text=a&text=b", "bias=1e999", "a[b]=c", "%", "=",
        "input=" + "1," * 20000 + "1", "text=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_a_wrong_query_is_never_an_error_page(client: TestClient, address: str, query: str) -> None:
    answer = client.get(f"{address}?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_home_shows_both_results_without_javascript(client: TestClient) -> None:
    page = re.sub(r"<script.*?</script>", "", client.get("/").text, flags=re.DOTALL)
    assert "0 × 0 + 1 × 1 + 3 × 2 + 4 × 3" in page
    assert "<b>19</b>" in page
    assert page.count('class="shade-') >= 9 * 2


def test_home_takes_another_example_from_its_address(client: TestClient) -> None:
    page = client.get("/?example=3").text
    data = json.loads(Document(page).data["home-data"])
    assert data["chosen"] == 2
    assert data["answer"]["source"]["text"] == data["sentences"][2]


def test_home_shows_the_numbers_of_the_api(client: TestClient) -> None:
    data = json.loads(Document(client.get("/").text).data["home-data"])
    answer = client.post("/api/v1/translate", json={"text": data["sentences"][0]}).json()
    assert data["answer"] == answer
    request = {"input": data["input"], "kernel": data["kernel"]}
    assert data["convolution"] == client.post("/api/v1/convolve", json=request).json()


def test_models_page_shows_what_the_api_says(client: TestClient) -> None:
    page = client.get("/models").text
    for model in client.get("/api/v1/models").json()["models"]:
        assert model["name"] in page
        assert f"{model['parameters']:,}" in page


def test_a_language_in_the_address_is_kept_by_links_but_not_remembered(
    client: TestClient,
) -> None:
    answer = client.get("/?lang=zh")
    assert 'href="/attention?lang=zh"' in answer.text
    assert "set-cookie" not in answer.headers
    assert 'href="/attention"' in client.get("/").text


@pytest.mark.parametrize(
    ("cookie", "accept", "query", "language"),
    [
        (None, "zh-CN", "", "zh-Hans"),
        ("en", "zh-CN", "", "en"),
        ("zh", "en", "", "zh-Hans"),
        ("zh", "en", "?lang=en", "en"),
        ("klingon", "zh", "", "zh-Hans"),
        (None, "en", "?lang=klingon", "en"),
    ],
)
def test_which_language_a_page_has(
    client: TestClient, cookie: str | None, accept: str, query: str, language: str
) -> None:
    headers = {"Accept-Language": accept}
    if cookie:
        headers["Cookie"] = f"loupe-language={cookie}"
    assert f'<html lang="{language}">' in client.get(f"/{query}", headers=headers).text


def test_own_files_are_revalidated_and_plotly_is_kept(client: TestClient) -> None:
    own = client.get("/static/css/base.css")
    assert own.headers["cache-control"] == "no-cache"
    again = client.get("/static/css/base.css", headers={"If-None-Match": own.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

    address = re.search(r'name="loupe-plotly" content="([^"]+)"', client.get("/").text)
    assert address
    library = client.get(address[1], headers={"Accept-Encoding": "gzip"})
    assert library.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert library.headers["content-encoding"] == "gzip"
    assert int(library.headers["content-length"]) < 1_700_000
    plain = client.get(address[1], headers={"Accept-Encoding": "identity"})
    assert plain.content == library.content
    headers = {"If-None-Match": library.headers["etag"], "Accept-Encoding": "gzip"}
    assert client.get(address[1], headers=headers).status_code == 304


def test_long_texts_are_compressed(client: TestClient) -> None:
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_a_model_card_fits_below_the_headings_of_its_page(tmp_path: Path) -> None:
    path = tmp_path / "MODEL_CARD.md"
    path.write_text("# name\n\n## Data\n\n<script>\n\n| | b |\n|---|---|\n| 1 | 2 |\n")
    card = card_as_html(path)
    assert "name" not in card
    assert "<h3>Data</h3>" in card
    assert "&lt;script&gt;" in card
    assert '<table class="table-numbers">' in card
    assert "<th></th>" not in card
    assert card_as_html(tmp_path / "missing.md") == ""


CODES = [leaf.code for leaf in LoupeError.leaves() if status_of(leaf) != 500]


@pytest.mark.parametrize("code", [*CODES, *OF_REQUESTS])
def test_the_type_of_every_problem_leads_to_a_page(client: TestClient, code: str) -> None:
    for language in ("en", "zh"):
        answer = client.get(f"/problems/{code}?lang={language}")
        assert answer.status_code == 200
        assert "{" not in re.sub(r"<script.*?</script>", "", answer.text, flags=re.DOTALL)


def test_there_is_no_page_for_a_problem_that_is_none(client: TestClient) -> None:
    assert client.get("/problems/nothing").status_code == 404
    assert client.get("/problems/broken-artefact").status_code == 404
