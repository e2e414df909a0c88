/** /convolution/network: a picture through a trained network, and how each of its cells came about. */

import { Problem, classifierLayer, classify, uploadGrid } from "../api.js";
import { unpacked } from "../attention/arrays.js";
import { byId } from "../attention/nodes.js";
import { clipped } from "../convolution/settings.js";
import { kindOf, uploadOf, wireUploads } from "../convolution/uploads.js";
import { t } from "../i18n.js";
import { createAddress } from "../network/address.js";
import { createBars, showSaliency } from "../network/answer.js";
import { createCell } from "../network/cell.js";
import { createDrawing } from "../network/drawing.js";
import { createEnlargedMap } from "../network/enlarged-map.js";
import { createFlow, middleOf } from "../network/flow.js";
import { createHeat } from "../network/heat.js";
import { markInput, writeNumbers } from "../network/input.js";
import { makingOf } from "../network/parts.js";
import { COUNT, pictureFrom, pixelsFrom, rowsOf, same, textOf } from "../network/picture.js";
import { cellFrom, planesOf, readingOf, stagesOf, unitOf, writtenCell } from "../network/stages.js";
import { onPaletteChange, palette } from "../theme.js";
import { onWidthChange } from "../width.js";

/** @typedef {import("../network/stages.js").Cell} Cell */
/** @typedef {import("../network/picture.js").Pixels} Pixels */

/** Asked while somebody draws, at most so often. */
const PAUSE_MS = 120;
/** No product comes near that of the largest number and the largest weight. */
const RARE = 3;

byId("plain").replaceWith(byId("living").content);
const library = JSON.parse(byId("library").textContent);
const stages = stagesOf(library.layers);
/** @type {{name: string, text: string, label: number, pixels: Pixels}[]} */
const samples = library.samples.map((/** @type {any} */ one) => ({ ...one, pixels: pixelsFrom(one.pixels) }));
const first = samples.find(({ name }) => name === "ankle-boot") ?? samples[0];
const address = createAddress({
  sample: first.name, image: "", layer: "conv2", channel: 3, row: 4, column: 5, from: -1, class: -1,
});

let state = address.read();
/** @type {Pixels} */
let pixels = first.pixels;
/** @type {any} */
let answer = null;
/** @type {AbortController | null} */
let asking = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
/** @type {Map<string, Promise<any>>} */
const layers = new Map();
let colours = palette();
let paint = createHeat(colours);

const inputCanvas = /** @type {HTMLCanvasElement} */ (byId("input-canvas"));
const flow = createFlow(byId("flow"), stages, (index, cell) => choose(index, cell));
const bars = createBars(byId("bars"), library.classes, (index) => {
  state = { ...state, class: index };
  ask("push");
});
const detail = createCell({
  parts: byId("parts"), numbers: byId("numbers"), line: byId("arithmetic"),
  products: byId("products-line"),
}, (channel) => {
  state = { ...state, from: channel };
  address.write(state, "replace");
  showCell();
});
const map = createEnlargedMap(byId("figure-map"), {
  valueAt: (place) => valueAt({ ...cellNow().cell, ...place }),
  onChoose({ row, column }) {
    const { index, cell } = cellNow();
    choose(index, { ...cell, row, column });
  },
});
createDrawing(byId("input-grid"), {
  pixels: () => pixels,
  onDraw(next) {
    if (same(next, pixels)) return;
    take(next, "");
    later();
  },
  onEnd: () => ask("push"),
  onPoint: (text) => { byId("input-readout").textContent = text || t("network.input_idle"); },
});

/** @param {Pixels} next @param {string} sample its name, if it is one */
function take(next, sample) {
  pixels = next;
  byId("upload-error").textContent = "";
  state = { ...state, sample: sample || first.name, image: sample ? "" : textOf(next) };
  showInput();
}

function later() {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    ask("replace");
  }, PAUSE_MS);
}

/** Ask for all that is shown, and show it. @param {"push" | "replace"} how the address is written */
async function ask(how) {
  clearTimeout(waiting);
  waiting = undefined;
  address.write(state, how);
  asking?.abort();
  const { signal } = asking = new AbortController();
  try {
    const found = unpacked(await classify({
      image: rowsOf(pixels),
      model: library.name,
      outputs: "all",
      saliency_class: state.class < 0 ? null : library.class_names[state.class] ?? null,
      arrays: "base64",
    }, { signal }));
    if (signal.aborted) return;
    answer = found;
    say("");
    showAnswer();
  } catch (problem) {
    if (signal.aborted) return;
    if (!(problem instanceof Problem)) throw problem;
    say(problem.detail);
  }
}

/** @param {string} message why the figures are those of another picture; "" where they are not */
function say(message) {
  byId("stale").hidden = !message;
  byId("stale").textContent = message;
}

