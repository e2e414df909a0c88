"""What the tests of /convolution share: finding its parts, and its arithmetic as numbers."""

import math
import re
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

Grid = Sequence[Sequence[float]]


def ready(page: Page) -> None:
    """Wait until the figures show an answer to what is wanted."""
    expect(page.locator("#stage")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#arithmetic")).not_to_be_empty()


def visit(page: Page, query: str = "") -> None:
    page.goto(f"/convolution{query}")
    ready(page)


def arithmetic(page: Page) -> Locator:
    return page.get_by_label("Arithmetic", exact=True)


def region(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def cell(page: Page, name: str, row: int, column: int) -> dict[str, Any]:
    """Where to point for a cell of a figure, in pixels of its grid."""
    place = page.evaluate(
        """async ([name, row, column]) => {
          const { MARGIN } = await import("/static/js/charts/grid.js");
          const svg = document.querySelector(`#figure-${name} .grid__marks`);
          const [x, y] = svg.querySelector("g").getAttribute("transform").match(/[\\d.]+/g);
          const lines = svg.querySelector(".mark--lines").getAttribute("d").match(/-?[\\d.]+/g);
          const shape = document.querySelector(`[data-size="${name}"]`).textContent.match(/\\d+/g);
          const side = Number(lines[2]) / Number(shape[1]);
          return { x: Number(x) + (column + 0.5) * side, y: Number(y) + (row + 0.5) * side };
        }""",
        [name.lower(), row, column],
    )
    return {"position": place}


def grid(page: Page, name: str) -> Locator:
    return region(page, name).get_by_role("grid")


def marked(page: Page, name: str, mark: str) -> int:
    """How many blocks a mark covers in a figure."""
    path = region(page, name).locator(f".mark--{mark}").get_attribute("d") or ""
    return path.count("M")


def reconcile(line: str) -> tuple[float, float]:
    """Both sides of "0 x 0 + 1 x 1 + bias 0.5 = 1.5": the sum by hand, and what is said."""
    left, right = re.split(" [=≈] ", line)
    products = (part.removeprefix("bias ").split(" x ") for part in left.split(" + "))
    return sum(math.prod(map(float, factors)) for factors in products), float(right)


def correlate(
    values: Grid,
    kernel: Grid,
    *,
    bias: float = 0.0,
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int] = (0, 0),
) -> torch.Tensor:
    """The whole output, by PyTorch."""
    plane, weights = (
        torch.tensor(each, dtype=torch.float64)[None, None] for each in (values, kernel)
    )
    offset = torch.tensor([bias], dtype=torch.float64)
    return F.conv2d(plane, weights, offset, stride=stride, padding=padding)[0, 0]
