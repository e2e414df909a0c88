"""Every page, for tests of what must hold on each."""

from app.pages import PAGES

ADDRESSES = [*(page.path for page in PAGES), "/docs"]
WITH_A_MISSING_ONE = [*ADDRESSES, "/nothing"]
