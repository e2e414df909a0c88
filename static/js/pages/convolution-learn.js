/** /convolution/learn: what is wanted, the descent that answers it, and the step it stands at. */

import { createAddressWriter } from "../address-writer.js";
import { Problem, learn } from "../api.js";
import { baseConfig, loadPlotly } from "../charts/common.js";
import { press, wireChips } from "../convolution/facts.js";
import { CHUNK, createFrames } from "../convolution/frames.js";
import { clipped } from "../convolution/settings.js";
import { t } from "../i18n.js";
import { gridText, parseWhole, shown } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { inWords } from "../refusals.js";
import { createStale } from "../stale.js";
import { onPaletteChange, palette } from "../theme.js";
import { createTypedFields } from "../typed-fields.js";
import { onWidthChange } from "../width.js";
import { showFacts } from "../learn/facts.js";
import { createFigures } from "../learn/figures.js";
import { lossFigure } from "../learn/loss-chart.js";
import {
  FIELD_OF, FIELDS, isOwn, NAMES, readAddress, textsOf, understood, writeAddress,
} from "../learn/state.js";

/** @typedef {import("../learn/state.js").Texts} Texts */
/** @typedef {import("../learn/figures.js").Cell} Cell */

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const magnitude = Number(find("learn").dataset.magnitude);
/** @type {{examples: import("../learn/state.js").Examples}} */
const { examples } = JSON.parse(find("learn-data").textContent ?? "{}");

let example = "";
/** What the figures show, as texts. @type {Texts | null} */
let standing = null;
/** @type {AbortController | null} */
let asking = null;
/** @type {any} */
let frames = null;

const fields = createTypedFields(find("bench"), FIELDS, () => want(fields.read(), { remember: "push" }));

const figures = createFigures(find, {
  onEdit(which, { row, column }, value) {
    const { descent } = figures;
    if (!descent) return;
    const grid = (which === "input" ? descent.request.input : descent.target).map((cells) => [...cells]);
    grid[row][column] = value;
    want({ ...fields.read(), [which]: gridText(grid) }, { remember: "push" });
  },
  onWeight: () => address.writeSoon(),
  accepts: (value) => Math.abs(value) <= magnitude,
});

const playerRoot = /** @type {HTMLElement} */ (document.querySelector(".player"));
const player = wirePlayer(playerRoot, {
  count: 0,
  onChange({ index, count, playing }) {
    const place = /** @type {HTMLElement} */ (playerRoot.querySelector("[data-player=place]"));
    if (count) place.textContent = t("learn.step_of", { step: index, count: count - 1 });
    figures.strip.quiet(playing);
    stand();
    address.writeSoon();
  },
  describe({ index, count }) {
    const loss = figures.descent?.losses[index];
    return loss === undefined
      ? "" : t("learn.step_place", { step: index, count: count - 1, loss: shown(loss).text });
  },
});

const address = createAddressWriter(() => {
  if (!standing) return null;
  const { row, column } = figures.weight;
  const state = { ...standing, example, step: String(player.state.index), cell: `${row},${column}` };
  return { search: writeAddress(state, examples, location.search) };
});

const mark = createStale(find("stale"), figures.stage, t("learn.stale"));

/** @param {import("../learn/state.js").Fault} fault */
const said = ({ key, value }) =>
  t(`learn.${key}`, { value: clipped(value), most: Number(find("learn").dataset.steps) });

/** The figures at the step of the player, as soon as its numbers are here. */
function stand() {
  const { descent } = figures;
  const { index } = player.state;
  const step = frames?.at(index);
  const here = step?.index === index;
  find("arithmetic").setAttribute("aria-busy", String(!here));
  if (!descent || !here) return;
  figures.stepTo(step);
  curve();
}

