/**
 * The numbers of one step computed again from the arrays that led to them. Pure.
 *
 * @typedef {import("./trace.js").Traced} Traced
 */

import { stateBefore } from "./trace.js";

/**
 * The score of a source token against a step's query: v . tanh(k + q), or q . k times a scale, with
 * query and key already projected.
 * @param {Traced} trace @param {number} index the step, from 0 @param {number} j source token, from 0
 * @returns {{total: number, term: (i: number) => {key: number, query: number, factor: number, product: number}}}
 *   `factor` is v[i], or the scale
 */
export function scoreOf({ attention_parameters: given, keys, steps }, index, j) {
  const query = steps[index].projected_query;
  const key = keys[j];
  const term = (/** @type {number} */ i) => {
    const sides = { key: key[i], query: query[i] };
    if (given.score !== "additive") {
      return { ...sides, factor: given.scale, product: key[i] * query[i] * given.scale };
    }
    const factor = given.vector[i];
    return { ...sides, factor, product: factor * Math.tanh(key[i] + query[i]) };
  };
  let total = 0;
  for (let i = 0; i < key.length; i += 1) total += term(i).product;
  return { total, term };
}

/**
 * @param {Traced} trace @param {number} index @param {number} j
 * @returns {{power: number, sum: number, weight: number}} exp(score), the sum over all, their ratio
 */
export function weightOf({ steps }, index, j) {
  const powers = Array.from(steps[index].scores, Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return { power: powers[j], sum, weight: powers[j] / sum };
}

/**
 * One component of the context: the weighted sum of the memory rows.
 * @param {Traced} trace @param {number} index @param {number} component from 0
 * @returns {{terms: {weight: number, value: number}[], total: number}}
 */
export function contextOf({ encoder, steps }, index, component) {
  const terms = encoder.memory.map((row, j) => {
    return { weight: steps[index].weights[j], value: row[component] };
  });
  return { terms, total: terms.reduce((sum, { weight, value }) => sum + weight * value, 0) };
}

/**
 * One component of the new state of the last layer, from its gates and the state before.
 * @param {Traced} trace @param {number} index @param {number} component from 0
 * @returns {{kind: "lstm" | "gru", gates: Record<string, number>, before: number, cell: number,
 *   hidden: number}} `before` is the cell before the step, of a GRU the hidden state
 */
export function stateOf(trace, index, component) {
  const last = trace.steps[index].layers.length - 1;
  const gates = Object.fromEntries(
    Object.entries(trace.steps[index].layers[last].gates).map(([name, values]) => {
      return [name, values[component]];
    }),
  );
  const state = stateBefore(trace, index, last);
  if (state.cell !== null) {
    const before = state.cell[component];
    const cell = gates.forget * before + gates.input * gates.candidate;
    return { kind: "lstm", gates, before, cell, hidden: gates.output * Math.tanh(cell) };
  }
  const before = state.hidden[component];
  const hidden = (1 - gates.update) * gates.candidate + gates.update * before;
  return { kind: "gru", gates, before, cell: 0, hidden };
}
