"""The pure parts of the convolution page, run in the browser and checked independently."""

import math
import random
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Page

from app.page_contexts import written_numbers

pytestmark = pytest.mark.browser


def run(page: Page, module: str, script: str, argument: object) -> Any:
    """Evaluate `(module, argument) => ...` with one of the page's own modules."""
    page.goto("/models")
    return page.evaluate(
        f"""async (argument) => {{
          const module = await import("/static/js/{module}.js");
          return ({script})(module, argument);
        }}""",
        argument,
    )


def random_layer(rng: random.Random) -> dict[str, Any]:
    kernel = {"rows": rng.randint(1, 4), "columns": rng.randint(1, 4)}
    return {
        "input": {"rows": rng.randint(4, 9), "columns": rng.randint(4, 9)},
        "kernel": kernel,
        "stride": {"rows": rng.randint(1, 4), "columns": rng.randint(1, 4)},
        "padding": {side: rng.randint(0, 2) for side in ("top", "bottom", "left", "right")},
    }


def test_output_size_equals_torch(page: Page) -> None:
    rng = random.Random(1)
    layers = [random_layer(rng) for _ in range(300)]
    sizes = run(page, "geometry", "(m, layers) => layers.map(m.outputSize)", layers)
    for layer, size in zip(layers, sizes, strict=True):
        pad = layer["padding"]
        plane = F.pad(
            torch.zeros(1, 1, *layer["input"].values()),
            (pad["left"], pad["right"], pad["top"], pad["bottom"]),
        )
        kernel = torch.zeros(1, 1, *layer["kernel"].values())
        output = F.conv2d(plane, kernel, stride=tuple(layer["stride"].values()))
        assert list(size.values()) == list(output.shape[2:])


def test_readers_of_a_cell_are_the_outputs_whose_window_covers_it(page: Page) -> None:
    rng = random.Random(2)
    layers = [random_layer(rng) for _ in range(60)]
    script = """(m, layers) => layers.map((layer) => {
      const size = m.outputSize(layer);
      const { padding, input } = layer;
      const faults = [];
      for (let row = -padding.top; row < input.rows + padding.bottom; row += 1) {
        for (let column = -padding.left; column < input.columns + padding.right; column += 1) {
          const readers = m.readersOf(layer, row, column);
          for (let step = 0; step < size.rows * size.columns; step += 1) {
            const cell = m.cellOf(size, step);
            const covers = m.covers(m.windowOf(layer, cell.row, cell.column), row, column);
            const said = readers !== null && m.covers(readers, cell.row, cell.column);
            if (covers !== said || m.stepOf(size, cell.row, cell.column) !== step) {
              faults.push([row, column, step]);
            }
          }
        }
      }
      return faults;
    })"""
    assert run(page, "geometry", script, layers) == [[]] * len(layers)


def test_numbers_read_the_same_with_and_without_javascript(page: Page) -> None:
    rng = random.Random(3)
    values = [0, -1, 1 / 3, 0.1 + 0.2, 1e-7, -2.5e9, 9_999_999, 12345.678, 255 / 3]
    values += [rng.uniform(-1, 1) * 10 ** rng.randint(-8, 9) for _ in range(500)]
    here = [written_numbers.shown(value) for value in values]
    there = run(page, "numbers", "(m, all) => all.map((value) => m.shown(value))", values)
    assert [(each["text"], each["rounded"]) for each in there] == here


def test_typed_numbers_mean_the_same_with_and_without_javascript(page: Page) -> None:
    texts = ["1", " -2.5 ", "+.5", "1/9", "1/0", "−3", "1e3", "1e999", "", "a", "1,5", "0x10"]
    texts += ["--1", "NaN", "Infinity", "1 2", "１", "5.", "."]
    here = [written_numbers.parse_number(text) for text in texts]
    assert run(page, "numbers", "(m, all) => all.map(m.parseNumber)", texts) == here


def test_cut_numbers_fit_their_cell_or_keep_their_whole_part(page: Page) -> None:
    rng = random.Random(4)
    values = [rng.uniform(-1, 1) * 10 ** rng.randint(-3, 4) for _ in range(300)]
    script = "(m, all) => all.map((value) => m.shownWithin(value, 5).text)"
    for value, text in zip(values, run(page, "numbers", script, values), strict=True):
        assert math.isclose(float(text.replace("−", "-")), value, rel_tol=0.5, abs_tol=0.51)
        assert "-" not in text
        assert len(text) <= 7


