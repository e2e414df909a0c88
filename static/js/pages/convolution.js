/** /convolution: what is wanted, the answer to it, and how both follow from what people do. */

import { Problem } from "../api.js";
import { createAddress } from "../convolution/address.js";
import { press, showFacts, wireChips } from "../convolution/facts.js";
import { createFields } from "../convolution/fields.js";
import { createFigures } from "../convolution/figures.js";
import { createInputTools } from "../convolution/input-tools.js";
import { computeLayer } from "../convolution/layer.js";
import { createLibrary, ruleOf } from "../convolution/library.js";
import { wirePaste } from "../convolution/paste.js";
import { clipped, nameOf, readTexts, resized, understood } from "../convolution/settings.js";
import { createSource } from "../convolution/source.js";
import { readFields, sizeFrom } from "../convolution/typed.js";
import { cellOf, outputSize, sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { onPaletteChange } from "../theme.js";

/** @typedef {import("../convolution/settings.js").Settings} Settings */
/** @typedef {import("../convolution/fields.js").FieldName} FieldName */

/** Steps closer than this do not slide. */
const SWIFT_MS = 150;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const limits = find("convolution").dataset;
const library = createLibrary(JSON.parse(find("library").textContent ?? "{}"));
const example = understood(readTexts(""), library).settings;

let wanted = example;
/** @type {AbortController | null} */
let asking = null;
/** @type {Awaited<ReturnType<typeof computeLayer>>["frames"] | null} */
let frames = null;
let framesFailed = false;
let followed = 0;
let lastStepAt = 0;

const accepts = (/** @type {number} */ value) => Math.abs(value) <= Number(limits.magnitude);
const tools = createInputTools(find, {
  input: () => wanted.input,
  name: () => (source.current.upload ? "" : nameOf(wanted.input, library.grids.filter(
    ({ name }) => library.rules.includes(ruleOf(name))))),
  onGrid: setInput,
  onName: setNamed,
  accepts,
  side: Number(limits.gridSide),
  seed: Number(limits.seed),
});

const figures = createFigures(document, {
  onEdit(which, { row, column }, value) {
    const grid = [...wanted[which]];
    grid[row] = [...grid[row]];
    grid[row][column] = value;
    if (which === "input") setInput(grid);
    else change({ kernel: grid });
  },
  onSeek: (step) => player.seek(step),
  wrong: (value) => t("convolution.bad_cell", { value }),
  accepts,
  brush: tools.brush,
});

const fields = createFields(find("bench"), (name) => {
  const size = name === "size" ? sizeFrom(fields.read().size, Number(limits.kernelSide)) : null;
  change(size ? { kernel: resized(wanted.kernel, size) } : {});
});

const source = createSource(find, {
  onPlane: (input) => change({ input }),
  onRefusal: (message) => refuse("input", message),
});

wirePaste({
  targets: [
    {
      root: figures.input.panel, at: () => figures.input.cursor.at, values: () => wanted.input,
      most: Number(limits.gridSide),
      onGrid(grid, cells, notes) {
        setInput(grid, [t("convolution.pasted", cells), ...notes]);
      },
      onRefusal: (message) => refuse("input", message),
    },
    {
      root: figures.kernel.panel, at: () => figures.kernel.cursor.at, values: () => wanted.kernel,
      most: Number(limits.kernelSide),
      onGrid: (kernel) => { change({ kernel }); },
      onRefusal: (message) => refuse("kernel", message),
    },
  ],
  onFile: source.read,
});

const player = wirePlayer(/** @type {HTMLElement} */ (document.querySelector(".player")), {
  count: 0,
  onChange({ index, playing }) {
    const swift = performance.now() - lastStepAt < SWIFT_MS;
    lastStepAt = performance.now();
    figures.strip.quiet(playing);
    figures.stepTo(index, frames?.at(index), swift);
    address.writeSoon();
  },
  describe({ index, count }) {
    if (!figures.result) return "";
    const { row, column } = cellOf(outputSize(figures.result.layer), index);
    return t("convolution.step_place", { step: index + 1, count, row, column });
  },
});

const address = createAddress(
  () => figures.result && { settings: wanted, step: player.state.index, source: source.current },
  library,
);

/** An input of its own cells. @param {number[][]} input @param {string[]} [notes] said about it */
function setInput(input, notes) {
  change({ input: source.adopt(input, notes) });
}

/** An input by its name. @param {string} name @returns {Promise<string>} what is wrong with it, or "" */
async function setNamed(name) {
  const turn = ++followed;
  const wrong = await library.prepare(name);
  if (wrong || turn !== followed) return wrong;
  source.forget();
  change({ input: named("grids", name) });
  return "";
}

/** Change some of what is wanted, and compute it as a new entry of the history. @param {Partial<Settings>} parts */
async function change(parts) {
  wanted = { ...wanted, ...parts };
  if (parts.kernel) fields.writeSize(sizeOf(parts.kernel));
  const { settings, wrong } = readFields(fields, library, Number(limits.kernelSide));
  if (wrong) {
    asking?.abort();
    return mark(wrong);
  }
  wanted = { ...wanted, ...settings };
  await compute(wanted, { step: player.state.index, remember: "push" });
}

/**
 * @param {Settings} settings
 * @param {{step: number, remember: "push" | "replace", keep?: FieldName[]}} options
 *   `keep`: fields whose text and message stay as they are
 * @returns {Promise<FieldName | null>} the field that was refused
 */
async function compute(settings, { step, remember, keep = [] }) {
  asking?.abort();
  const { signal } = asking = new AbortController();
  let answer;
  try {
    answer = await computeLayer(settings, { step, signal, onArrival, onFailure });
  } catch (problem) {
    return signal.aborted ? null : refuseProblem(problem);
  }
  if (signal.aborted) return null;
  const { result } = answer;
  const stands = remember === "replace" || sameSize(result);
  const at = remember === "replace" ? step : player.state.index;
  frames = answer.frames;
  wanted = settings;
  if (!keep.length) {
    fields.clear();
    mark("");
  }
  fields.write({ ...settings, size: result.layer.kernel }, keep);
  showFacts(result);
  press(find("grids"), source.current.upload ? "" : ruleOf(nameOf(settings.input, library.grids)));
  tools.show();
  press(find("kernels"), nameOf(settings.kernel, library.kernels));
  const shown = figures.show(result, stands ? Math.min(at, result.count - 1) : 0);
  player.reset(result.count, stands ? at : 0);
  address.write(remember);
  figures.stage.setAttribute("aria-busy", "false");
  await shown;
  return null;
}

/** A step means the same cell as long as the output has its size. @param {import("../convolution/figures.js").Result} result */
function sameSize({ layer }) {
  const [now, then] = [outputSize(layer), figures.result && outputSize(figures.result.layer)];
  return then?.rows === now.rows && then.columns === now.columns;
}

function onArrival() {
  if (framesFailed) mark("");
  framesFailed = false;
  figures.fill(frames?.at(player.state.index));
}

/** @param {unknown} problem */
function onFailure(problem) {
  framesFailed = true;
  if (!(problem instanceof Problem)) throw problem;
  mark(problem.detail);
}

/** A refusal of the server, at the field that it names. @param {unknown} problem @returns {FieldName} */
function refuseProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const named = (problem.field ?? "").split(/[.[]/)[0];
  const field = /** @type {FieldName | undefined} */ (
    ["input", "size", "bias", "padding", "stride"].find((each) =>
      each === (named === "kernel" ? "size" : named)));
  refuse(field ?? "input", problem.detail);
  return field ?? "input";
}

/** @param {FieldName} field @param {string} message */
function refuse(field, message) {
  fields.say(field, message);
  mark(message);
}

/** The last good figures stay, and say so. @param {string} message why; "" where they are of what is typed */
function mark(message) {
  const notice = find("stale");
  notice.hidden = !message;
  notice.textContent = message && `${message} ${t("convolution.stale")}`;
  figures.stage.classList.toggle("stage--stale", Boolean(message));
}

/** Compute what the address says; what is wrong in it is said, and the rest is shown. */
async function follow() {
  address.hold();
  const turn = ++followed;
  const texts = readTexts(location.search);
  const unprepared = await library.prepare(texts.input);
  if (turn !== followed) return;
  const { settings, faults } = understood(texts, library);
  const recalled = source.recall(history.state?.upload, history.state?.channel ?? "");
  if (recalled) settings.input = recalled;
  fields.clear();
  /** @type {FieldName[]} */
  const keep = [];
  for (const { field, key, value } of faults) {
    if (field === "input" || field === "kernel") settings[field] = example[field];
    else fields.retype(/** @type {"bias"} */ (field), value);
    keep.push(/** @type {FieldName} */ (field));
    refuse(/** @type {FieldName} */ (field),
      (field === "input" && unprepared) || t(`convolution.${key}`, { value: clipped(value) }));
  }
  if (texts.upload && !recalled) {
    keep.push("input");
    fields.say("input", t("convolution.upload_missing", { name: clipped(texts.upload) }));
  }
  const step = Math.max(0, (parseWhole(texts.step) ?? 1) - 1);
  const refused = await compute(settings, { step, remember: "replace", keep });
  if (refused && !figures.result) await fallBack(settings, refused, step);
}

/**
 * Nothing to show yet: what was refused gives way, its message stays.
 * @param {Settings} settings @param {FieldName} refused @param {number} step
 */
async function fallBack(settings, refused, step) {
  fields.write({ ...settings, size: sizeOf(settings.kernel) });
  const part = refused === "size" ? "kernel" : refused;
  const again = await compute(
    { ...settings, [part]: example[part] }, { step, remember: "replace", keep: [part] },
  );
  if (again) await compute(example, { step: 0, remember: "replace", keep: [part, again] });
}

/** @param {"grids" | "kernels"} kind @param {string} name */
const named = (kind, name) =>
  library[kind].find((each) => each.name === name)?.values ?? example.input;

wireChips(find("grids"), async (name) => {
  const wrong = await setNamed(name);
  if (wrong) refuse("input", wrong);
});
wireChips(find("kernels"), (name) => change({ kernel: named("kernels", name) }));

onPaletteChange(() => figures.redraw());
let width = figures.stage.clientWidth;
new ResizeObserver(() => {
  if (figures.stage.clientWidth === width) return;
  width = figures.stage.clientWidth;
  figures.redraw();
}).observe(figures.stage);
addEventListener("popstate", follow);
follow();
