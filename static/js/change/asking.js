/** What is asked about a change, and what of the answers is kept. Pure. */

import { written } from "./weights.js";
import { replaced } from "./words.js";

/**
 * @typedef {{text: string, model: string, kind: "weights" | "direction" | "padding" | "word",
 *   step: number, weights: number[], direction: string, padding: number, mask: boolean,
 *   word: number, by: string}} State
 *   `step` and `word` count from 1; no weights are those that the model has.
 * @typedef {{token: string, probability: number}} Candidate
 * @typedef {{probability: number, likeliest: Candidate[]}} Step
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {{model: string, source: Side & {valid_length: number}, target: Side,
 *   attention: number[][], log_probability: number, steps: Step[]}} Told
 */

const LIKELIEST = 3;

/** @param {any} answer of the API @returns {Told} */
export const told = ({ model, source, target, attention, log_probability, steps = [] }) => ({
  model, source, target, attention, log_probability,
  steps: steps.map((/** @type {any} */ { chosen, candidates }) => ({
    probability: chosen.probability,
    likeliest: candidates.slice(0, LIKELIEST),
  })),
});

/** @param {State} state @param {string[]} parts of the sentence */
function changes({ kind, step, weights, direction, padding, mask, word, by }, parts) {
  if (kind === "direction") return { edit: { zero_direction: direction } };
  if (kind === "padding") return { padding, mask };
  if (kind === "word") return { text: replaced(parts, word, by) };
  return { edit: { weights: weights.length ? [{ step: step - 1, weights }] : [] } };
}

/**
 * The body of a request for the changed translation; the server asks the same for the first page.
 * @param {State} state @param {string[]} parts of the sentence
 */
export const requestOf = (state, parts) => ({
  text: state.text,
  ...(state.model && { model: state.model }),
  ...changes(state, parts),
});

/** Whether the change is none. @param {State} state @param {string[]} parts */
export const isNone = ({ kind, weights, padding, word, by }, parts) => ({
  weights: weights.length === 0,
  direction: false,
  padding: padding === 0,
  word: parts[2 * word - 1] === by.trim() || parts.length < 2,
})[kind];

/**
 * The address of a state, with no more in it than its kind needs.
 * @param {State} state @param {string} keep the query string so far, whose language is kept
 */
export function searchOf(state, keep) {
  const { text, model, kind, step, weights, direction, padding, mask, word, by } = state;
  const query = new URLSearchParams({ text });
  if (model) query.set("model", model);
  query.set("kind", kind);
  if (step > 1) query.set("step", String(step));
  const own = {
    weights: { weights: written(weights) },
    direction: { direction },
    padding: { padding: String(padding), mask: mask ? "1" : "0" },
    word: { word: String(word), by },
  }[kind];
  for (const [name, value] of Object.entries(own)) if (value) query.set(name, value);
  const language = new URLSearchParams(keep).get("lang");
  if (language) query.set("lang", language);
  return `?${query.toString().replaceAll("%2C", ",")}`;
}
