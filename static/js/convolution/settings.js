/**
 * What is to be computed, and the address that says so. Pure.
 *
 * Fields hold what was typed; `understood` turns them into numbers or says which cannot be read.
 *
 * @typedef {number[][]} Grid
 * @typedef {{name: string, values: Grid}} Named
 * @typedef {{grids: Named[], kernels: Named[]}} Library
 * @typedef {"input" | "kernel" | "bias" | "padding" | "stride" | "step"} Field
 * @typedef {{field: Field, key: string, value: string}} Fault
 * @typedef {{input: Grid, kernel: Grid, bias: number | null,
 *   padding: import("../geometry.js").Size, stride: import("../geometry.js").Size}} Settings
 * @typedef {{input: string, kernel: string, bias: string, padding: string, stride: string,
 *   step: string, upload: string, channel: string}} Texts
 */

import { exactText, gridText, parseGrid, parseNumber, parseWhole } from "../numbers.js";
import { readState, text, writeState } from "../state.js";

/** The worked example. */
export const COUNTING = "counting";

/** A longer address is refused by some servers and cut by some mail programs. */
const LINK_CHARACTERS = 6000;
/** Cells that an address surely cannot hold: each takes a digit and a comma. */
export const SENT_IN_LINKS = LINK_CHARACTERS / 2;

const schema = {
  input: text(COUNTING), kernel: text(COUNTING), bias: text(), padding: text("0"),
  stride: text("1"), step: text("1"), upload: text(), channel: text(),
};

/** @param {string} search @returns {Texts} */
export const readTexts = (search) => /** @type {Texts} */ (readState(search, schema));

/** Commas and semicolons may stand in a query, and grids are full of them. @param {Texts} texts @param {string} keep @returns {string} */
export const writeTexts = (texts, keep) =>
  writeState(texts, schema, keep).replaceAll("%2C", ",").replaceAll("%3B", ";");

/**
 * @param {Pick<Texts, "input" | "kernel" | "bias" | "padding" | "stride">} texts
 * @param {Library} library
 * @returns {{settings: Settings, faults: Fault[]}} a field at fault has its neutral value
 */
export function understood(texts, library) {
  /** @type {Fault[]} */
  const faults = [];
  /** @template T, N @param {Field} field @param {string} key @param {T | null} value @param {N} neutral @returns {T | N} */
  const orFault = (field, key, value, neutral) => {
    if (value !== null) return value;
    faults.push({ field, key, value: texts[/** @type {"input"} */ (field)] });
    return neutral;
  };
  const settings = {
    input: orFault("input", "bad_grid", gridOf(texts.input, library.grids), [[0]]),
    kernel: orFault("kernel", "bad_grid", gridOf(texts.kernel, library.kernels), [[1]]),
    bias: texts.bias.trim() === ""
      ? null : orFault("bias", "bad_number", parseNumber(texts.bias), null),
    padding: orFault("padding", "bad_pair", pairOf(texts.padding), { rows: 0, columns: 0 }),
    stride: orFault("stride", "bad_pair", pairOf(texts.stride), { rows: 1, columns: 1 }),
  };
  return { settings, faults };
}

/** @param {string} written @param {Named[]} known @returns {Grid | null} */
function gridOf(written, known) {
  return known.find(({ name }) => name === written)?.values ?? parseGrid(written);
}

/** "2" for both axes or "2,1" for rows and columns. @param {string} written @returns {import("../geometry.js").Size | null} */
export function pairOf(written) {
  const parts = written.split(",").map(parseWhole);
  if (parts.length > 2 || parts.includes(null)) return null;
  const [rows, columns = rows] = /** @type {number[]} */ (parts);
  return { rows, columns };
}

/** @param {import("../geometry.js").Size} pair */
export const pairText = ({ rows, columns }) => (rows === columns ? `${rows}` : `${rows},${columns}`);

/** The name under which a grid is known, or "". @param {Grid} values @param {Named[]} known */
export function nameOf(values, known) {
  const same = (/** @type {Grid} */ other) => other.length === values.length
    && other.every((row, r) => row.length === values[r].length
      && row.every((value, c) => value === values[r][c]));
  return known.find((each) => same(each.values))?.name ?? "";
}

/**
 * Settings as texts; an input too large for an address is left out and its file named instead.
 * @param {Settings} settings @param {number} step counted from 0
 * @param {{upload: string, channel: string}} source @param {Library} library @returns {Texts}
 */
export function textsOf({ input, kernel, bias, padding, stride }, step, source, library) {
  const cells = input.length * input[0].length <= LINK_CHARACTERS ? gridText(input) : null;
  const name = nameOf(input, library.grids);
  const fits = name !== "" || (cells !== null && cells.length <= LINK_CHARACTERS);
  return {
    input: name || (fits ? /** @type {string} */ (cells) : COUNTING),
    kernel: nameOf(kernel, library.kernels) || gridText(kernel),
    bias: bias === null ? "" : exactText(bias),
    padding: pairText(padding),
    stride: pairText(stride),
    step: String(step + 1),
    upload: fits ? "" : source.upload || "grid",
    channel: fits ? "" : source.channel,
  };
}

/** A kernel of another size: what fits is kept, what is new is 0. @param {Grid} kernel @param {import("../geometry.js").Size} size */
export function resized(kernel, { rows, columns }) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => kernel[row]?.[column] ?? 0));
}

/**
 * One plane of an uploaded grid: a channel counted from 1, or "grey", the mean of its colours.
 * @param {Grid[]} channels @param {string} choice @param {number} colours channels without transparency
 */
export function planeOf(channels, choice, colours) {
  if (choice !== "grey") return channels[Number(choice) - 1] ?? channels[0];
  const used = channels.slice(0, colours);
  return used[0].map((row, r) =>
    row.map((_, c) => used.reduce((sum, plane) => sum + plane[r][c], 0) / used.length));
}

/** Room for the input in a request, below the server's cap. */
const INPUT_BYTES = 7_500_000;
const SURELY_FITS_CELLS = 300_000;

/**
 * A plane in fewer digits where a request could not hold all of them.
 * @param {Grid} plane @returns {{plane: Grid, digits: number | null}} digits that are left; null: every one
 */
export function fitted(plane) {
  if (plane.length * plane[0].length <= SURELY_FITS_CELLS) return { plane, digits: null };
  let digits = 17;
  let fitting = plane;
  for (const fewer of [9, 7, 6, 5, 4, 3]) {
    if (JSON.stringify(fitting).length <= INPUT_BYTES) break;
    digits = fewer;
    fitting = plane.map((row) => row.map((value) => Number(value.toPrecision(digits))));
  }
  return { plane: fitting, digits: digits < 17 ? digits : null };
}

/** What somebody typed or named, short enough to be repeated in a sentence. @param {string} value */
export const clipped = (value) => (value.length > 60 ? `${value.slice(0, 59)}…` : value);
