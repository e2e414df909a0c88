"""The pure parts of the attention page, run in the browser and checked against numpy."""

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from models.seq2seq import words
from tests.browser.attention.desk import CHINESE

pytestmark = pytest.mark.browser

GAPS = (" ", "  ", "\n", "\t", "\u00a0", "\u3000", " \x1c")
LETTERS = "abcdefghéàß小é<&>"


def side(rng: random.Random) -> dict[str, Any]:
    """A sentence as the API gives it, with words of no token and words that pieces do not spell."""
    text, tokens, words = rng.choice(("", " ")), [], []
    for _ in range(rng.randint(1, 7)):
        word = "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 6)))
        kind = rng.random()
        first = len(tokens)
        if kind < 0.1:
            pass
        elif kind < 0.25:
            tokens += ["\u2581", "<unk>"]
        else:
            cuts = sorted(rng.sample(range(len(word) + 1), min(len(word), rng.randint(0, 2))))
            borders = [0, *cuts, len(word)]
            pieces = [word[a:b] for a, b in pairwise(borders) if a < b]
            tokens += ["\u2581" + pieces[0], *pieces[1:]]
        words.append([first, len(tokens) - 1])
        text += word + rng.choice(GAPS)
    return {"text": text, "tokens": [*tokens, "</s>"], "words": words}


def case(rng: random.Random) -> dict[str, Any]:
    source, target = side(rng), side(rng)
    scores = [[rng.gauss(0, 3) for _ in source["tokens"]] for _ in target["tokens"]]
    weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return {"source": source, "target": target, "attention": weights.tolist()}


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    rng = random.Random(7)
    return [case(rng) for _ in range(150)]


def run(page: Page, script: str, argument: object) -> Any:
    """Evaluate `(tokens, charts, argument) => ...` with the page's own modules."""
    page.goto("/docs")
    return page.evaluate(
        f"""async (argument) => {{
          const tokens = await import("/static/js/tokens.js");
          const charts = await import("/static/js/charts/attention.js");
          return ({script})(tokens, charts, argument);
        }}""",
        argument,
    )


def ranges(one: dict[str, Any], view: str) -> list[tuple[int, int]]:
    """What the rows and columns must be: worked out from the rule, not from the page."""
    count = len(one["tokens"])
    if view == "tokens":
        return [(i, i) for i in range(count)]
    found: list[tuple[int, int]] = []
    for word, (a, b) in zip(one["text"].split(), one["words"], strict=True):
        if CHINESE.search(word) and b >= a:
            first = a + 1 if one["tokens"][a] == "\u2581" and a < b else a
            found += [(a, first), *((i, i) for i in range(first + 1, b + 1))]
        elif b >= a:
            found.append((a, b))
    return [*found, (count - 1, count - 1)]


def label(one: dict[str, Any], first: int, last: int) -> str:
    """The word as typed; of a Chinese stretch the piece."""
    for word, (a, b) in zip(one["text"].split(), one["words"], strict=True):
        if a <= first <= b and not CHINESE.search(word):
            return str(word)
    return str(one["tokens"][last].lstrip("\u2581"))


@pytest.mark.parametrize("view", ["tokens", "words"])
def test_units_hold_every_token_once_and_the_end_stands_alone(
    page: Page, cases: list[dict[str, Any]], view: str
) -> None:
    sides = [one[name] for one in cases for name in ("source", "target")]
    found = run(page, f"(t, c, all) => all.map((one) => t.unitsOf(one, '{view}'))", sides)
    for one, units in zip(sides, found, strict=True):
        assert [(unit["first"], unit["last"]) for unit in units] == ranges(one, view)
        assert [unit["end"] for unit in units] == [False] * (len(units) - 1) + [True]
        if view == "words":
            assert [unit["label"] for unit in units] == [
                label(one, *at) for at in ranges(one, view)
            ]


