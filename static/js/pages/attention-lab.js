/** /attention/lab: what is asked, the answer to it, and the cell that is looked at. */

import { attend, Problem } from "../api.js";
import { t } from "../i18n.js";
import { arithmeticOf } from "../lab/arithmetic.js";
import { createControls } from "../lab/controls.js";
import { createFigures } from "../lab/figures.js";
import {
  exampleOf, generated, searchOf, withCell, withHidden, withLengths, withMatrix, withScore, withSizes,
} from "../lab/state.js";
import { createStrip } from "../lab/strip.js";
import { parseWhole } from "../numbers.js";
import { onPaletteChange } from "../theme.js";
import { onWidthChange } from "../width.js";

/** @typedef {import("../charts/lab.js").AttendRequest} AttendRequest */
/** @typedef {import("../charts/lab.js").AttendAnswer} AttendAnswer */
/** @typedef {import("../lab/arithmetic.js").Place} Place */

const FIRST_CELL = "weights,1,1";
/** Browsers limit how often an address may change. */
const PAUSE_MS = 250;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
/** @type {{request: AttendRequest, answer: AttendAnswer, cell: string,
 *   messages: Record<string, string>, examples: Record<string, AttendRequest>}} */
const start = JSON.parse(find("lab-data").textContent ?? "{}");
const { side, magnitude, seed } = find("lab").dataset;

let wanted = start.request;
/** The last request that was answered. @type {{request: AttendRequest, answer: AttendAnswer}} */
let shown = start;
/** @type {Place} */
let selected = { figure: "weights", row: 0, column: 0 };
/** @type {Place | null} */
let pointed = null;
/** @type {AbortController | null} */
let asking = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

const figures = createFigures({
  onPoint(place) {
    pointed = place;
    look();
  },
  onSelect(place) {
    selected = place;
    pointed = null;
    look();
    clearTimeout(waiting);
    waiting = setTimeout(() => remember("replace"), PAUSE_MS);
  },
  onEdit: (place, value) => change(withCell(wanted, shown.answer, place, value)),
  onPaste: (figure, text) => controls.paste(figure, text),
  onLength(query, typed) {
    const length = parseWhole(typed);
    const most = wanted.keys.length;
    if (length === null || length < 1 || length > most) {
      say("masked_scores", t("lab.bad_whole", {
        name: t("lab.valid_of", { query: query + 1 }), value: typed || "“”", least: 1, most,
      }));
      return;
    }
    const lengths = wanted.valid_lengths ?? Array(wanted.queries.length).fill(most);
    change(withLengths(wanted, lengths.map((now, index) => (index === query ? length : now))));
  },
  accepts: (value) => Math.abs(value) <= Number(magnitude),
});

const controls = createControls(find, { side: Number(side), seed: Number(seed) }, {
  onSizes: (sizes) => change(withSizes(wanted, sizes)),
  onGenerate: (sizes, number) => change(generated(wanted, sizes, number)),
  onHidden(hidden) {
    const { additive } = shown.answer;
    const { seed: _, ...rest } = wanted;
    if (additive) change({ ...rest, weights: withHidden(additive, hidden) });
  },
  onMatrix: (figure, matrix) =>
    change(withMatrix(wanted, /** @type {"queries"} */ (figure), matrix)),
  isAdditive: () => wanted.score === "additive",
});

const strip = createStrip({ text: find("arithmetic"), note: find("note") }, (places) => {
  const { blocks } = arithmeticOf(shown.request, shown.answer, pointed ?? selected);
  figures.mark([...blocks, ...places.map((place) => ({ ...place, rows: 1, columns: 1, kind: "pair" }))]);
});

/**
 * Ask for it, show it, and make it an entry of the history.
 * @param {AttendRequest} request @returns {Promise<boolean>} whether it is shown
 */
async function change(request) {
  wanted = request;
  asking?.abort();
  const { signal } = asking = new AbortController();
  try {
    const answer = await attend(request, { signal });
    show({ request, answer });
    remember("push");
    return true;
  } catch (problem) {
    if (signal.aborted) return false;
    if (!(problem instanceof Problem)) throw problem;
    refuse(problem);
    return false;
  }
}