async function curve() {
  const { descent } = figures;
  if (!descent) return;
  const { losses, diverged_at: lost } = descent;
  const { index } = player.state;
  find("loss-now").textContent = `${t("learn.loss_name")}: ${shown(losses[index], 6).text}`;
  find("curve").setAttribute("aria-label", t("learn.loss_curve",
    { first: shown(losses[0]).text, last: shown(losses[losses.length - 1]).text }));
  const Plotly = await loadPlotly().catch(() => null);
  if (!Plotly || figures.descent !== descent || player.state.index !== index) return;
  const { data, layout } = lossFigure(losses, index, palette(), {
    lost: lost !== null || !descent.stable, text: (key, parameters) => t(`learn.${key}`, parameters),
  });
  const first = !find("curve").classList.contains("js-plotly-plot");
  await Plotly.react(find("curve"), data, layout, { ...baseConfig, displayModeBar: false });
  if (first) {
    /** @type {any} */ (find("curve")).on("plotly_click", (/** @type {any} */ { points }) =>
      player.seek(points[0].x));
  }
}

/**
 * @param {Texts} texts
 * @param {{remember: "push" | "replace", step?: number, cell?: Cell}} options
 */
async function want(texts, { remember, step = player.state.index, cell = figures.weight }) {
  asking?.abort();
  const { signal } = asking = new AbortController();
  fields.write(texts);
  fields.clear();
  const { request, faults } = understood(texts, examples[example]);
  for (const fault of faults) fields.say(fault.field, said(fault));
  if (faults.length) {
    mark(said(faults[0]));
    if (figures.descent) return;
  }
  const rangeOf = async (/** @type {number} */ start, /** @type {number} */ count) =>
    (await learn({ ...request, frames: { start, count } })).frames;
  const start = step - (step % CHUNK);
  let answer;
  let first;
  try {
    answer = await learn({ ...request, frames: { start, count: CHUNK } }, { signal });
    first = answer.frames[0] ? answer.frames : await rangeOf(answer.last.index - (answer.last.index % CHUNK), CHUNK);
  } catch (problem) {
    if (!signal.aborted) await refuse(problem, texts);
    return;
  }
  if (signal.aborted) return;
  frames = createFrames({
    count: answer.step_count, fetchRange: rangeOf, onArrival: stand, onFailure: fail,
  });
  frames.keep(first[0].index, first);
  if (!faults.length) mark("");
  standing = faults.length ? null : texts;
  const at = Math.min(step, answer.step_count - 1);
  figures.stage.setAttribute("aria-busy", "false");
  const descent = { ...answer, request };
  showFacts(find, descent);
  choose();
  figures.show(descent, first[at - first[0].index], cell);
  player.reset(answer.step_count, at);
  address.write(remember);
}

/** A refusal of the server, at the field that it names. @param {unknown} problem @param {Texts} texts */
async function refuse(problem, texts) {
  const field = fail(problem);
  if (figures.descent) return;
  const { [field]: neutral } = textsOf(examples[example]);
  if (texts[field] === neutral) return;
  await want({ ...texts, [field]: neutral }, { remember: "replace", step: 0 });
  const message = inWords(/** @type {Problem} */ (problem).detail, NAMES);
  fields.write(texts);
  fields.say(field, message);
  mark(message);
}

/** @param {unknown} problem */
function fail(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const field = FIELD_OF[(problem.field ?? "").split(/[.[]/)[0]] ?? "input";
  const message = inWords(problem.detail, NAMES);
  fields.say(field, message);
  mark(message);
  return field;
}

/** Which chip is in use, and whether the numbers behind it are to be seen. */
function choose() {
  const own = isOwn(fields.read(), examples[example]);
  press(find("examples"), own ? "custom" : example);
  if (own) find("own").hidden = false;
}

/** Show what the address says. */
function follow() {
  address.hold();
  const { example: named, step, cell, ...texts } = readAddress(location.search, examples);
  example = named;
  const [row = 0, column = 0] = cell.split(",").map((part) => Math.max(parseWhole(part) ?? 0, 0));
  want(texts, {
    remember: "replace", step: Math.max(parseWhole(step) ?? 0, 0), cell: { row, column },
  });
}

wireChips(find("examples"), (name) => {
  if (name === "custom") {
    find("own").hidden = false;
    find("input").focus();
    return;
  }
  example = name;
  find("own").hidden = true;
  want(textsOf(examples[name]), { remember: "push", step: 0, cell: { row: 0, column: 0 } });
});

function redraw() {
  figures.redraw();
  curve();
}
onPaletteChange(redraw);
onWidthChange(figures.stage, redraw);
addEventListener("popstate", follow);
follow();
