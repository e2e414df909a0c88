/** /convolution: what is wanted, the answer to it, and the address of both. */

import { convolve, Problem, uploadGrid } from "../api.js";
import { loadPlotly } from "../charts/common.js";
import { createFields } from "../convolution/fields.js";
import { createFigures } from "../convolution/figures.js";
import { createFrames, rangeOfRows } from "../convolution/frames.js";
import {
  COUNTING, fitted, nameOf, planeOf, readTexts, resized, textsOf, understood, writeTexts,
} from "../convolution/settings.js";
import { parameterSum, shapeFormula } from "../convolution/arithmetic.js";
import { kindOf, uploadOf, wireUploads } from "../convolution/uploads.js";
import { parameterCount, unreadSentence } from "../convolution/words.js";
import { cellOf, outputSize, sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { wirePlayer } from "../player-controls.js";
import { onPaletteChange } from "../theme.js";

/** @typedef {import("../convolution/settings.js").Settings} Settings */
/** @typedef {import("../convolution/uploads.js").Upload} Upload */
/** @typedef {import("../convolution/fields.js").FieldName} FieldName */
/** @typedef {{upload: Upload | null, channel: string}} Source */

const SENT_WHOLE_CELLS = 4096;
const ADDRESS_PAUSE_MS = 250;
const SWIFT_MS = 150;

loadPlotly();
const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const library = JSON.parse(find("library").textContent ?? "{}");
const magnitude = Number(find("convolution").dataset.magnitude);
/** @type {Map<string, Upload>} */
const uploads = new Map();

/** @type {Settings} */
let wanted = understood(readTexts(""), library).settings;
/** @type {Source} */
let source = { upload: null, channel: "" };
/** @type {AbortController | null} */
let asking = null;
/** @type {ReturnType<typeof createFrames> | null} */
let frames = null;
let lastStepAt = 0;
let framesFailed = false;

const figures = createFigures(document, {
  onEdit(which, { row, column }, value) {
    const grid = wanted[which].map((each) => [...each]);
    grid[row][column] = value;
    if (which === "input") source = { upload: null, channel: "" };
    change({ [which]: grid });
  },
  onSeek: (step) => player.seek(step),
  wrong: (value) => t("convolution.bad_cell", { value }),
  accepts: (value) => Math.abs(value) <= magnitude,
});

const fields = createFields(find("bench"), (name) => {
  if (name !== "size") return change({});
  const size = typedSize();
  change(size ? { kernel: resized(wanted.kernel, size) } : {});
});

const player = wirePlayer(/** @type {HTMLElement} */ (document.querySelector(".player")), {
  count: 0,
  onChange: (state) => {
    const now = performance.now();
    const swift = now - lastStepAt < SWIFT_MS;
    lastStepAt = now;
    figures.strip.quiet(state.playing);
    figures.stepTo(state.index, frames?.at(state.index), swift);
    rememberSoon();
  },
  describe({ index, count }) {
    if (!figures.result) return "";
    const { row, column } = cellOf(outputSize(figures.result.layer), index);
    return t("convolution.step_place", { step: index + 1, count, row, column });
  },
});

/** The kernel's size as it is typed; null where it is none. */
function typedSize() {
  const [rows, columns] = fields.read().size.split(",").map(parseWhole);
  const most = Number(/** @type {HTMLInputElement} */ (find("size-rows")).max);
  const inside = (/** @type {number | null} */ side) => side !== null && side >= 1 && side <= most;
  return inside(rows) && inside(columns)
    ? { rows: /** @type {number} */ (rows), columns: /** @type {number} */ (columns) } : null;
}

/**
 * Everything that is typed. What cannot be read is said at its field and stays there as it is.
 * @returns {{settings: Partial<Settings>, wrong: string}} wrong: the first message, or ""
 */
function typed() {
  const texts = fields.read();
  const { settings: { bias, padding, stride }, faults } =
    understood({ ...texts, input: COUNTING, kernel: COUNTING }, library);
  /** @type {string[]} */
  const messages = [];
  const say = (/** @type {FieldName} */ field, /** @type {string} */ message) => {
    fields.say(field, message);
    messages.push(message);
  };
  fields.clear();
  for (const { field, value } of faults) {
    const key = field === "bias" ? "bad_number"
      : value.split(",").includes("") ? "empty_whole" : "bad_pair";
    say(/** @type {FieldName} */ (field), t(`convolution.${key}`, { value }));
  }
  if (!typedSize()) {
    const most = /** @type {HTMLInputElement} */ (find("size-rows")).max;
    say("size", texts.size.split(",").includes("")
      ? t("convolution.empty_whole")
      : t("convolution.kernel_range", { most, value: texts.size.replace(",", " x ") }));
  }
  return { settings: { bias, padding, stride }, wrong: messages[0] ?? "" };
}

/** The last good figures stay, and say that they are not of what is typed. @param {FieldName} field @param {string} message */
function refuse(field, message) {
  fields.say(field, message);
  mark(message);
}

/** @param {string} message why the figures are not of what is typed; "" where they are */
function mark(message) {
  const notice = find("stale");
  notice.hidden = !message;
  notice.textContent = message && `${message} ${t("convolution.stale")}`;
  figures.stage.classList.toggle("stage--stale", Boolean(message));
}

/** Change some of what is wanted, and compute it as a new entry of the history. @param {Partial<Settings>} parts */
function change(parts) {
  wanted = { ...wanted, ...parts };
  if (parts.kernel) fields.writeSize(sizeOf(parts.kernel));
  const { settings, wrong } = typed();
  if (wrong) {
    asking?.abort();
    mark(wrong);
    return Promise.resolve(false);
  }
  wanted = { ...wanted, ...settings };
  return compute(wanted, { step: player.state.index, remember: "push" });
}

/**
 * @param {Settings} settings
 * @param {{step: number, remember: "push" | "replace", keep?: FieldName[]}} options
 *   `keep`: fields whose text and message stay as they are
 * @returns {Promise<boolean>} whether there is a result
 */
async function compute(settings, { step, remember, keep = [] }) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const body = {
    input: settings.input, kernel: settings.kernel, bias: settings.bias,
    stride: [settings.stride.rows, settings.stride.columns],
    padding: [settings.padding.rows, settings.padding.columns],
  };
  const start = step - (step % 64);
  let answer;
  try {
    answer = await convolve({ ...body, frames: { start, count: 64 } }, { signal });
  } catch (problem) {
    if (signal.aborted) return false;
    refuseProblem(problem);
    return false;
  }
  if (signal.aborted) return false;
  const { rows, columns } = settings.padding;
  const layer = {
    input: sizeOf(settings.input), kernel: sizeOf(settings.kernel), stride: settings.stride,
    padding: { top: rows, bottom: rows, left: columns, right: columns },
  };
  const result = {
    settings, layer, output: answer.output, padded: answer.padded_input, unread: answer.unread,
    parameters: answer.parameters, count: answer.frame_count,
  };
  const before = figures.result && outputSize(figures.result.layer);
  const after = outputSize(layer);
  const sameSize = before?.rows === after.rows && before.columns === after.columns;
  const standing = sameSize ? player.state.index : 0;
  const at = Math.min(remember === "push" ? standing : step, result.count - 1);
  wanted = settings;
  frames = createFrames({
    count: result.count,
    fetchRange: (from, count) => rangeOf(result, body, from, count),
    onArrival() {
      if (framesFailed) {
        framesFailed = false;
        fields.say("input", "");
        mark("");
      }
      figures.fill(frames?.at(player.state.index));
    },
    onFailure(problem) {
      framesFailed = true;
      refuseProblem(problem);
    },
  });
  if (answer.frames.length) frames.keep(start, answer.frames);
  if (!keep.length) {
    fields.clear();
    mark("");
  }
  fields.write({ ...settings, size: layer.kernel }, keep);
  showFacts(result);
  const drawn = figures.show(result, at);
  player.reset(result.count, at);
  remembered(remember);
  figures.stage.setAttribute("aria-busy", "false");
  await drawn;
  return true;
}