function showInput() {
  paint(inputCanvas, rowsOf(pixels), { reach: 255, signed: false });
  const current = state.image ? "" : state.sample;
  for (const chip of byId("samples").children) {
    chip.setAttribute("aria-pressed", String(chip.dataset.name === current));
  }
  const sample = samples.find(({ name }) => name === current);
  byId("label").textContent = sample
    ? t("network.label", { name: library.classes[sample.label] })
    : t(pixels.some(Boolean) ? "network.own_picture" : "network.empty_picture");
}

/** @param {import("../network/stages.js").Stage} stage @returns {import("../network/heat.js").Range} */
const rangeOf = ({ name, operation }) => (operation === "input"
  ? { reach: 1, signed: false }
  : { reach: library.reach[name] ?? 1, signed: ["cross_correlation", "linear"].includes(operation) });

/** @param {number} index */
function planesAt(index) {
  if (index === 0) return [answer.input];
  const found = answer.layers.find((/** @type {any} */ one) => one.name === stages[index].name);
  return planesOf(stages[index], found.output);
}

function showAnswer() {
  stages.forEach((stage, index) => {
    if (index) flow.draw(index, planesAt(index), rangeOf(stage), paint);
  });
  const chosen = answer.classes.findIndex((/** @type {any} */ one) => one.name === answer.saliency.name);
  bars.show(answer.classes, chosen);
  byId("best").textContent = library.classes[library.class_names.indexOf(answer.best)];
  const reach = showSaliency(
    { under: byId("saliency-under"), over: byId("saliency-over") },
    answer.input, answer.saliency.gradient, paint,
  );
  byId("saliency-text").textContent = t("network.saliency_text", {
    name: library.classes[chosen], reach: reach.toPrecision(3),
  });
  if (byId("numbers-details").open) writeNumbers(byId("input-numbers"), answer.input);
  showCell();
}

/** Which cell the state means. @returns {{index: number, cell: Cell}} */
function cellNow() {
  const found = stages.findIndex(({ name }) => name === state.layer);
  const index = found > 0 ? found : 1;
  return { index, cell: cellFrom(stages[index], state) };
}

/** @param {Cell} cell @returns {number | null} */
const valueAt = ({ channel, row, column }) =>
  (answer ? planesAt(cellNow().index)[channel][row][column] : null);

/** @param {number} index of the stage @param {Cell} cell */
function choose(index, cell) {
  const stage = stages[index];
  state = { ...state, layer: stage.name, ...writtenCell(stage, cell), from: -1 };
  address.write(state, "push");
  showCell();
}

/** The trained numbers of a layer; null where it has none. @param {import("../network/stages.js").Stage} stage */
function trainedOf({ name, layer }) {
  if (!layer?.parameters.weights) return null;
  if (!layers.has(name)) {
    layers.set(name, classifierLayer(library.name, name).then(unpacked).catch((problem) => {
      layers.delete(name);
      throw problem;
    }));
  }
  return layers.get(name) ?? null;
}

