"""The file that a visitor takes along opens without any server."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("model")]


def test_the_file_draws_its_figure_without_a_network(
    page: Page, context: BrowserContext, tmp_path: Path
) -> None:
    answer = page.request.get("/attention.html", params={"text": "I like this book."})
    assert answer.ok
    path = tmp_path / "attention.html"
    path.write_bytes(answer.body())
    context.set_offline(True)
    page.goto(path.as_uri())
    expect(page.get_by_role("heading")).to_contain_text("I like this book.")
    expect(page.locator(".heatmaplayer")).to_have_count(1)
    expect(page.locator(".textpoint").first).to_be_visible()
    expect(page.get_by_role("table").get_by_role("row")).not_to_have_count(1)