/** @param {import("../convolution/figures.js").Result} result @param {object} body @param {number} start @param {number} count */
async function rangeOf(result, body, start, count) {
  const { settings, layer, padded } = result;
  if (layer.input.rows * layer.input.columns <= SENT_WHOLE_CELLS) {
    return (await convolve({ ...body, frames: { start, count } })).frames;
  }
  const { request, whole } = rangeOfRows(
    { padded, kernel: settings.kernel, bias: settings.bias, stride: settings.stride, output: outputSize(layer) },
    start, count,
  );
  return (await convolve(request)).frames.map(whole);
}

/** A refusal of the server, at the field that it names. @param {unknown} problem */
function refuseProblem(problem) {
  if (!(problem instanceof Problem)) throw problem;
  const named = (problem.field ?? "").split(/[.[]/)[0];
  const field = named === "kernel" ? "size" : named;
  const known = ["input", "size", "bias", "padding", "stride"].includes(field);
  refuse(/** @type {FieldName} */ (known ? field : "input"), problem.detail);
}

/** @param {import("../convolution/figures.js").Result} result */
function showFacts({ settings, layer, parameters, unread }) {
  const size = (/** @type {import("../geometry.js").Size} */ { rows, columns }) => `${rows} x ${columns}`;
  const say = (/** @type {string} */ name, /** @type {string} */ text) => {
    const node = document.querySelector(`[data-size="${name}"]`);
    if (node) node.textContent = text;
  };
  say("input", size(layer.input));
  say("kernel", parameterCount(parameters.total, parameterSum(layer.kernel, parameters)));
  say("output", size(outputSize(layer)));
  const shape = shapeFormula(layer);
  for (const axis of /** @type {const} */ (["rows", "columns"])) {
    find(`shape-${axis}`).textContent = shape[axis].text;
    find(`remainder-${axis}`).textContent =
      t("convolution.remainder", { count: shape[axis].remainder });
  }
  find("unread").textContent = unreadSentence(unread, layer);
  press("grids", "grid", source.upload ? "" : nameOf(settings.input, library.grids));
  press("kernels", "kernel", nameOf(settings.kernel, library.kernels));
}

/** @param {string} group @param {string} key @param {string} name */
function press(group, key, name) {
  for (const chip of find(group).querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(chip.dataset[key] === name));
  }
}

