"""Addresses that somebody else made up, and what becomes of them in a page's links."""

import re
import time

import pytest
from fastapi.testclient import TestClient

from app.page_contexts.written_numbers import parse_grid, parse_number
from app.pages import PAGES

MARK = "mark" * 5
ADDRESSES = [page.path for page in PAGES]


def links(text: str) -> list[str]:
    return re.findall(r'(?:href|action)="([^"]*)"', text)


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing", "/problems/not-found"])
def test_links_do_not_pass_on_what_a_page_does_not_know(client: TestClient, address: str) -> None:
    query = {MARK: "1", "utm_source": MARK, "lang": "en"}
    answer = client.get(address, params=query, headers={"Accept": "text/html"})
    assert links(answer.text)
    assert MARK not in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_long_unknown_query_makes_no_page_longer(client: TestClient, address: str) -> None:
    usual = client.get(address)
    longer = client.get(address, params={"x": "a" * 50_000, **{f"k{n}": "" for n in range(500)}})
    assert len(longer.text) == len(usual.text)


def test_links_pass_on_what_a_page_has_read(client: TestClient) -> None:
    known = {"input": "1,2;3,4", "kernel": "1", "padding": "1", "step": "2", "lang": "zh"}
    page = client.get("/convolution", params=known).text
    following = next(link for link in links(page) if "step=3" in link)
    for part in ("input=1%2C2%3B3%2C4", "kernel=1", "padding=1", "lang=zh"):
        assert part in following


@pytest.mark.parametrize(
    "text",
    ["1" * 200 + "/" + "1" * 200 + "x", "1" * 50_000 + "x", "1" + " " * 50_000 + "x",
     "1." + "1" * 20_000 + "e" + "1" * 20_000 + "x", "1 " * 25_000 + "x"],
    ids=["a fraction", "digits", "blanks", "an exponent", "many"],
)  # fmt: skip
def test_what_is_nearly_a_number_is_refused_at_once(client: TestClient, text: str) -> None:
    began = time.monotonic()
    assert parse_number(text) is None
    assert parse_grid(text) is None
    assert time.monotonic() - began < 1
    assert client.get("/convolution", params={"bias": text}).status_code == 200