def test_words_add_columns_and_average_rows(page: Page, cases: list[dict[str, Any]]) -> None:
    """Against two matrix products, and against the table of the page without script."""
    found = run(
        page,
        """(t, c, all) => all.map(({source, target, attention}) => {
             const [rows, columns] = [target, source].map((side) => t.unitsOf(side, "words"));
             return t.mergeAttention(attention, rows, columns);
           })""",
        cases,
    )
    for one, merged in zip(cases, found, strict=True):
        weights = np.array(one["attention"])
        rows, columns = (ranges(one[name], "words") for name in ("target", "source"))
        average = np.zeros((len(rows), weights.shape[0]))
        for i, (a, b) in enumerate(rows):
            average[i, a : b + 1] = 1 / (b - a + 1)
        add = np.zeros((weights.shape[1], len(columns)))
        for j, (a, b) in enumerate(columns):
            add[a : b + 1, j] = 1
        np.testing.assert_allclose(merged, average @ weights @ add, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(np.sum(merged, axis=1), 1, rtol=1e-9)
        source, target = one["source"], one["target"]
        served = words.merged(
            one["attention"],
            list(words.units(target["text"], target["tokens"], target["words"])),
            list(words.units(source["text"], source["tokens"], source["words"])),
        )
        np.testing.assert_allclose(served, merged, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("view", ["tokens", "words"])
def test_running_text_is_the_sentence_itself(
    page: Page, cases: list[dict[str, Any]], view: str
) -> None:
    sides = [one["source"] for one in cases]
    found = run(page, f"(t, c, all) => all.map((one) => t.runningText(one, '{view}'))", sides)
    for one, runs in zip(sides, found, strict=True):
        assert "".join(piece["text"] for piece in runs) == one["text"]
        units = [piece["unit"] for piece in runs if piece["unit"] is not None]
        assert units == sorted(set(units))
        covered = [i for p in runs if p["unit"] is not None for i in range(p["from"], p["to"] + 1)]
        visible = [
            i
            for i, (a, b) in enumerate(ranges(one, view)[:-1])
            if "".join(one["tokens"][a : b + 1]) != "\u2581"
        ]
        assert set(visible) <= set(covered)


def test_shares_name_the_largest_and_add_up_to_100(page: Page) -> None:
    rng = np.random.default_rng(3)
    rows = [rng.dirichlet(np.full(n, 0.3)).tolist() for n in range(1, 30) for _ in range(10)]
    rows += [[1 / 3, 1 / 3, 1 / 3], [1.0], [0.335, 0.335, 0.33], [0.005] * 200]
    for row, shares in zip(
        rows, run(page, "(t, c, all) => all.map((row) => t.sharesOf(row))", rows), strict=True
    ):
        named = shares["named"]
        assert sum(share["percent"] for share in named) + shares["elsewhere"]["percent"] == 100
        assert 1 <= len(named) <= 3
        assert named[0]["weight"] == max(row)
        assert [share["weight"] for share in named] == sorted(
            (row[share["index"]] for share in named), reverse=True
        )
        assert all(abs(share["percent"] - 100 * share["weight"]) < 1 for share in named)
        rest = 1 - sum(share["weight"] for share in named)
        assert shares["elsewhere"]["weight"] == pytest.approx(rest, abs=1e-9)


def test_the_sink_leaves_out_the_row_that_belongs_there(
    page: Page, cases: list[dict[str, Any]]
) -> None:
    found = run(
        page,
        """(t, c, all) => all.map(({source, target, attention}) => t.sinkMass(
             attention, t.unitsOf(target, "tokens"), t.unitsOf(source, "tokens")))""",
        cases,
    )
    for one, share in zip(cases, found, strict=True):
        others = np.array(one["attention"])[:-1, -1]
        assert share == pytest.approx(others.mean() if others.size else 0)


PALETTE = {
    "paper": "#fafafa",
    "ink": "#111111",
    "inkSoft": "#555555",
    "hairline": "#dddddd",
    "weightScale": [[0, "#ffffff"], [0.5, "#7087be"], [1, "#000000"]],
    "fontNumbers": "sans-serif",
    "fontUi": "sans-serif",
}


def figure(page: Page, answer: dict[str, Any], **options: object) -> dict[str, Any]:
    given = {"view": "tokens", "palette": PALETTE, "labels": {"weight": "weight"}, **options}
    script = "(t, c, {answer, options}) => c.attentionFigure(answer, options)"
    made: dict[str, Any] = run(page, script, {"answer": answer, "options": given})
    return made


def test_figure_has_source_on_top_row_0_at_the_top_and_colours_from_0_to_1(
    page: Page, cases: list[dict[str, Any]]
) -> None:
    answer = cases[0]
    made = figure(page, answer)
    heatmap, layout = made["data"][0], made["layout"]
    rows, columns = len(answer["target"]["tokens"]), len(answer["source"]["tokens"])
    assert heatmap["z"] == answer["attention"]
    assert (heatmap["zmin"], heatmap["zmax"]) == (0, 1)
    assert heatmap["colorscale"] == PALETTE["weightScale"]
    assert layout["xaxis"]["side"] == "top"
    assert layout["xaxis"]["range"] == [-0.5, columns - 0.5]
    assert layout["yaxis"]["range"] == [rows - 0.5, -0.5]


def test_labels_are_escaped_where_plotly_would_read_markup(page: Page) -> None:
    words = ["<b>hi</b>", "</s>", "&lt;", "<a href='x'>y</a>"]
    one = {"text": " ".join(words), "tokens": [*words, "</s>"], "words": [[i, i] for i in range(4)]}
    answer = {"source": one, "target": one, "attention": np.eye(5).tolist()}
    for view in ("tokens", "words"):
        made = figure(page, answer, view=view)
        expected = [
            word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            for word in [*words, "</s>"]
        ]
        assert made["layout"]["xaxis"]["ticktext"] == expected
        assert made["layout"]["yaxis"]["ticktext"] == expected
        hover = [text for row in made["data"][0]["text"] for text in row]
        assert not any("<" in text or ">" in text for text in hover)


def test_cells_never_shrink_below_what_can_be_pointed_at(
    page: Page, cases: list[dict[str, Any]]
) -> None:
    for width in (200, 328, 700, 1200, 4000):
        for answer in cases[:5]:
            geometry = figure(page, answer, width=width)["geometry"]
            assert geometry["cell"] >= 24
            assert geometry["cell"] == 26 or geometry["width"] <= width


def test_cell_numbers_are_readable_on_every_weight(page: Page) -> None:
    """WCAG's contrast, worked out here."""

    def luminance(rgb: list[int]) -> float:
        values = [channel / 255 for channel in rgb]
        parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return float(np.dot([0.2126, 0.7152, 0.0722], parts))

    weights = [i / 200 for i in range(201)]
    page.goto("/attention")
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme }", theme)
        found = page.evaluate(
            """async (weights) => {
              const {palette} = await import("/static/js/theme.js");
              const {groundFor, inkOn} = await import("/static/js/charts/attention.js");
              return weights.map((w) => [groundFor(palette(), w), inkOn(palette(), w)]);
            }""",
            weights,
        )
        for ground, text in found:
            behind = [int(part) for part in ground[4:-1].split(",")]
            letters = [int(text[i : i + 2], 16) for i in (1, 3, 5)]
            low, high = sorted((luminance(behind), luminance(letters)))
            assert (high + 0.05) / (low + 0.05) >= 4.5
