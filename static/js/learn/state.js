/**
 * What is to be learned, as texts that fields and addresses hold, and as a request. Pure.
 *
 * @typedef {number[][]} Grid
 * @typedef {{input: Grid, target_kernel?: Grid, target?: Grid, kernel_size?: number[],
 *   seed?: number, bias?: number, learning_rate: number, steps: number}} LearnRequest
 * @typedef {"input" | "hidden" | "target" | "size" | "bias" | "rate" | "steps" | "start"} Field
 * @typedef {Record<Field, string>} Texts
 * @typedef {Texts & {example: string, step: string, cell: string}} State
 * @typedef {Record<string, LearnRequest>} Examples
 * @typedef {import("../examples.js").Fault<Field>} Fault
 */

import { createReading, exampleAddress } from "../examples.js";
import { exactText, gridText, parseGrid, parseNumber, parseWhole } from "../numbers.js";
import { text } from "../state.js";

/** The example to begin with. */
export const FIRST = "edge";
const ZEROS = "zeros";

/** @type {readonly Field[]} */
export const FIELDS = ["input", "hidden", "target", "size", "bias", "rate", "steps", "start"];

/** Which field a parameter of the request is typed into. @type {Record<string, Field>} */
export const FIELD_OF = {
  input: "input", target_kernel: "hidden", target: "target", kernel: "size", kernel_size: "size",
  bias: "bias", learning_rate: "rate", steps: "steps", seed: "start",
};

/** What the server quotes, in the words of the page: keys of the catalogue. */
export const NAMES = Object.fromEntries(
  Object.entries(FIELD_OF).map(([name, field]) => [name, `learn.${field}`]));

/** The texts of an example. @param {LearnRequest} example @returns {Texts} */
export const textsOf = ({ input, target_kernel = [[0]], learning_rate, steps, seed }) => ({
  input: gridText(input),
  hidden: gridText(target_kernel),
  target: "",
  size: "",
  bias: "",
  rate: exactText(learning_rate),
  steps: exactText(steps),
  start: seed === undefined ? ZEROS : exactText(seed),
});

const address = exampleAddress(FIRST, textsOf, { step: text("0"), cell: text("0,0") });

/** @type {(search: string, examples: Examples) => State} */
export const readAddress = address.read;

/** @type {(state: State, examples: Examples, keep: string) => string} */
export const writeAddress = address.write;

/** Whether the numbers are those of the example. @param {Texts} texts @param {LearnRequest} example */
export function isOwn(texts, example) {
  const standing = textsOf(example);
  const plain = (/** @type {string} */ written) => gridText(parseGrid(written) ?? []);
  return texts.target !== "" || plain(texts.input) !== standing.input
    || plain(texts.hidden) !== standing.hidden;
}

/**
 * @param {Texts} texts @param {LearnRequest} fallback
 * @returns {{request: LearnRequest, faults: Fault[]}} a field at fault has the fallback's value
 */
export function understood(texts, fallback) {
  const { read, given, faults } = createReading(texts);
  /** @type {LearnRequest} */
  const request = {
    input: read("input", "bad_grid", parseGrid(texts.input), fallback.input),
    learning_rate: read("rate", "bad_number", parseNumber(texts.rate), fallback.learning_rate),
    steps: read("steps", "bad_whole", parseWhole(texts.steps), fallback.steps),
  };
  const hidden = /** @type {Grid} */ (fallback.target_kernel);
  if (given("target")) {
    const target = parseGrid(texts.target);
    if (target) request.target = target;
    else request.target_kernel = read("target", "bad_grid", null, hidden);
  } else {
    request.target_kernel = read("hidden", "bad_grid", parseGrid(texts.hidden), hidden);
  }
  if (given("size")) {
    const parts = texts.size.split(/[,，x×]/).map(parseWhole);
    const [rows, columns = rows] = parts;
    if (parts.length > 2 || rows === null || columns === null) read("size", "bad_pair", null, 0);
    else request.kernel_size = [rows, columns];
  }
  if (texts.start.trim() !== ZEROS) {
    const seed = read("start", "bad_start", parseWhole(texts.start), -1);
    if (seed !== -1 || texts.start.trim() === "-1") request.seed = seed;
  }
  if (given("bias")) request.bias = read("bias", "bad_number", parseNumber(texts.bias), 0);
  return { request, faults };
}
