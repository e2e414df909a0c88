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
 * @typedef {import("../examples.js").Fault<Field>} Fault
 */

import { createReading, exampleAddress } from "../examples.js";
import { gridText, parseGrid, parseWhole } from "../numbers.js";
import { flag, text } from "../state.js";

/** The example to begin with. */
export const FIRST = "book";

/** @type {readonly Field[]} */
export const FIELDS = ["input", "kernel", "stride", "padding", "dilation"];
/** What the server quotes, in the words of the page: keys of the catalogue. */
export const NAMES = Object.fromEntries(FIELDS.map((field) => [field, `matrix.${field}`]));
const WORDS = ["same", "valid", "causal"];

/** The texts of an example. @param {Asked} example @returns {Texts} */
export const textsOf = ({ input, kernel, stride = 1, padding = 0, dilation = 1 }) => ({
  input: gridText(input),
  kernel: gridText(kernel),
  stride: String(stride),
  padding: String(padding),
  dilation: String(dilation),
});

const address = exampleAddress(FIRST, textsOf, { transpose: flag(false), step: text("0") });

/** @type {(search: string, examples: Examples) => State} */
export const readAddress = address.read;

/** @type {(state: State, examples: Examples, keep: string) => string} */
export const writeAddress = address.write;

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
  const { read, faults } = createReading(texts);
  const padding = texts.padding.trim();
  return {
    request: {
      input: read("input", "bad_grid", parseGrid(texts.input), fallback.input),
      kernel: read("kernel", "bad_grid", parseGrid(texts.kernel), fallback.kernel),
      stride: read("stride", "bad_pair", parsePair(texts.stride), fallback.stride ?? 1),
      padding: WORDS.includes(padding)
        ? padding : read("padding", "bad_padding", parsePair(padding), fallback.padding ?? 0),
      dilation: read("dilation", "bad_pair", parsePair(texts.dilation), fallback.dilation ?? 1),
    },
    faults,
  };
}