/** Cells of other layers are to open at once. What cannot be had now is asked for again then. */
async function fetchAhead() {
  try {
    for (const stage of stages) await trainedOf(stage);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
}

async function showCell() {
  const { index, cell } = cellNow();
  const [stage, below] = [stages[index], stages[index - 1]];
  const asked = answer;
  const reading = readingOf(stage, below, cell);
  flow.mark(index, cell, index - 1, reading);
  markInput(byId("input-mark"), index === 1 ? reading.window : null);
  let trained;
  try {
    trained = await trainedOf(stage);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    say(problem.detail);
    return;
  }
  const now = cellNow();
  if (asked !== answer || now.index !== index || unitOf(stage, now.cell) !== unitOf(stage, cell)
    || now.cell.channel !== cell.channel) return;
  const planes = planesAt(index);
  const inputs = planesAt(index - 1);
  const making = makingOf({
    stage, below, cell, inputs, trained,
    value: planes[cell.channel][cell.row][cell.column],
    rectified: stages[index + 1]?.operation === "relu",
  });
  const weights = { reach: trained ? largest(trained.weights) : 1, signed: true };
  const read = rangeOf(below);
  detail.show({
    stage, below, planes: inputs, making,
    chosen: reading.channels.includes(state.from) ? state.from : strongest(making.parts),
    colours: {
      paint, palette: colours, inputs: read, weights,
      products: { reach: (read.reach * weights.reach) / RARE, signed: true },
    },
  });
  byId("cell-place").textContent = placeOf(index, cell);
  linkStep(index, cell);
  byId("operation").textContent = t(`network.how_${stage.operation}`, {
    total: (stage.layer?.parameters.total ?? 0).toLocaleString("en"),
  });
  showControls(index, cell);
  await map.draw(stage, cell, planes[cell.channel], rangeOf(stage), colours);
  await fetchAhead();
}

/** The way to the same cell in the stepper, where the layer slides; a ReLU belongs to the layer before it. @param {number} index @param {Cell} cell */
function linkStep(index, { channel, row, column }) {
  const stage = stages[stages[index].operation === "relu" ? index - 1 : index];
  const link = /** @type {HTMLAnchorElement} */ (byId("cell-step"));
  link.hidden = !["cross_correlation", "max_pool"].includes(stage.operation);
  link.search = new URLSearchParams({
    net: library.name, [state.image ? "image" : "sample"]: state.image || state.sample,
    layer: stage.name, channel: String(channel), row: String(row), column: String(column),
  }).toString();
}

/** @param {number} index @param {Cell} cell */
function placeOf(index, cell) {
  const stage = stages[index];
  if (!stage.flat) return t("network.place", { layer: stage.name, ...cell });
  const unit = unitOf(stage, cell);
  const parts = { layer: stage.name, unit, name: library.classes[unit] };
  return t(`network.${index === stages.length - 1 ? "place_class" : "place_flat"}`, parts);
}

/** The channel that gives most. @param {import("../network/parts.js").Part[]} parts */
const strongest = (parts) =>
  parts.reduce((most, one) => (Math.abs(one.sum) > Math.abs(most.sum) ? one : most)).channel;

/** Largest size of any number. @param {any} numbers @returns {number} */
const largest = (numbers) => (typeof numbers === "number" ? Math.abs(numbers)
  : Array.from(numbers).reduce((most, one) => Math.max(most, largest(one)), 0));

const layerBox = /** @type {HTMLSelectElement} */ (byId("layer"));
const channelBox = /** @type {HTMLSelectElement} */ (byId("channel"));
layerBox.replaceChildren(...stages.slice(1).map(({ name }) => new Option(name, name)));
layerBox.addEventListener("change", () => {
  const index = stages.findIndex(({ name }) => name === layerBox.value);
  choose(index, middleOf(stages[index]));
});
channelBox.addEventListener("change", () => {
  const { index, cell } = cellNow();
  choose(index, { ...cell, channel: Number(channelBox.value) });
});

/** @param {number} index @param {Cell} cell */
function showControls(index, cell) {
  const stage = stages[index];
  layerBox.value = stage.name;
  byId("channel-field").hidden = stage.flat;
  if (channelBox.length !== stage.channels) {
    channelBox.replaceChildren(...Array.from({ length: stage.channels }, (_, channel) =>
      new Option(String(channel), String(channel))));
  }
  channelBox.value = String(cell.channel);
}

byId("numbers-details").addEventListener("toggle", () => {
  if (byId("numbers-details").open && answer) writeNumbers(byId("input-numbers"), answer.input);
});

byId("samples").replaceChildren(...samples.map(({ name, text }) => {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "net-sample";
  chip.dataset.name = name;
  chip.title = text;
  chip.setAttribute("aria-label", text);
  chip.append(document.createElement("canvas"));
  chip.addEventListener("click", () => start(name));
  return chip;
}));

function paintSamples() {
  [...byId("samples").children].forEach((chip, index) => {
    paint(chip.firstElementChild, rowsOf(samples[index].pixels), { reach: 255, signed: false });
  });
}

/** @param {string} name of a sample */
function start(name) {
  const sample = samples.find((one) => one.name === name) ?? first;
  byId("notes").textContent = "";
  take(sample.pixels, sample.name);
  ask("push");
}

byId("clear").addEventListener("click", () => {
  byId("notes").textContent = "";
  take(new Uint8Array(COUNT), "");
  ask("push");
});

wireUploads(document.body, byId("upload"), byId("dropping"), async (file) => {
  const kind = kindOf(file);
  const name = clipped(file.name);
  if (!kind) {
    byId("upload-error").textContent = t("network.upload_kind", { name });
    return;
  }
  try {
    const grid = await uploadGrid(file, kind);
    const upload = uploadOf(file, grid);
    const white = !upload.picture ? null : upload.channels.flat(2).some((value) => value > 255) ? 65535 : 255;
    const made = pictureFrom(upload.channels.slice(0, upload.colours), white);
    byId("notes").textContent = [
      `${name}: ${grid.shape.join(" × ")}.`, ...upload.notes,
      ...made.remarks.map(({ key, parameters }) => t(`network.${key}`, parameters)),
    ].join(" ");
    take(made.pixels, "");
    ask("push");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    byId("upload-error").textContent = `${name}: ${problem.detail}`;
  }
});

/** Show what the address says. */
function follow() {
  state = address.read();
  const given = state.image ? pixelsFrom(state.image) : null;
  const sample = samples.find(({ name }) => name === state.sample);
  let fault = "";
  if (state.image && !given) fault = t("network.bad_image");
  else if (!state.image && !sample) fault = t("network.bad_sample", { name: clipped(state.sample) });
  byId("notes").textContent = fault;
  if (given) take(given, "");
  else take((sample ?? first).pixels, (sample ?? first).name);
  ask("replace");
}

onPaletteChange((next) => {
  colours = next;
  paint = createHeat(next);
  paintSamples();
  showInput();
  if (answer) showAnswer();
});
new ResizeObserver(flow.lead).observe(byId("flow"));
onWidthChange(byId("figure-map"), () => {
  if (answer) showCell();
});
addEventListener("popstate", follow);
byId("input-readout").textContent = t("network.input_idle");
paintSamples();
follow();
