"""Is attention the explanation? The panel against the API and SciPy."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.stats import kendalltau

from tests.browser.attention.desk import SENTENCE, Desk
from tests.browser.conftest import Watch

pytestmark = pytest.mark.browser


def explained(page: Page, tokens: list[int]) -> dict:
    answer = page.request.post("/api/v1/explain", data={"text": SENTENCE, "tokens": tokens})
    assert answer.ok
    return answer.json()


def real(number: float) -> str:
    return f"{number:.3f}".replace("-", "\u2212")


def numbers(page: Page, measure: str) -> list[str]:
    return page.locator(f"#why-{measure} .bar__number").all_inner_texts()


def test_three_measures_of_the_chosen_word_with_their_agreement(desk: Desk) -> None:
    page = desk.page
    desk.open(text=SENTENCE, step=3)
    page.locator("#why > summary").click()
    expect(page.locator("#why-occlusion li").first).to_be_visible()
    words = page.request.post("/api/v1/translate", data={"text": SENTENCE}).json()["target"][
        "words"
    ]
    found = explained(page, next([a, b] for a, b in words if a <= 2 <= b))
    for measure in ("attention", "gradient_input", "occlusion"):
        assert numbers(page, measure) == [real(value) for value in found[measure]]
    tau = kendalltau(found["attention"], np.abs(found["occlusion"])).statistic
    expect(page.locator("#why-occlusion-tau")).to_contain_text(real(tau))
    penalty = -np.log1p((1 - np.array(found["confidence"]["coverage"])) ** 2).mean()
    expect(page.locator("#why-coverage_deviation")).to_have_text(real(penalty))


def test_it_follows_the_step_that_is_looked_at(english: Desk) -> None:
    page = english.page
    english.open(text=SENTENCE)
    page.locator("#why > summary").click()
    lede = page.locator("#why-lede")
    expect(lede).to_contain_text("La")
    first = page.locator("#why-attention .bar__number").first
    expect(first).to_be_visible()
    before = first.inner_text()
    page.get_by_role("button", name="Last step").click()
    expect(lede).to_contain_text("</s>")
    expect(first).not_to_have_text(before)


def test_a_refusal_is_told_in_the_panel_alone(english: Desk, watch: Watch) -> None:
    watch.allow("503")
    page = english.page
    problem = {"title": "Busy", "detail": "Too busy to explain.", "status": 503}
    page.route("**/api/v1/explain", lambda route: route.fulfill(status=503, json=problem))
    english.open(text=SENTENCE)
    page.locator("#why > summary").click()
    expect(page.locator("#why-error")).to_have_text("Too busy to explain.")
    expect(english.translation).to_be_visible()
