"""Waiting for what no locator can say."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

PATIENCE_S = 10.0


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Ask until it is so. `page.wait_for_function` would evaluate text in the page, which its
    policy forbids.
    """
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        page.wait_for_timeout(50)
