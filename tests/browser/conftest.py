"""A real server and a real browser; every page is watched for what must never happen."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from scripts.live import QUIET, chromium, serve


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], server: str) -> dict[str, Any]:
    """English, unless a test asks for another page; `page.goto("/attention")` is enough."""
    return {**browser_context_args, "base_url": server, "locale": "en-GB"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of the application as it ships."""
    with serve(tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def server_without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of an application that has no weights."""
    folder = tmp_path_factory.mktemp("no-model")
    with serve(folder / "log.txt", LOUPE_WEIGHTS=str(folder / "none")) as address:
        yield address


@pytest.fixture(scope="session")
def model(server: str) -> None:
    """For tests that translate: fails with a clear sentence where the weights are missing."""
    try:
        urllib.request.urlopen(f"{server}/readyz", timeout=10).close()
    except urllib.error.HTTPError as error:
        error.close()
        pytest.fail("models/weights holds no model; train one with `make train`.")


class Watch:
    """Collects console messages, page errors and requests to other hosts.

    A test that provokes one, such as a 422, says so with `allow("422")` (a regular expression).
    """

    def __init__(self, server: str) -> None:
        self.host = urlsplit(server).netloc
        self.seen: list[str] = []
        self.allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        self.allowed.append(pattern)

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about", "file") and parts.netloc != self.host:
            self.seen.append(f"request to another host: {request.url}")

    def attach(self, page: Page) -> None:
        page.on("console", lambda message: self.seen.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.seen.append(f"page error: {error}"))
        page.on("request", self.request)

    @property
    def complaints(self) -> list[str]:
        return [m for m in self.seen if not any(re.search(a, m) for a in self.allowed)]


@pytest.fixture
def watch(server: str) -> Iterator[Watch]:
    watch = Watch(server)
    yield watch
    assert watch.complaints == []


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Iterator[Page]:
    """pytest-playwright's page, watched."""
    page = context.new_page()
    watch.attach(page)
    yield page
    page.close()
