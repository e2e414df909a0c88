/** /convolution/matrix: a layer, the matrices that it is, and the output cell it stands at. */

import { Problem, matrix } from "../api.js";
import { press, wireChips } from "../convolution/facts.js";
import { clipped } from "../convolution/settings.js";
import { t } from "../i18n.js";
import { createFigures } from "../matrix/figures.js";
import { layerOf } from "../matrix/layer.js";
import { FIELDS, isOwn, readAddress, textsOf, understood, writeAddress } from "../matrix/state.js";
import { gridText, parseWhole } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { onPaletteChange } from "../theme.js";
import { createTypedFields } from "../typed-fields.js";
import { onWidthChange } from "../width.js";

/** @typedef {import("../matrix/state.js").Texts} Texts */
/** @typedef {import("../matrix/state.js").Field} Field */

const ADDRESS_PAUSE_MS = 250;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const magnitude = Number(find("matrix").dataset.magnitude);
/** @type {{examples: import("../matrix/state.js").Examples}} */
const { examples } = JSON.parse(find("matrix-data").textContent ?? "{}");

let example = "";
let transpose = false;
/** What the figures show, as texts. @type {Texts | null} */
let standing = null;
/** @type {AbortController | null} */
let asking = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;

const fields = createTypedFields(find("bench"), FIELDS, () => want(fields.read(), { remember: "push" }));

const figures = createFigures(find, {
  onEdit(which, { row, column }, value) {
    const { layer } = figures;
    if (!layer) return;
    const grid = layer.request[which].map((cells) => [...cells]);
    grid[row][column] = value;
    want({ ...fields.read(), [which]: gridText(grid) }, { remember: "push" });
  },
  onSeek: (index) => player.seek(index),
  accepts: (value) => Math.abs(value) <= magnitude,
});

const player = wirePlayer(/** @type {HTMLElement} */ (document.querySelector(".player")), {
  count: 0,
  onChange({ index, playing }) {
    figures.strip.quiet(playing);
    figures.stepTo(index);
    rememberSoon();
  },
});

/**
 * @param {Texts} texts
 * @param {{remember: "push" | "replace", step?: number}} options
 */
async function want(texts, { remember, step = player.state.index }) {
  asking?.abort();
  const { signal } = asking = new AbortController();
  fields.write(texts);
  fields.clear();
  const { request, faults } = understood(texts, examples[example]);
  for (const { field, key, value } of faults) {
    fields.say(field, t(`matrix.${key}`, { value: clipped(value) }));
  }
  if (faults.length) {
    mark(t(`matrix.${faults[0].key}`, { value: clipped(faults[0].value) }));
    if (figures.layer) return;
  }
  let answer;
  try {
    answer = await matrix(request, { signal });
  } catch (problem) {
    if (!signal.aborted) await refuse(problem, texts);
    return;
  }
  if (signal.aborted) return;
  if (!faults.length) mark("");
  standing = faults.length ? null : texts;
  const layer = layerOf({ ...answer, request });
  const at = Math.min(step, layer.flat.length - 1);
  figures.stage.setAttribute("aria-busy", "false");
  press(find("examples"), isOwn(texts, examples[example]) ? "" : example);
  showSides(layer);
  figures.show(layer, at, transpose);
  player.reset(layer.flat.length, at);
  if (standing) write(remember);
}

/** A refusal of the server, at the field that it names. @param {unknown} problem @param {Texts} texts */
async function refuse(problem, texts) {
  if (!(problem instanceof Problem)) throw problem;
  const named = /** @type {Field} */ ((problem.field ?? "").split(/[.[]/)[0]);
  const field = FIELDS.includes(named) ? named : "input";
  if (!figures.layer && JSON.stringify(texts) !== JSON.stringify(textsOf(examples[example]))) {
    await want(textsOf(examples[example]), { remember: "replace", step: 0 });
    fields.write(texts);
    standing = null;
  }
  fields.say(field, problem.detail);
  mark(problem.detail);
}

/** The last good figures stay, and say so. @param {string} message why; "" where they are of what is typed */
function mark(message) {
  const notice = find("stale");
  notice.hidden = !message;
  notice.textContent = message && `${message} ${t("matrix.stale")}`;
  figures.stage.classList.toggle("stage--stale", Boolean(message));
}

/** How large the matrices are, and how much of the second is the kernel. @param {import("../matrix/layer.js").Layer} layer */
function showSides({ im2col, toeplitz, products }) {
  const size = (/** @type {number} */ rows, /** @type {number} */ columns) => `${rows} × ${columns}`;
  const [rows, columns] = [toeplitz.length, toeplitz[0].length];
  find("size-im2col").textContent = size(rows, im2col[0].length);
  find("size-toeplitz").textContent = size(rows, columns);
  find("size-turned").textContent = size(columns, rows);
  find("sparse").textContent = t("matrix.sparse",
    { kept: products.filter(({ input }) => input >= 0).length, all: rows * columns });
}

/** Which of the two readings of the matrix is to be seen. @param {boolean} turned */
function choose(turned) {
  transpose = turned;
  find("transpose").setAttribute("aria-pressed", String(transpose));
  figures.stage.classList.toggle("matrix-stage--turned", transpose);
  for (const id of ["figure-input", "product-im2col", "product-toeplitz"]) find(id).hidden = transpose;
  for (const id of ["figure-painted", "product-turned"]) find(id).hidden = !transpose;
}

/** @param {"push" | "replace"} how */
function write(how) {
  clearTimeout(waiting);
  if (!standing) return;
  const state = { ...standing, example, transpose, step: String(player.state.index) };
  const search = writeAddress(state, examples, location.search);
  const address = location.pathname + search + location.hash;
  if (how === "push" && search !== location.search) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** Browsers limit how often an address may change. */
function rememberSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => write("replace"), ADDRESS_PAUSE_MS);
}

/** Show what the address says. */
function follow() {
  clearTimeout(waiting);
  const { example: named, step, transpose: turned, ...texts } = readAddress(location.search, examples);
  example = named;
  choose(turned);
  want(texts, { remember: "replace", step: Math.max(parseWhole(step) ?? 0, 0) });
}

wireChips(find("examples"), (name) => {
  example = name;
  want(textsOf(examples[name]), { remember: "push", step: 0 });
});
find("transpose").addEventListener("click", () => {
  choose(!transpose);
  if (!figures.layer) return;
  figures.show(figures.layer, player.state.index, transpose);
  write("push");
});

onPaletteChange(figures.redraw);
onWidthChange(figures.stage, figures.redraw);
addEventListener("popstate", follow);
follow();
