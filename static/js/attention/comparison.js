/**
 * Two models on one sentence and one translation: the difference of their weights, and how far the
 * rows diverge. Pure.
 *
 * @typedef {import("../tokens.js").Unit} Unit
 * @typedef {import("../tokens.js").View} View
 * @typedef {import("../charts/attention.js").Answer} Answer
 * @typedef {{p: number, q: number, middle: number, one: number, other: number}} Terms
 *   Two weights, their mean, and the two terms they add to a row's divergence, in bits.
 * @typedef {{rows: Unit[], columns: Unit[], one: number[][], other: number[][],
 *   difference: number[][], divergence: number[]}} Compared
 *   `one` and `other` are weights, `difference` is one minus other, `divergence` one number a row.
 */

import { mergeAttention, unitsOf } from "../tokens.js";

/** @param {string[]} one @param {string[]} other */
const equal = (one, other) =>
  one.length === other.length && one.every((text, i) => text === other[i]);

/** @param {Answer} one @param {Answer} other @returns {boolean} whether both cut it alike */
export const sameTokens = (one, other) =>
  equal(one.source.tokens, other.source.tokens) && equal(one.target.tokens, other.target.tokens);

/**
 * What one column adds to the Jensen-Shannon divergence of two rows:
 * p/2 log2(p / m) and q/2 log2(q / m), where m = (p + q) / 2. Lin 1991.
 * @param {number} p @param {number} q @returns {Terms}
 */
export function termsOf(p, q) {
  const middle = (p + q) / 2;
  const term = (/** @type {number} */ share) =>
    share > 0 ? (share / 2) * Math.log2(share / middle) : 0;
  return { p, q, middle, one: term(p), other: term(q) };
}

/**
 * @param {number[]} one @param {number[]} other two rows of weights
 * @returns {number} in bits: 0 where they are equal, 1 where they have nothing in common
 */
export function jensenShannon(one, other) {
  const terms = one.map((p, j) => termsOf(p, other[j]));
  return Math.min(Math.max(terms.reduce((sum, term) => sum + term.one + term.other, 0), 0), 1);
}

/** @param {number[]} one @param {number[]} other @returns {number} the column that adds most */
export function tellingColumn(one, other) {
  const added = one.map((p, j) => termsOf(p, other[j])).map((term) => term.one + term.other);
  return added.indexOf(Math.max(...added));
}

/**
 * Two answers in one view; null where their rows or columns do not match.
 * @param {Answer} one @param {Answer} other @param {View} view @returns {Compared | null}
 */
export function compare(one, other, view) {
  const rows = unitsOf(one.target, view);
  const columns = unitsOf(one.source, view);
  const theirs = { rows: unitsOf(other.target, view), columns: unitsOf(other.source, view) };
  const labels = (/** @type {Unit[]} */ units) => units.map(({ label }) => label);
  if (!equal(labels(rows), labels(theirs.rows))) return null;
  if (!equal(labels(columns), labels(theirs.columns))) return null;
  const first = mergeAttention(one.attention, rows, columns);
  const second = mergeAttention(other.attention, theirs.rows, theirs.columns);
  return {
    rows,
    columns,
    one: first,
    other: second,
    difference: first.map((row, i) => row.map((weight, j) => weight - second[i][j])),
    divergence: first.map((row, i) => jensenShannon(row, second[i])),
  };
}
