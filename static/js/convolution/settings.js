/**
 * What is to be computed, and the address that says so. Pure.
 *
 * Fields hold what was typed; `understood` turns them into numbers or says which cannot be read.
 *
 * @typedef {number[][]} Grid
 * @typedef {import("../geometry.js").Size} Size
 * @typedef {import("./operations.js").Operation} Operation
 * @typedef {{name: string, values: Grid}} Named
 * @typedef {{grids: Named[], kernels: Named[], stacks: {name: string, values: Grid[]}[],
 *   filters: {name: string, values: Grid[][]}[]}} Library
 * @typedef {"op" | "input" | "kernel" | "bias" | "padding" | "mode" | "stride" | "dilation"
 *   | "groups" | "extra" | "window" | "ceil" | "count" | "act" | "by" | "step" | "plane"} Field
 * @typedef {{field: Field, key: string, value: string}} Fault
 * @typedef {{operation: Operation, input: Grid[], kernel: Grid[][], bias: number[] | null,
 *   padding: import("../geometry.js").Sides | string, mode: string, stride: Size, dilation: Size,
 *   groups: number, extra: Size, window: Size, ceil: boolean, count: boolean, activation: string,
 *   by: string}} Settings
 * @typedef {Record<Field | "upload" | "channel" | "net" | "sample" | "image" | "layer" | "row"
 *   | "column", string>} Texts
 *   net to column: a cell of a layer of a trained network, which stands for all of the settings
 */

import { exactText, parseWhole } from "../numbers.js";
import { readState, text, writeState } from "../state.js";
import { ACTIVATIONS, belongs, isPooling, MODES, OPERATIONS } from "./operations.js";
import { sameKernel, samePlanes } from "./planes.js";
import {
  biasOf, biasText, kernelOf, kernelText, paddingOf, paddingText, pairOf, pairText, planesOf, planesText,
} from "./texts.js";

/** The worked example. */
export const COUNTING = "counting";

/** A longer address is refused by some servers and cut by some mail programs. */
const LINK_CHARACTERS = 6000;
/** Cells that an address surely cannot hold: each takes a digit and a comma. */
export const SENT_IN_LINKS = LINK_CHARACTERS / 2;

/** Of stride the empty text is the default: the window in pooling, otherwise 1. */
const schema = {
  op: text("cross_correlation"), input: text(COUNTING), kernel: text(COUNTING), bias: text(),
  padding: text("0"), mode: text("zeros"), stride: text(), dilation: text("1"), groups: text("1"),
  extra: text("0"), window: text("2"), ceil: text("0"), count: text("1"), act: text("none"),
  by: text("input"), plane: text("0"), step: text("1"), upload: text(), channel: text(),
  net: text(), sample: text(), image: text(), layer: text(), row: text(), column: text(),
};

/** Of everything at its default. @type {Texts} */
export const USUAL = /** @type {any} */ (readState("", schema));

/** @param {string} search @returns {Texts} */
export const readTexts = (search) => /** @type {Texts} */ (readState(search, schema));

/** These may stand in a query, and grids are full of them. @param {Texts} texts @param {string} keep @returns {string} */
export const writeTexts = (texts, keep) => writeState(texts, schema, keep)
  .replaceAll("%2C", ",").replaceAll("%3B", ";").replaceAll("%7C", "|");

/**
 * @param {Texts} texts @param {Library} library
 * @returns {{settings: Settings, faults: Fault[]}} a field at fault has its neutral value
 */
export function understood(texts, library) {
  /** @type {Fault[]} */
  const faults = [];
  /** @template T @param {Field} field @param {string} key @param {T | null} value @param {T} neutral @returns {T} */
  const read = (field, key, value, neutral) => {
    if (value !== null) return value;
    faults.push({ field, key, value: texts[field] });
    return neutral;
  };
  const one = { rows: 1, columns: 1 };
  const choice = (/** @type {Field} */ field, /** @type {readonly string[]} */ known) =>
    read(field, "bad_choice", known.includes(texts[field]) ? texts[field] : null, known[0]);
  const operation = /** @type {Operation} */ (choice("op", OPERATIONS));
  const used = (/** @type {string} */ option) => belongs(operation, option);
  const window = used("window") ? read("window", "bad_pair", pairOf(texts.window), one) : one;
  const settings = {
    operation,
    input: read("input", "bad_grid", inputOf(texts.input, library), [[[0]]]),
    kernel: read("kernel", "bad_grid", filtersOf(texts.kernel, library), [[[[1]]]]),
    bias: texts.bias.trim() === "" ? null
      : read("bias", "bad_number", biasOf(texts.bias), /** @type {number[] | null} */ (null)),
    padding: read("padding", "bad_padding", paddingOf(texts.padding),
      { top: 0, bottom: 0, left: 0, right: 0 }),
    mode: choice("mode", MODES),
    stride: texts.stride === "" ? strideOf(operation, window)
      : read("stride", "bad_pair", pairOf(texts.stride), one),
    dilation: used("dilation") ? read("dilation", "bad_pair", pairOf(texts.dilation), one) : one,
    groups: used("groups") ? read("groups", "bad_whole", parseWhole(texts.groups), 1) : 1,
    extra: used("extra")
      ? read("extra", "bad_pair", pairOf(texts.extra), { rows: 0, columns: 0 }) : { rows: 0, columns: 0 },
    window,
    ceil: texts.ceil === "1",
    count: texts.count !== "0",
    activation: choice("act", ACTIVATIONS),
    by: texts.by === "output" ? "output" : "input",
  };
  return { settings, faults };
}

