/** /convolution: what is wanted, the answer to it, and how both follow from what people do. */

import { Problem } from "../api.js";
import { createAddress } from "../convolution/address.js";
import { press, showFacts, wireChips } from "../convolution/facts.js";
import { createFields } from "../convolution/fields.js";
import { createFigures } from "../convolution/figures.js";
import { createInputTools } from "../convolution/input-tools.js";
import { parameterSum } from "../convolution/formulas.js";
import { computeLayer, fieldOf, NAMES } from "../convolution/layer.js";
import { createLibrary, ruleOf } from "../convolution/library.js";
import { networkLayer, placeIn, showOrigin } from "../convolution/net.js";
import { isPooling } from "../convolution/operations.js";
import { wirePaste } from "../convolution/paste.js";
import { placeOf, placeWithin, stepAt } from "../convolution/result.js";
import {
  clipped, inputName, kernelName, nameOf, readTexts, strideOf, textsOf, understood, USUAL,
} from "../convolution/settings.js";
import { createSource } from "../convolution/source.js";
import { wireStack } from "../convolution/stack.js";
import { createTake } from "../convolution/take.js";
import { pairText, paddingText } from "../convolution/texts.js";
import { outputsOf, readFields } from "../convolution/typed.js";
import { createWires } from "../convolution/wires.js";
import { sameSize, sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { inWords } from "../refusals.js";
import { createStale } from "../stale.js";
import { onPaletteChange } from "../theme.js";
import { onWidthChange } from "../width.js";

/** @typedef {import("../convolution/settings.js").Settings} Settings */
/** @typedef {import("../convolution/fields.js").FieldName} FieldName */
/** @typedef {import("../convolution/result.js").Result} Result */

/** Steps closer than this do not slide. */
const SWIFT_MS = 150;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const limits = find("convolution").dataset;
const most = { kernelSide: Number(limits.kernelSide), channels: Number(limits.channels) };
const library = createLibrary(JSON.parse(find("library").textContent ?? "{}"));
const example = understood(readTexts(""), library).settings;

let wanted = example;
/** The layer of a trained network that is shown, as long as nothing of it was changed. @type {{settings: Settings, from: import("../convolution/net.js").Origin} | null} */
let origin = null;
/** @type {AbortController | null} */
let asking = null;
let followed = 0;
let lastStepAt = 0;

const accepts = (/** @type {number} */ value) => Math.abs(value) <= Number(limits.magnitude);
/** Kernels of other counts of channels: groups that come back bring back their weights. @type {Map<string, number[][][][]>} */
const kernels = new Map();
/** @param {Settings} settings */
const countsOf = ({ operation, kernel }) =>
  [operation === "transposed", kernel.length, kernel[0].length, kernel[0][0].length, kernel[0][0][0].length].join();
/** The plane of the input, and of the kernel, that is seen. */
const inputPlane = () => wanted.input[figures.shown.input] ?? wanted.input[0];
const tools = createInputTools(find, {
  input: inputPlane,
  name: () => (source.current.upload ? "" : nameOf(wanted.input[0], library.grids.filter(
    ({ name }) => library.rules.includes(ruleOf(name))))),
  onGrid: setInput,
  onName: setNamed,
  accepts,
  side: Number(limits.gridSide),
  seed: Number(limits.seed),
});

const figures = createFigures(document, {
  onEdit(which, { row, column }, value) {
    const grid = [...(which === "input" ? inputPlane() : kernelPlane().plane)];
    grid[row] = [...grid[row]];
    grid[row][column] = value;
    if (which === "input") setInput(grid);
    else setKernel(grid);
  },
  onSeek: (step) => player.seek(step),
  onLook: () => address.writeSoon(),
  wrong: (value) => t("convolution.bad_cell", { value }),
  accepts,
  brush: tools.brush,
});

const fields = createFields(find("bench"), (name) => {
  if (name === "op") fitFields();
  const { operation, window, stride } = wanted;
  const follows = name === "size" && isPooling(operation) && sameSize(window, stride);
  if (follows) fields.put("stride", fields.read().size);
  change({});
});

const wires = createWires(find, (groups) => {
  fields.put("groups", String(groups));
  change({});
});

const source = createSource(find, {
  onPlanes: (input) => change({ input }),
  onRefusal: (message) => refuse("input", message),
});

wirePaste({
  targets: [
    {
      root: figures.input.panel, at: () => figures.input.cursor.at, values: inputPlane,
      most: Number(limits.gridSide),
      onGrid(grid, cells, notes) {
        setInput(grid, [t("convolution.pasted", cells), ...notes]);
      },
      onRefusal: (message) => refuse("input", message),
    },
    {
      root: figures.kernel.panel, at: () => figures.kernel.cursor.at,
      values: () => kernelPlane().plane,
      most: most.kernelSide,
      onGrid: setKernel,
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
    figures.stepTo(index, swift);
    address.writeSoon();
    tellOrigin();
  },
  describe({ index, count }) {
    if (!figures.result) return "";
    const { result } = figures;
    const channels = (result.byInput ? result.input : result.output).length;
    return t(`convolution.step_place${result.byInput ? "_input" : ""}${channels > 1 ? "_channel" : ""}`, {
      step: index + 1, count, ...placeOf(result, index),
    });
  },
});

const address = createAddress(
  () => figures.result && {
    settings: wanted, step: player.state.index, plane: figures.channel, source: source.current,
    origin: originOf(wanted),
  },
  library,
  () => take.show(),
);

const take = createTake(find, () => figures.result && {
  settings: wanted, step: player.state.index, count: figures.result.count,
});

const mark = createStale(find("stale"), figures.stage, t("convolution.stale"));

/** @param {Settings} settings */
const originOf = (settings) => (origin?.settings === settings ? origin.from : null);

/** An input of its own cells; among several planes the one that is seen. @param {number[][]} grid @param {string[]} [notes] said about it */
function setInput(grid, notes) {
  const { input } = wanted;
  if (input.length > 1 && sameSize(sizeOf(grid), sizeOf(input[0]))) {
    source.forget();
    return change({ input: input.map((plane, index) => (index === figures.shown.input ? grid : plane)) });
  }
  change({ input: [source.adopt(grid, notes)] });
}

/** An input by its name. @param {string} name @returns {Promise<string>} what is wrong with it, or "" */
async function setNamed(name) {
  const turn = ++followed;
  const wrong = await library.prepare(name);
  if (wrong || turn !== followed) return wrong;
  source.forget();
  change({ input: [library.grids.find((each) => each.name === name)?.values ?? example.input[0]] });
  return "";
}

/** The plane of the kernel that is seen, and where it stands in it. */
function kernelPlane() {
  const { kernel, operation, input, groups } = wanted;
  const { input: from, output: to } = figures.shown;
  const [first, second] = operation === "transposed"
    ? [from, to % kernel[0].length] : [to, from % (input.length / groups)];
  return { first, second, plane: kernel[first]?.[second] ?? kernel[0][0] };
}

/** Of another size, the plane becomes that of all channels. @param {number[][]} grid */
function setKernel(grid) {
  const { first, second, plane } = kernelPlane();
  change({
    kernel: sameSize(sizeOf(grid), sizeOf(plane))
      ? wanted.kernel.map((planes, one) => (one === first
        ? planes.map((each, other) => (other === second ? grid : each)) : planes))
      : [[grid]],
  });
}

/** Another operation: its window, stride and padding are what is usual for it. */
function fitFields() {
  const operation = /** @type {Settings["operation"]} */ (fields.read().op);
  fields.fit(operation);
  if (isPooling(operation) === isPooling(wanted.operation)) return;
  const size = isPooling(operation) ? wanted.window : sizeOf(wanted.kernel[0][0]);
  fields.put("size", pairText(isPooling(operation) && sameSize(size, { rows: 1, columns: 1 })
    ? { rows: 2, columns: 2 } : size));
  fields.put("stride", isPooling(operation) ? fields.read().size : pairText(strideOf(operation, size)));
  fields.put("padding", "0");
}

/** Change some of what is wanted, and compute it as a new entry of the history. @param {Partial<Settings>} parts */
async function change(parts) {
  const { kernel, input } = parts;
  if (kernel) {
    fields.put("size", pairText(sizeOf(kernel[0][0])));
    if (kernel.length > 1 || kernel[0].length > 1) fields.put("outputs", String(outputsOf({ ...wanted, ...parts })));
  }
  if (input && input.length % wanted.groups) fields.put("groups", "1");
  wanted = { ...wanted, ...parts };
  const { settings, wrong } = readFields(fields, wanted, library, most);
  if (wrong) {
    asking?.abort();
    return mark(wrong);
  }
  if (kernel) kernels.clear();
  else settings.kernel = kernels.get(countsOf(settings)) ?? settings.kernel;
  wanted = settings;
  await compute(wanted, { step: player.state.index, plane: figures.channel, remember: "push" });
}

/**
 * @param {Settings} settings
 * @param {{step: number, plane: number, remember: "push" | "replace", keep?: FieldName[],
 *   place?: import("../convolution/result.js").Place | null}} options
 *   `place`: of the output cell to stand at, in place of the step;
 *   `keep`: fields whose text and message stay as they are
 * @returns {Promise<FieldName | null>} the field that was refused
 */
async function compute(settings, { step, plane, remember, keep = [], place = null }) {
  asking?.abort();
  const { signal } = asking = new AbortController();
  let result;
  try {
    result = await computeLayer(settings, { signal });
  } catch (problem) {
    return signal.aborted ? null : refuseProblem(problem);
  }
  if (signal.aborted) return null;
  const stands = remember === "replace" || sameSteps(result);
  const at = place ? stepAt(result, placeWithin(result, place)) : remember === "replace" ? step : player.state.index;
  wanted = settings;
  kernels.set(countsOf(settings), settings.kernel);
  if (!keep.length) {
    fields.clear();
    mark("");
  }
  showSettings(result, keep);
  const shown = figures.show(result, stands ? Math.min(at, result.count - 1) : 0, plane);
  player.reset(result.count, stands ? at : 0);
  address.write(remember);
  tellOrigin();
  figures.stage.setAttribute("aria-busy", "false");
  await shown;
  return null;
}

function tellOrigin() {
  const { result } = figures;
  showOrigin(find("net-note"), originOf(wanted), result ? placeOf(result, player.state.index) : undefined);
}

/** Fields, formulas and chips say what is shown. @param {Result} result @param {FieldName[]} keep */
function showSettings(result, keep) {
  const { settings, layer } = result;
  const texts = textsOf(settings, { step: 0, plane: 0 }, { upload: "", channel: "" }, library);
  const pooling = isPooling(settings.operation);
  fields.write({
    ...texts,
    stride: pairText(settings.stride),
    size: pairText(pooling ? settings.window : layer.kernel),
    outputs: String(outputsOf(settings)),
  }, keep);
  if (typeof settings.padding === "string" && !keep.includes("padding")) {
    fields.write({ padding: paddingText(layer.padding) });
    fields.write({ padding: settings.padding });
  }
  fields.fit(settings.operation);
  showFacts(result);
  if (!pooling) wires.show(result, parameterSum(result));
  press(find("grids"), source.current.upload ? "" : ruleOf(inputName(settings.input, library)));
  tools.show();
  press(find("kernels"), kernelName(settings.kernel, library));
}

/** A step means the same cell as long as steps run through as many of them. @param {Result} result */
function sameSteps(result) {
  const before = figures.result;
  const cells = (/** @type {Result} */ { byInput, input, output }) => sizeOf((byInput ? input : output)[0]);
  return before !== null && before.byInput === result.byInput && before.count === result.count
    && sameSize(cells(before), cells(result));
}

/** A refusal of the server, at the field that it names. @param {unknown} problem @returns {FieldName} */
function refuseProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const named = fieldOf(problem.field ?? "");
  const field = find(`error-${named}`) ? named : "input";
  refuse(field, inWords(problem.detail, NAMES));
  return field;
}

/** @param {FieldName} field @param {string} message */
function refuse(field, message) {
  fields.say(field, message);
  mark(message);
}

/** Compute what the address says; what is wrong in it is said, and the rest is shown. */
async function follow() {
  address.hold();
  const turn = ++followed;
  const texts = readTexts(location.search);
  const unprepared = await library.prepare(texts.input);
  if (turn !== followed) return;
  if (texts.net && await followNet(texts, turn)) return;
  const { settings, faults } = understood(texts.net ? USUAL : texts, library);
  const recalled = source.recall(history.state?.upload, history.state?.channel ?? "");
  if (recalled) settings.input = recalled;
  if (!texts.net) fields.clear();
  fields.write(texts);
  /** @type {FieldName[]} */
  const keep = texts.net ? ["input"] : [];
  for (const { field, key, value } of faults) {
    if (field === "input") settings.input = example.input;
    if (field === "kernel") settings.kernel = example.kernel;
    const at = /** @type {FieldName} */ (field === "window" ? "size" : field);
    fields.put(at, value);
    keep.push(at);
    refuse(at, (field === "input" && unprepared) || t(`convolution.${key}`, { value: clipped(value) }));
  }
  if (texts.upload && !recalled) {
    keep.push("input");
    fields.say("input", t("convolution.upload_missing", { name: clipped(texts.upload) }));
  }
  const step = Math.max(0, (parseWhole(texts.step) ?? 1) - 1);
  const plane = Math.max(0, parseWhole(texts.plane) ?? 0);
  openMore(settings);
  const refused = await compute(settings, { step, plane, remember: "replace", keep });
  if (refused && !figures.result) await fallBack(settings, refused, step);
}

/**
 * The layer of a trained network that an address names.
 * @param {import("../convolution/settings.js").Texts} texts @param {number} turn
 * @returns {Promise<boolean>} whether it is shown; what is wrong is said
 */
async function followNet(texts, turn) {
  const { net, sample, image, layer } = texts;
  fields.clear();
  try {
    const from = { net, sample, image, layer };
    const settings = await networkLayer(from, USUAL);
    if (turn !== followed) return true;
    origin = { settings, from };
    source.forget();
    const refused = await compute(settings, {
      step: Math.max(0, (parseWhole(texts.step) ?? 1) - 1), plane: parseWhole(texts.plane) ?? 0,
      remember: "replace", place: texts.row || texts.column || texts.channel ? placeIn(texts) : null,
    });
    return refused === null;
  } catch (problem) {
    refuseProblem(problem);
    return false;
  }
}

/**
 * Nothing to show yet: what was refused gives way, its message stays.
 * @param {Settings} settings @param {FieldName} refused @param {number} step
 */
async function fallBack(settings, refused, step) {
  const part = /** @type {keyof Settings} */ (
    { size: "kernel", op: "operation", act: "activation" }[/** @type {"op"} */ (refused)] ?? refused);
  const at = { plane: 0, remember: /** @type {const} */ ("replace") };
  const again = await compute({ ...settings, [part]: example[part] }, { ...at, step, keep: [refused] });
  if (again) await compute(example, { ...at, step: 0, keep: [refused, again] });
}

/** What an address sets beyond the simple case is to be seen. @param {Settings} settings */
function openMore({ dilation, activation, groups, kernel, mode, padding }) {
  const usual = dilation.rows === 1 && dilation.columns === 1 && activation === "none" && groups === 1
    && kernel.length === 1 && mode === "zeros" && typeof padding !== "string";
  if (!usual) /** @type {HTMLDetailsElement} */ (find("more")).open = true;
}

wireChips(find("grids"), async (name) => {
  const wrong = await setNamed(name);
  if (wrong) refuse("input", wrong);
});
wireChips(find("kernels"), (name) => change({
  kernel: [[library.kernels.find((each) => each.name === name)?.values ?? example.kernel[0][0]]],
}));

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".layers a"))) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const query = new URLSearchParams(link.search);
    const stack = new URLSearchParams(location.search).get("stack");
    if (stack) query.set("stack", stack);
    history.pushState(null, "", `${location.pathname}?${query}${location.hash}`);
    follow();
  });
}

onPaletteChange(() => figures.redraw());
onWidthChange(figures.stage, figures.redraw);
addEventListener("popstate", follow);
wireStack(find("stack"));
follow();