/* The address */

/** @type {ReturnType<typeof setTimeout> | undefined} */
let writing;

/** @param {"push" | "replace"} how */
function remembered(how) {
  clearTimeout(writing);
  const { upload, channel } = source;
  const texts = textsOf(wanted, player.state.index, { upload: upload?.name ?? "", channel }, library);
  const address = location.pathname + writeTexts(texts, location.search) + location.hash;
  const entry = { upload: upload?.id ?? null, channel };
  const same = address === location.pathname + location.search + location.hash;
  if (how === "push" && !same) history.pushState(entry, "", address);
  else history.replaceState(entry, "", address);
}

function rememberSoon() {
  clearTimeout(writing);
  if (figures.result) writing = setTimeout(() => remembered("replace"), ADDRESS_PAUSE_MS);
}

/** Compute what the address says; what is wrong in it is said, and the rest is shown. */
async function follow() {
  clearTimeout(writing);
  const texts = readTexts(location.search);
  const { settings, faults } = understood(texts, library);
  const known = uploads.get(history.state?.upload);
  source = { upload: known ?? null, channel: history.state?.channel ?? texts.channel };
  if (known) settings.input = planeOfSource();
  else showChannels();
  fields.clear();
  const missing = texts.upload !== "" && !known;
  if (missing) fields.say("input", t("convolution.upload_missing", { name: texts.upload }));
  const keep = /** @type {FieldName[]} */ (faults.map(({ field }) => field));
  for (const { field, key, value } of faults) {
    if (field === "input") settings.input = named("grids", COUNTING);
    else if (field === "kernel") settings.kernel = named("kernels", COUNTING);
    else fields.retype(/** @type {"bias"} */ (field), value);
    refuse(/** @type {FieldName} */ (field), t(`convolution.${key}`, { value: short(value) }));
  }
  const step = Math.max(0, (parseWhole(texts.step) ?? 1) - 1);
  if (missing) keep.push("input");
  const done = await compute(settings, { step, remember: "replace", keep });
  if (!done && !figures.result) await fallBack(settings);
}