/** Where none is given. @param {Operation} operation @param {Size} window @returns {Size} */
export const strideOf = (operation, window) =>
  (isPooling(operation) ? window : { rows: 1, columns: 1 });

/** @param {string} written @param {Library} library @returns {Grid[] | null} */
function inputOf(written, { grids, stacks }) {
  const plane = grids.find(({ name }) => name === written)?.values;
  if (plane) return [plane];
  return stacks.find(({ name }) => name === written)?.values ?? planesOf(written);
}

/** @param {string} written @param {Library} library @returns {Grid[][] | null} */
function filtersOf(written, { kernels, filters }) {
  const plane = kernels.find(({ name }) => name === written)?.values;
  if (plane) return [[plane]];
  return filters.find(({ name }) => name === written)?.values ?? kernelOf(written);
}

/** The name under which a plane is known, or "". @param {Grid} values @param {Named[]} known */
export const nameOf = (values, known) =>
  known.find((each) => samePlanes([each.values], [values]))?.name ?? "";

/** The name under which an input is known, or "". @param {Grid[]} input @param {Library} library */
export const inputName = (input, { grids, stacks }) => (input.length === 1
  ? nameOf(input[0], grids) : stacks.find(({ values }) => samePlanes(values, input))?.name ?? "");

/** The name under which a kernel is known, or "". @param {Grid[][]} kernel @param {Library} library */
export const kernelName = (kernel, { kernels, filters }) =>
  (kernel.length === 1 && kernel[0].length === 1
    ? nameOf(kernel[0][0], kernels)
    : filters.find(({ values }) => sameKernel(values, kernel))?.name ?? "");

/**
 * Settings as texts; what does not belong to the operation is left at its default. An input or a
 * kernel too large for an address is left out, and the file named instead.
 * @param {Settings} settings @param {{step: number, plane: number}} at counted from 0
 * @param {{upload: string, channel: string}} source @param {Library} library @returns {Texts}
 */
export function textsOf(settings, at, source, library) {
  const { operation, input, kernel, padding, window } = settings;
  const cells = input.length * input[0].length * input[0][0].length;
  const weights = kernel.length * kernel[0].length * kernel[0][0].length * kernel[0][0][0].length;
  const written = inputName(input, library) || (cells <= LINK_CHARACTERS ? planesText(input) : null);
  const multiplied = kernelName(kernel, library) || (weights <= LINK_CHARACTERS ? kernelText(kernel) : null);
  const short = (/** @type {string | null} */ part) => part !== null && part.length <= LINK_CHARACTERS;
  const fits = short(written) && short(multiplied);
  const used = (/** @type {string} */ option, /** @type {string} */ value, /** @type {string} */ fallback) =>
    (belongs(operation, option) ? value : fallback);
  const usual = pairText(strideOf(operation, window));
  return {
    ...USUAL,
    op: operation,
    input: short(written) ? /** @type {string} */ (written) : COUNTING,
    kernel: used("kernel", short(multiplied) ? /** @type {string} */ (multiplied) : COUNTING, COUNTING),
    bias: used("bias", biasText(settings.bias), ""),
    padding: paddingText(padding),
    mode: used("mode", settings.mode, "zeros"),
    stride: pairText(settings.stride) === usual ? "" : pairText(settings.stride),
    dilation: used("dilation", pairText(settings.dilation), "1"),
    groups: used("groups", String(settings.groups), "1"),
    extra: used("extra", pairText(settings.extra), "0"),
    window: used("window", pairText(window), "2"),
    ceil: used("ceil", settings.ceil ? "1" : "0", "0"),
    count: used("count", settings.count ? "1" : "0", "1"),
    act: settings.activation,
    by: used("by", settings.by, "input"),
    plane: exactText(at.plane),
    step: String(at.step + 1),
    upload: fits ? "" : source.upload || "grid",
    channel: fits ? "" : source.channel,
  };
}

/** What somebody typed or named, short enough to be repeated in a sentence. @param {string} value */
export const clipped = (value) => (value.length > 60 ? `${value.slice(0, 59)}…` : value);
