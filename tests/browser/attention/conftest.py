"""The attention page opened in English, in both languages, or without any script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from app.settings import Settings
from scripts.live import serve
from tests.browser.attention.desk import ENGLISH, SIMPLIFIED, Desk
from tests.browser.attention.small_models import make_all
from tests.browser.conftest import Watch


@pytest.fixture(autouse=True)
def _model(model: None) -> None:
    """All of them translate."""


@pytest.fixture(params=[ENGLISH, SIMPLIFIED], ids=["en", "zh"])
def desk(request: pytest.FixtureRequest, page: Page) -> Desk:
    return Desk(page, request.param)


@pytest.fixture
def english(page: Page) -> Desk:
    return Desk(page)


@pytest.fixture
def still(browser: Browser, server: str, watch: Watch) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=server, locale="en-GB")
    page = context.new_page()
    watch.attach(page)
    yield page
    context.close()


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base address of an application with the default model and three small ones."""
    folder = tmp_path_factory.mktemp("several")
    weights = folder / "weights"
    make_all(weights, folder / "runs")
    default = Settings.model_construct().weights / "en-fr-additive"
    (weights / default.name).symlink_to(default)
    with serve(folder / "log.txt", LOUPE_WEIGHTS=str(weights)) as address:
        yield address


@pytest.fixture
def wide_choice(browser: Browser, several: str) -> Iterator[Desk]:
    """The page of that application."""
    context = browser.new_context(base_url=several, locale="en-GB")
    page = context.new_page()
    watch = Watch(several)
    watch.attach(page)
    yield Desk(page)
    context.close()
    assert watch.complaints == []


@pytest.fixture
def still_choice(browser: Browser, several: str) -> Iterator[Desk]:
    """The same in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=several, locale="en-GB")
    yield Desk(context.new_page())
    context.close()
