"""What a reader takes along from the page, and where it leads on."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.attention.desk import OTHER, SENTENCE, Desk

pytestmark = pytest.mark.browser


def query_of(page: Page, selector: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.locator(selector).get_attribute("href")).query)


def test_files_and_code_are_those_of_the_sentence_that_is_shown(english: Desk) -> None:
    page = english.page
    english.open(text=SENTENCE)
    page.locator("#take > summary").click()
    code = page.get_by_role("region", name="Check it yourself: every step, with NumPy")
    expect(code.locator("pre")).to_contain_text(SENTENCE)
    english.translate(OTHER)
    expect(code.locator("pre")).to_contain_text(OTHER)
    expect(page.locator("#take-sh")).to_contain_text("curl")
    with page.expect_download() as download:
        page.get_by_role("link", name="Weights as CSV").click()
    assert "▁home" in download.value.path().read_text("utf-8")


def test_other_pages_go_on_with_the_sentence(english: Desk) -> None:
    page = english.page
    english.open(text=SENTENCE, search="beam", size=3)
    expect(english.translation).to_be_visible()
    found = query_of(page, '[data-further="/attention/search"]')
    assert (found["text"], found["size"]) == ([SENTENCE], ["3"])
    page.get_by_role("link", name="Change it and see what follows").click()
    expect(page.get_by_role("textbox", name="Sentence", exact=True)).to_have_value(SENTENCE)


def test_without_scripts_the_links_are_there_too(still: Page) -> None:
    still.goto("/attention?text=I+am+at+home.")
    still.locator("#take > summary").click()
    answer = still.request.get(still.locator('[data-file="json"]').get_attribute("href"))
    assert answer.json()["source"]["text"] == OTHER
    expect(still.locator("#take-py")).to_be_hidden()
