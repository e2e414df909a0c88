"""The attention page as a reader finds it, and what its answers must be."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser.waiting import until

SENTENCE = "The little girl wants to buy a new book."
OTHER = "I am at home."
CHINESE = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Names:
    """Accessible names of the page in one language."""

    query: str
    sentence: str
    translate: str
    translation: str
    heatmap: str
    tokens: str
    words: str


ENGLISH = Names(
    "en", "Sentence", "Translate", "Translation", "Attention heatmap", "Tokens", "Words"
)
SIMPLIFIED = Names("zh", "句子", "翻译", "译文", "注意力热图", "词元", "词")


@dataclass(frozen=True)
class Desk:
    """The page as a reader finds it: by roles and names."""

    page: Page
    names: Names = ENGLISH

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name=self.names.sentence, exact=True)

    @property
    def button(self) -> Locator:
        return self.page.get_by_role("button", name=self.names.translate, exact=True)

    @property
    def translation(self) -> Locator:
        return self.page.get_by_role("status", name=self.names.translation, exact=True)

    @property
    def heatmap(self) -> Locator:
        return self.page.get_by_role("figure", name=self.names.heatmap, exact=True)

    @property
    def spoken(self) -> Locator:
        return self.page.locator("#spoken")

    @property
    def error(self) -> Locator:
        return self.page.locator("#sentence-error")

    def view(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    def words(self, side: str) -> Locator:
        return self.page.locator(f"#{side} [role=option]")

    def open(self, **query: object) -> None:
        asked = {"lang": self.names.query, **query}
        self.page.goto(f"/attention?{urlencode(asked)}")

    def translate(self, text: str) -> dict[str, Any]:
        self.box.fill(text)
        self.button.click()
        answer = answer_of(self.page, text)
        self.shows(answer)
        return answer

    def translate_with(self, text: str, model: str) -> None:
        self.box.fill(text)
        self.button.click()
        self.shows(answer_of(self.page, text, model=model))

    def heatmap_of(self, model: str) -> Locator:
        """One of two that stand side by side."""
        return self.page.get_by_role("figure", name=f"{self.names.heatmap} of {model}", exact=True)

    def shows(self, answer: dict[str, Any]) -> None:
        """Wait until the whole page shows an answer, token by token."""
        expect(self.translation).to_have_text(answer["target"]["text"])
        expect(self.heatmap.locator(".xtick")).to_have_count(len(answer["source"]["tokens"]))
        expect(self.heatmap.locator(".ytick")).to_have_count(len(answer["target"]["tokens"]))

    def drawn(self, figure: str = "heatmap") -> np.ndarray[Any, Any]:
        """The numbers as Plotly has them."""
        z = self.page.evaluate(
            "(id) => document.getElementById(id).querySelector('.heatmap__plot').data[0].z", figure
        )
        return np.array(z)

    def cell(self, row: int, column: int) -> tuple[float, float]:
        """The middle of a cell on the screen, from Plotly's own scales."""
        self.heatmap.scroll_into_view_if_needed()
        x, y = self.page.evaluate(
            """([row, column]) => {
              const plot = document.querySelector(".heatmap__plot");
              const box = plot.querySelector(".main-svg").getBoundingClientRect();
              const {xaxis, yaxis} = plot._fullLayout;
              return [box.x + xaxis._offset + xaxis.d2p(column),
                      box.y + yaxis._offset + yaxis.d2p(row)];
            }""",
            [row, column],
        )
        return x, y

    def point(self, row: int, column: int) -> None:
        self.page.mouse.move(*self.cell(row, column))

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.page.url).query).items()}

    def says(self, **query: object) -> None:
        """Wait until the address says so, for it follows a little later. "": what it leaves out."""
        wanted = {name: str(value) for name, value in query.items()}
        until(self.page, lambda: {name: self.query.get(name, "") for name in wanted} == wanted)


def answer_of(page: Page, text: str, **asked: object) -> dict[str, Any]:
    request = {"text": text, **asked}
    answer: dict[str, Any] = page.request.post("/api/v1/translate", data=request).json()
    return answer


def plain(token: str) -> str:
    """What a token is called in a sentence of the page."""
    if token.startswith("\u2581"):
        return token[1:]
    return f"-{token}" if token[0].isalnum() else token


def over_words(answer: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Attention between words: columns added, rows averaged, </s> by itself."""
    weights = np.array(answer["attention"])
    rows, columns = (
        [*answer[side]["words"], [len(answer[side]["tokens"]) - 1] * 2]
        for side in ("target", "source")
    )
    added = np.stack([weights[:, a : b + 1].sum(axis=1) for a, b in columns], axis=1)
    return np.stack([added[a : b + 1].mean(axis=0) for a, b in rows])


def written(weights: list[list[float]]) -> list[list[str]]:
    return [[f"{weight:.4f}" for weight in row] for row in weights]


def table_of(page: Page) -> list[list[str]]:
    """The cells of the table without its sums, which must be 1."""
    rows: list[list[str]] = page.locator("#weights tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.querySelectorAll('td')].map((td) => td.textContent))"
    )
    assert all(abs(float(row[-1]) - 1) < 2e-4 for row in rows)
    return [row[:-1] for row in rows]