def test_arithmetic_reconciles_to_the_last_digit(page: Page) -> None:
    window, kernel = [[0.1, 2.0], [-3.0, 1 / 3]], [[1 / 9, -1.0], [0.5, 4.0]]
    value = 0.1 / 9 - 2 - 1.5 + 4 / 3 + 0.25
    line = run(
        page,
        "convolution/arithmetic",
        "(m, [w, k, v]) => m.arithmetic(w, k, 0.25, v)",
        [window, kernel, value],
    )
    assert line["text"] == ("0.1 x 0.1111 + 2 x -1 + -3 x 0.5 + 0.3333 x 4 + bias 0.25 ≈ -1.90556")
    left, right = line["exact"].split(" = ")
    products = (part.removeprefix("bias ").split(" x ") for part in left.split(" + "))
    total = sum(math.prod(float(factor) for factor in factors) for factors in products)
    assert math.isclose(total, float(right), rel_tol=1e-12)


def test_a_range_of_rows_gives_the_frames_of_the_whole(page: Page) -> None:
    rng = random.Random(5)
    body = {
        "input": [[rng.randint(-9, 9) for _ in range(11)] for _ in range(13)],
        "kernel": [[1, -2, 0.5], [0, 3, 1]],
        "bias": 0.5,
        "stride": [2, 3],
        "padding": [1, 2],
    }
    script = """async (m, body) => {
      const { convolve } = await import("/static/js/api.js");
      const whole = await convolve({ ...body, frames: { start: 0, count: 4096 } });
      const [rows, columns] = whole.output_shape;
      const layer = {
        padded: whole.padded_input, kernel: body.kernel, bias: body.bias,
        stride: { rows: 2, columns: 3 }, output: { rows, columns },
      };
      const faults = [];
      for (let start = 0; start < whole.frame_count; start += 1) {
        const { request, whole: back } = m.rangeOfRows(layer, start, 4);
        const frames = (await convolve(request)).frames.map(back);
        if (JSON.stringify(frames) !== JSON.stringify(whole.frames.slice(start, start + 4))) {
          faults.push(start);
        }
      }
      return faults;
    }"""
    # Near the end a range asks for rows that only the frames there have.
    assert run(page, "convolution/frames", script, body) == []


PLAYER = """(m, script) => {
  let clock = 0;
  let waiting = [];
  const seen = [];
  const player = m.createPlayer({
    count: 5, speed: 2, now: () => clock,
    later: (work, ms) => { waiting.push({ at: clock + ms, work }); return work; },
    cancel: (work) => { waiting = waiting.filter((each) => each.work !== work); },
    onChange: ({ index, playing }) => seen.push([index, playing]),
  });
  const wait = (ms) => {
    const end = clock + ms;
    for (;;) {
      const next = waiting.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      waiting.shift();
      clock = next.at;
      next.work();
    }
    clock = end;
  };
  for (const [name, value] of script) name === "wait" ? wait(value) : player[name](value);
  return { seen, state: player.state };
}"""


@pytest.mark.parametrize(
    ("script", "index", "playing"),
    [
        ([["next", None], ["next", None], ["previous", None]], 1, False),
        ([["last", None], ["next", None]], 4, False),
        ([["previous", None]], 0, False),
        ([["seek", 99]], 4, False),
        ([["seek", float("nan")]], 0, False),
        ([["play", None], ["wait", 1100]], 2, True),
        ([["play", None], ["wait", 10_000]], 4, False),
        ([["last", None], ["play", None], ["wait", 600]], 1, True),
        ([["play", None], ["wait", 600], ["pause", None], ["wait", 5000]], 1, False),
        ([["play", None], ["next", None], ["wait", 5000]], 1, False),
        ([["play", None], ["setSpeed", 100], ["wait", 35]], 3, True),
        ([["setSpeed", 0], ["play", None], ["wait", 600]], 1, True),
        ([["last", None], ["reset", 2]], 0, False),
        ([["reset", 0], ["play", None], ["wait", 600]], 0, False),
    ],
)
def test_player(page: Page, script: list[Any], index: int, playing: bool) -> None:
    state = run(page, "player", PLAYER, script)["state"]
    assert (state["index"], state["playing"]) == (index, playing)


def test_fast_playing_keeps_to_its_time(page: Page) -> None:
    script = [["reset", 100_000], ["setSpeed", 1000], ["play", None], ["wait", 2000]]
    index = run(page, "player", PLAYER, script)["state"]["index"]
    assert abs(index - 2000) <= 17


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_reads_on_its_colour(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    script = """async (m) => {
      const { palette } = await import("/static/js/theme.js");
      const colours = palette();
      const worst = [];
      for (const [colorscale, low] of [[colours.weightScale, 0], [colours.signedScale, -1]]) {
        const scale = { colorscale, low, high: 1 };
        for (let step = 0; step <= 400; step += 1) {
          const value = low + (step / 400) * (1 - low);
          const ground = m.channels(m.fillFor(value, scale));
          worst.push(m.contrast(m.channels(m.contrastingInk(value, scale, colours)), ground));
        }
      }
      return Math.min(...worst);
    }"""
    assert run(page, "charts/colour", script, None) >= 4.5
