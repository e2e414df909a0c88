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
    return {
        "kernel": {"rows": rng.randint(1, 4), "columns": rng.randint(1, 4)},
        "stride": {"rows": rng.randint(1, 4), "columns": rng.randint(1, 4)},
        "dilation": {"rows": rng.randint(1, 3), "columns": rng.randint(1, 3)},
        "padding": {side: rng.randint(0, 2) for side in ("top", "bottom", "left", "right")},
        "places": {"rows": rng.randint(1, 6), "columns": rng.randint(1, 6)},
    }


def test_readers_are_exactly_the_places_whose_taps_cover_a_cell(page: Page) -> None:
    rng = random.Random(2)
    layers = [random_layer(rng) for _ in range(60)]
    script = """(m, layers) => layers.map((layer) => {
      const faults = [];
      const { places } = layer;
      for (let row = -3; row < 12; row += 1) for (let column = -3; column < 12; column += 1) {
        const readers = m.readersOf(layer, row, column);
        for (let step = 0; step < places.rows * places.columns; step += 1) {
          const at = [Math.floor(step / places.columns), step % places.columns];
          const covers = m.tapsOf(layer, ...at).some((tap) => m.covers(tap, row, column));
          const said = readers.filter((block) => m.covers(block, ...at)).length;
          if (said !== (covers ? 1 : 0)) faults.push([row, column, step]);
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


OPTIONS: list[dict[str, Any]] = [
    {},
    {"op": "convolution", "bias": "0.5", "stride": "2,3", "padding": "1,2", "act": "tanh"},
    {"padding": "2,0,1,3", "mode": "reflect", "dilation": "2,1", "act": "relu"},
    {"padding": "same", "mode": "circular"},
    {"input": "colours", "kernel": "ten", "bias": "1,2,3,4,5,6,7,8,9,10", "padding": "1"},
    {"input": "colours", "kernel": "depthwise", "groups": "3", "stride": "2"},
    {"op": "max_pool", "window": "3", "stride": "2", "padding": "1", "ceil": "1"},
    {"op": "max_pool", "input": "colours", "window": "2", "dilation": "2", "stride": "1"},
    {"op": "average_pool", "window": "2,3", "stride": "2", "padding": "1", "count": "0"},
    {"op": "average_pool", "window": "3", "stride": "2", "padding": "1", "ceil": "1"},
    {"op": "transposed", "stride": "2", "padding": "1", "extra": "1", "by": "output"},
    {"op": "transposed", "stride": "3,2", "dilation": "2", "bias": "-1", "by": "output"},
    {"op": "transposed", "stride": "2", "padding": "0,1,1,0"},
    {
        "op": "transposed",
        "input": "colours",
        "kernel": "1;2|0;-1||3;1|2;2||1;1|1;-2",
        "stride": "2",
    },
]


@pytest.mark.parametrize("options", OPTIONS)
def test_steps_are_the_frames_of_the_server_in_every_bit(
    page: Page, options: dict[str, str]
) -> None:
    """Products and sums are formed here from one answer, the server gives them frame by frame."""
    plane = "4,-1,2,0;1,3,-2,5;0.1,7,1,2;3,0.3,-4,6;2,2,1,9"
    texts = {"input": plane, "kernel": "0.3,-1,2;4,0.7,1"} | options
    script = """async (m, texts) => {
      const { readTexts, understood } = await import("/static/js/convolution/settings.js");
      const { requestOf } = await import("/static/js/convolution/layer.js");
      const { resultOf } = await import("/static/js/convolution/result.js");
      const { convolve } = await import("/static/js/api.js");
      const page = await (await fetch("/convolution")).text();
      const library = JSON.parse(
        new DOMParser().parseFromString(page, "text/html").querySelector("#library").textContent);
      const { settings, faults } = understood(
        readTexts("?" + new URLSearchParams(texts)), library);
      const by = settings.operation === "transposed" ? settings.by : "output";
      const answer = await convolve({ ...requestOf(settings), frames: { count: 4096, by } });
      const result = resultOf(settings, answer);
      const frames = answer.frames.map((_, index) => m.frameAt(result, index));
      return { answer: answer.frames, count: result.count, frames, faults };
    }"""
    seen = run(page, "convolution/frame", script, texts)
    assert seen["faults"] == []
    assert seen["count"] == len(seen["answer"]) > 0
    for expected, frame in zip(seen["answer"], seen["frames"], strict=True):
        place = expected.get("output") or expected["input"]
        assert frame["place"] == place
        deep = isinstance(expected["products"][0][0], list)
        products = expected["products"] if deep else [expected["products"]]
        nothing = {"max_pool": None, "average_pool": None}.get(texts.get("op", ""), 0)
        assert [
            [[nothing if cell is None else cell for cell in row] for row in part["products"]]
            for part in frame["parts"]
        ] == products
        if "input" in expected:
            continue
        assert [part["sum"] for part in frame["parts"]] == expected["channel_sums"]
        assert (frame["bias"] or 0) == expected["bias"]
        assert (frame["value"], frame["activated"]) == (expected["value"], expected["activated"])
        assert frame["divisor"] == expected.get("divisor")


def test_a_transposed_output_fills_up_by_addition(page: Page) -> None:
    layer = {"op": "transposed", "input": "1,2;3,4", "kernel": "1,2;3,4", "stride": "1"}
    script = """async (m, texts) => {
      const { readTexts, understood } = await import("/static/js/convolution/settings.js");
      const { computeLayer } = await import("/static/js/convolution/layer.js");
      const none = { grids: [], kernels: [], stacks: [], filters: [] };
      const { settings } = understood(readTexts("?" + new URLSearchParams(texts)), none);
      const { signal } = new AbortController();
      const scatter = m.createScatter(await computeLayer(settings, { signal }), 0);
      return [0, 1, 2, 3, 1].map((step) => scatter.after(step));
    }"""
    seen = run(page, "convolution/scatter", script, layer)
    for step, output in zip([0, 1, 2, 3, 1], seen, strict=True):
        partial = torch.tensor([1.0, 2, 3, 4])
        partial[step + 1 :] = 0
        kernel = torch.tensor([[1.0, 2], [3, 4]])[None, None]
        assert output == F.conv_transpose2d(partial.reshape(1, 1, 2, 2), kernel)[0, 0].tolist()


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
