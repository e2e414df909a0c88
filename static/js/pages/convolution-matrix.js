/** /convolution/matrix: a layer, the matrices that it is, and the output cell it stands at. */

import { createAddressWriter } from "../address-writer.js";
import { Problem, matrix } from "../api.js";
import { press, wireChips } from "../convolution/facts.js";
import { clipped } from "../convolution/settings.js";
import { t } from "../i18n.js";
import { createFigures } from "../matrix/figures.js";
import { layerOf } from "../matrix/layer.js";
import { FIELDS, isOwn, NAMES, readAddress, textsOf, understood, writeAddress } from "../matrix/state.js";
import { gridText, parseWhole } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { inWords } from "../refusals.js";
import { createStale } from "../stale.js";
import { onPaletteChange } from "../theme.js";
import { createTypedFields } from "../typed-fields.js";
import { onWidthChange } from "../width.js";

/** @typedef {import("../matrix/state.js").Texts} Texts */
/** @typedef {import("../matrix/state.js").Field} Field */

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
    address.writeSoon();
  },
});

const address = createAddressWriter(() => standing && {
  search: writeAddress(
    { ...standing, example, transpose, step: String(player.state.index) }, examples, location.search),
});

const mark = createStale(find("stale"), figures.stage, t("matrix.stale"));

/** @param {import("../matrix/state.js").Fault} fault */
const said = ({ key, value }) => t(`matrix.${key}`, { value: clipped(value) });

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
  for (const fault of faults) fields.say(fault.field, said(fault));
  if (faults.length) {
    mark(said(faults[0]));
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
  address.write(remember);
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
  const message = inWords(problem.detail, NAMES);
  fields.say(field, message);
  mark(message);
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

/** Show what the address says. */
function follow() {
  address.hold();
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
  address.write("push");
});

onPaletteChange(figures.redraw);
onWidthChange(figures.stage, figures.redraw);
addEventListener("popstate", follow);
follow();
