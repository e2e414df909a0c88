/**
 * A layer to be seen as matrices, as texts that fields and addresses hold, and as a request. Pure.
 *
 * @typedef {number[][]} Grid
 * @typedef {number | number[]} Pair
 * @typedef {{input: Grid, kernel: Grid, stride?: Pair, padding?: Pair | string, dilation?: Pair}} Asked
 * @typedef {"input" | "kernel" | "stride" | "padding" | "dilation"} Field
 * @typedef {Record<Field, string>} Texts
 * @typedef {Texts & {example: string, transpose: boolean, step: string}} State
 * @typedef {Record<string, Asked>} Examples
 * @typedef {{field: Field, key: string, value: string}} Fault
 */

import { gridText, parseGrid, parseWhole } from "../numbers.js";
import { flag, readState, text, writeState } from "../state.js";

/** The example to begin with. */
export const FIRST = "book";

/** @type {readonly Field[]} */
export const FIELDS = ["input", "kernel", "stride", "padding", "dilation"];
const WORDS = ["same", "valid", "causal"];

/** The texts of an example. @param {Asked} example @returns {Texts} */
export const textsOf = ({ input, kernel, stride = 1, padding = 0, dilation = 1 }) => ({
  input: gridText(input),
  kernel: gridText(kernel),
  stride: String(stride),
  padding: String(padding),
  dilation: String(dilation),
});

/** What an address leaves out is as its example has it. @param {string} example @param {Examples} examples */
function schemaOf(example, examples) {
  const own = Object.entries(textsOf(examples[example]));
  return {
    example: text(FIRST),
    ...Object.fromEntries(own.map(([name, value]) => [name, text(value)])),
    transpose: flag(false),
    step: text("0"),
  };
}

/** @param {string} search @param {Examples} examples @returns {State} */
export function readAddress(search, examples) {
  const named = new URLSearchParams(search).get("example") ?? FIRST;
  const example = Object.hasOwn(examples, named) ? named : FIRST;
  const state = readState(search, schemaOf(example, examples));
  return /** @type {State} */ ({ ...state, example });
}

/** Commas and semicolons may stand in a query, and grids are full of them. @param {State} state @param {Examples} examples @param {string} keep */
export const writeAddress = (state, examples, keep) =>
  writeState(state, schemaOf(state.example, examples), keep)
    .replaceAll("%2C", ",").replaceAll("%3B", ";");

/** Whether a layer is that of the example. @param {Texts} texts @param {Asked} example */
export function isOwn(texts, example) {
  const standing = textsOf(example);
  const plain = (/** @type {string} */ written) => gridText(parseGrid(written) ?? []);
  return plain(texts.input) !== standing.input || plain(texts.kernel) !== standing.kernel
    || texts.stride !== standing.stride || texts.padding !== standing.padding
    || texts.dilation !== standing.dilation;
}

/** One whole number or two; null for anything else. @param {string} written @returns {Pair | null} */
function parsePair(written) {
  const parts = written.split(/[,，x×]/).map(parseWhole);
  const whole = parts.filter((part) => part !== null);
  if (whole.length !== parts.length || whole.length > 2) return null;
  return whole.length === 2 ? whole : whole[0];
}

/**
 * @param {Texts} texts @param {Asked} fallback
 * @returns {{request: Asked, faults: Fault[]}} a field at fault has the fallback's value
 */
export function understood(texts, fallback) {
  /** @type {Fault[]} */
  const faults = [];
  /** @template T @param {Field} field @param {string} key @param {T | null} value @param {T} neutral @returns {T} */
  const orFault = (field, key, value, neutral) => {
    if (value !== null) return value;
    faults.push({ field, key, value: texts[field] });
    return neutral;
  };
  const padding = texts.padding.trim();
  return {
    request: {
      input: orFault("input", "bad_grid", parseGrid(texts.input), fallback.input),
      kernel: orFault("kernel", "bad_grid", parseGrid(texts.kernel), fallback.kernel),
      stride: orFault("stride", "bad_pair", parsePair(texts.stride), fallback.stride ?? 1),
      padding: WORDS.includes(padding)
        ? padding : orFault("padding", "bad_padding", parsePair(padding), fallback.padding ?? 0),
      dilation: orFault("dilation", "bad_pair", parsePair(texts.dilation), fallback.dilation ?? 1),
    },
    faults,
  };
}