/** @param {{request: AttendRequest, answer: AttendAnswer}} found */
function show(found) {
  shown = found;
  const { request, answer } = found;
  complain("");
  for (const name of ["queries", "keys", "values", "masked_scores", "wq", "wk", "v"]) say(name, "");
  figures.draw(request, answer);
  if (!figures.has(selected)) selected = { ...selected, row: 0, column: 0 };
  pointed = null;
  controls.write(request, answer.additive?.vector.length);
  find("additive").hidden = !answer.additive;
  for (const radio of document.querySelectorAll("#score input")) {
    const choice = /** @type {HTMLInputElement} */ (radio);
    choice.checked = choice.value === request.score;
  }
  const example = exampleOf(request, start.examples);
  for (const chip of find("examples").querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.name === example));
  }
  find("about-example").textContent = t(`lab.about_${example || "own"}`);
  look();
}

/** The arithmetic of the cell under the pointer, or else of the one that was chosen. */
function look() {
  const arithmetic = arithmeticOf(shown.request, shown.answer, pointed ?? selected);
  strip.show(arithmetic);
  figures.mark(arithmetic.blocks);
}

/** The chosen cell as an address writes it. */
const cellText = () => [selected.figure, selected.row + 1, selected.column + 1].join(",");

/** @param {"push" | "replace"} how */
function remember(how) {
  clearTimeout(waiting);
  const cell = cellText();
  const search = searchOf(shown.request, cell === FIRST_CELL ? "" : cell, start.examples, location.search);
  const entry = { lab: shown, cell };
  const address = location.pathname + search + location.hash;
  if (how === "push" && search !== location.search) history.pushState(entry, "", address);
  else history.replaceState(entry, "", address);
}

/** A refusal of the server, at the matrix that it names; the last good figures stay. @param {Problem} problem */
function refuse(problem) {
  const field = problem.field ?? "";
  const [first] = field.split(/[.[]/);
  const figure = {
    valid_lengths: "masked_scores", queries: "queries", keys: "keys", values: "values",
    "weights.query": "wq", "weights.key": "wk", "weights.vector": "v",
  }[field] ?? (["queries", "keys", "values"].includes(first) ? first : "");
  if (figure) say(figure, problem.detail);
  complain(problem.detail);
}

/** @param {string} message why the figures are of something else; "" where they are not @param {string} [what] they show */
function complain(message, what = t("lab.stale")) {
  find("stale").hidden = !message;
  find("stale").textContent = message && `${message} ${what}`;
  figures.stage.classList.toggle("lab-stage--stale", Boolean(message));
}

/** @param {string} figure @param {string} message */
function say(figure, message) {
  find(`error-${figure}`).textContent = message;
}

/** @param {string} text as an address writes it: "weights,1,2" */
function choose(text) {
  const [figure, row, column] = text.split(",");
  const place = { figure, row: Number(row) - 1, column: Number(column) - 1 };
  if (!figures.has(place)) return;
  selected = place;
  figures.enterAt(place);
  look();
}

/** There is no clipboard where a page does not come over a secure way. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

find("score").addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement) change(withScore(wanted, event.target.value));
});
find("examples").addEventListener("click", (event) => {
  const name = event.target instanceof HTMLElement ? event.target.dataset.name : undefined;
  if (name) change(start.examples[name]);
});
find("draw").addEventListener("click", () => {
  const { weights: _, ...rest } = wanted;
  change({ ...rest, seed: (wanted.seed ?? 0) + 1 });
});
find("copy").addEventListener("click", async () => {
  remember("replace");
  const done = await copied(location.href);
  find("copy").textContent = t(done ? "lab.copied" : "lab.copy_failed");
  setTimeout(() => { find("copy").textContent = t("lab.copy_link"); }, 1600);
});

onPaletteChange(() => {
  figures.redraw();
  look();
});
onWidthChange(figures.stage, figures.fit);
addEventListener("popstate", ({ state }) => {
  if (!state) return remember("replace");
  asking?.abort();
  wanted = state.lab.request;
  show(state.lab);
  choose(state.cell);
});

show(start);
choose(start.cell || FIRST_CELL);
history.replaceState({ lab: shown, cell: cellText() }, "");
complain(Object.values(start.messages).join(" "), t("lab.instead"));
