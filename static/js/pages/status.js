/** /status: the figures of the server while they change, until they are paused. */

import { liveFigures } from "../api.js";
import { baseConfig, loadPlotly } from "../charts/common.js";
import { statusFigure } from "../charts/status.js";
import { t } from "../i18n.js";
import { extent, joined } from "../status/ring.js";
import { written } from "../status/written.js";
import { onPaletteChange, palette } from "../theme.js";

/** @typedef {import("../status/ring.js").Columns} Columns */

/** A picture with a name has nothing inside that takes the focus. */
const CONFIG = { ...baseConfig, displayModeBar: false };
const CALM_MS = 10_000;
const CROWDED_MS = 30_000;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} key @param {Record<string, string | number>} [parameters] */
const text = (key, parameters) => t(`status.${key}`, parameters);

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const pause = find("pause");
const said = find("status-said");
const charts = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-chart]"))]
  .map((figure) => ({
    name: figure.querySelector("h2")?.textContent ?? "",
    picture: /** @type {HTMLElement} */ (figure.querySelector(".live__picture")),
    keys: [.../** @type {NodeListOf<HTMLElement>} */ (figure.querySelectorAll("[data-now]"))]
      .map((element) => element.dataset.now ?? ""),
  }));
const readings = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-now]"))];

/** @type {Columns} */
let columns = { at: [] };
/** @type {(() => void) | null} */
let close = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let again;
let paused = false;
let drawing = false;
let drawnAt = -Infinity;

/** @param {string} message said once, though it may come again and again */
function say(message) {
  if (said.textContent !== message) said.textContent = message;
}

/** @param {string} name @param {string[]} keys what a chart shows, in words */
function inWords(name, keys) {
  const parts = keys.map((key) => {
    const range = extent(columns[key]);
    if (range === null) return text("reading_unknown", { name: text(key) });
    return text("reading_said", {
      name: text(key),
      now: written(key, columns[key].at(-1)),
      least: written(key, range.least),
      most: written(key, range.most),
      unit: text(`${key}_unit`),
    });
  });
  return text("chart_said", { name, readings: parts.join(text("between")) });
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** One chart a frame, so that the page answers in between. */
async function draw() {
  if (drawing || columns.at.length === 0) return;
  drawing = true;
  const plotly = await loadPlotly().catch(() => null);
  if (plotly !== null) {
    for (const { name, picture, keys } of charts) {
      await frame();
      const { data, layout } = statusFigure(keys, columns, palette(), text);
      await plotly.react(picture, data, layout, CONFIG);
      picture.setAttribute("aria-label", inWords(name, keys));
    }
  }
  drawing = false;
}

/** @param {Columns} more */
function take(more) {
  columns = joined(columns, more);
  say("");
  const now = performance.now();
  if (calm.matches && now - drawnAt < CALM_MS) return;
  drawnAt = now;
  for (const element of readings) {
    const key = element.dataset.now ?? "";
    element.textContent = written(key, columns[key]?.at(-1));
  }
  draw();
}

function open() {
  clearTimeout(again);
  close?.();
  close = liveFigures(take, (refused) => {
    say(text(refused ? "crowded" : "lost"));
    if (refused) again = setTimeout(open, CROWDED_MS);
  });
}

function shut() {
  clearTimeout(again);
  close?.();
  close = null;
}

pause.addEventListener("click", () => {
  paused = !paused;
  pause.textContent = text(paused ? "resume" : "pause");
  say(paused ? text("paused") : "");
  if (paused) shut();
  else open();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) shut();
  else if (!paused) open();
});
onPaletteChange(draw);

find("live").hidden = false;
find("status-controls").hidden = false;
open();
