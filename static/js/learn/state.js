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
 * @typedef {{field: Field, key: string, value: string}} Fault
 */

import { exactText, gridText, parseGrid, parseNumber, parseWhole } from "../numbers.js";
import { readState, text, writeState } from "../state.js";

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

/** What an address leaves out is as its example has it. @param {string} example @param {Examples} examples */
function schemaOf(example, examples) {
  const own = Object.entries(textsOf(examples[example]));
  return {
    example: text(FIRST),
    ...Object.fromEntries(own.map(([name, value]) => [name, text(value)])),
    step: text("0"),
    cell: text("0,0"),
  };
}

/** @param {string} search @param {Examples} examples @returns {State} */
export function readAddress(search, examples) {
  const named = new URLSearchParams(search).get("example") ?? FIRST;
  const example = named in examples ? named : FIRST;
  const state = readState(search, schemaOf(example, examples));
  return /** @type {State} */ ({ ...state, example });
}

/** Commas and semicolons may stand in a query, and grids are full of them. @param {State} state @param {Examples} examples @param {string} keep */
export const writeAddress = (state, examples, keep) =>
  writeState(state, schemaOf(state.example, examples), keep)
    .replaceAll("%2C", ",").replaceAll("%3B", ";");

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
  /** @type {Fault[]} */
  const faults = [];
  /** @template T @param {Field} field @param {string} key @param {T | null} value @param {T} neutral @returns {T} */
  const orFault = (field, key, value, neutral) => {
    if (value !== null) return value;
    faults.push({ field, key, value: texts[field] });
    return neutral;
  };
  const given = (/** @type {Field} */ field) => texts[field].trim() !== "";
  /** @type {LearnRequest} */
  const request = {
    input: orFault("input", "bad_grid", parseGrid(texts.input), fallback.input),
    learning_rate: orFault("rate", "bad_number", parseNumber(texts.rate), fallback.learning_rate),
    steps: orFault("steps", "bad_whole", parseWhole(texts.steps), fallback.steps),
  };
  const hidden = /** @type {Grid} */ (fallback.target_kernel);
  if (given("target")) {
    const target = parseGrid(texts.target);
    if (target) request.target = target;
    else request.target_kernel = orFault("target", "bad_grid", null, hidden);
  } else {
    request.target_kernel = orFault("hidden", "bad_grid", parseGrid(texts.hidden), hidden);
  }
  if (given("size")) {
    const parts = texts.size.split(/[,，x×]/).map(parseWhole);
    const [rows, columns = rows] = parts;
    if (parts.length > 2 || rows === null || columns === null) orFault("size", "bad_pair", null, 0);
    else request.kernel_size = [rows, columns];
  }
  if (texts.start.trim() !== ZEROS) {
    const seed = orFault("start", "bad_start", parseWhole(texts.start), -1);
    if (seed !== -1 || texts.start.trim() === "-1") request.seed = seed;
  }
  if (given("bias")) request.bias = orFault("bias", "bad_number", parseNumber(texts.bias), 0);
  return { request, faults };
}