/** Nothing to show yet: the worked example stands under the message. @param {Settings} settings */
async function fallBack(settings) {
  fields.write({ ...settings, size: sizeOf(settings.kernel) });
  const keep = /** @type {FieldName[]} */ (["input", "kernel", "size", "bias", "padding", "stride"]);
  const example = understood(readTexts(""), library).settings;
  await compute(example, { step: 0, remember: "replace", keep });
}

/** @param {"grids" | "kernels"} kind @param {string} name @returns {number[][]} */
const named = (kind, name) =>
  library[kind].find((/** @type {{name: string}} */ each) => each.name === name).values;

/** @param {string} value */
const short = (value) => (value.length > 60 ? `${value.slice(0, 59)}…` : value);

/* Grids and kernels to choose, files to read */

find("grids").addEventListener("click", (event) => {
  const name = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.grid;
  if (!name) return;
  source = { upload: null, channel: "" };
  showChannels();
  change({ input: named("grids", name) });
});

find("kernels").addEventListener("click", (event) => {
  const name = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.kernel;
  if (name) change({ kernel: named("kernels", name) });
});

wireUploads(document.body, /** @type {HTMLInputElement} */ (find("upload")), find("dropping"),
  async (file) => {
    const kind = kindOf(file);
    const notes = find("upload-notes");
    if (!kind) return refuse("input", t("convolution.upload_kind", { name: short(file.name) }));
    notes.textContent = t("convolution.uploading", { name: short(file.name) });
    try {
      const answer = await uploadGrid(file, kind);
      const upload = uploadOf(file, answer);
      uploads.set(upload.id, upload);
      source = { upload, channel: upload.channels.length > 1 ? "grey" : "1" };
      await change({ input: planeOfSource() });
    } catch (problem) {
      notes.textContent = "";
      if (!(problem instanceof Problem)) throw problem;
      refuse("input", `${short(file.name)}: ${problem.detail}`);
    }
  });

const channelBox = /** @type {HTMLSelectElement} */ (find("channel"));
channelBox.addEventListener("change", () => {
  if (!source.upload) return;
  source = { ...source, channel: channelBox.value };
  change({ input: planeOfSource() });
});

/** The chosen plane of the upload, and what there is to say about it. */
function planeOfSource() {
  const { upload, channel } = source;
  if (!upload) throw new Error("no upload to take a plane from");
  const { plane, digits } = fitted(planeOf(upload.channels, channel, upload.colours));
  showChannels(digits === null ? [] : [t("convolution.fitted", { digits })]);
  return plane;
}

/** The planes of an upload that has several, and what was noted on reading it. @param {string[]} notes */
function showChannels(notes = []) {
  const { upload, channel } = source;
  find("channel-field").hidden = !upload || upload.channels.length < 2;
  find("upload-notes").textContent = upload
    ? [t("convolution.uploaded", { name: short(upload.name), shape: shapeOf(upload) }), ...upload.notes, ...notes].join(" ")
    : "";
  if (!upload || upload.channels.length < 2) return;
  const colours = upload.picture ? ["red", "green", "blue", "alpha"] : [];
  channelBox.replaceChildren(
    new Option(t(upload.picture ? "convolution.channel_grey" : "convolution.channel_mean"), "grey"),
    ...upload.channels.map((_, index) => new Option(
      colours[index] ? t(`convolution.channel_${colours[index]}`) : t("convolution.channel_n", { n: index + 1 }),
      String(index + 1),
    )),
  );
  channelBox.value = channel || "grey";
}

/** @param {Upload} upload */
function shapeOf({ channels }) {
  const plane = `${channels[0].length} x ${channels[0][0].length}`;
  return channels.length > 1 ? `${channels.length} x ${plane}` : plane;
}

/* Surroundings that change */

onPaletteChange(() => figures.redraw());
let width = figures.stage.clientWidth;
new ResizeObserver(() => {
  if (figures.stage.clientWidth === width) return;
  width = figures.stage.clientWidth;
  figures.redraw();
}).observe(figures.stage);
addEventListener("popstate", follow);
follow();
