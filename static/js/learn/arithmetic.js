/**
 * One weight at one step: how its gradient comes about, and what the update makes of it. Pure.
 *
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{index: number, kernel: number[][], bias: number | null, prediction: number[][],
 *   error: number[][], loss: number, gradient: number[][], bias_gradient: number | null}} LearnStep
 * @typedef {{text: string, exact: string, at: Cell}} Term
 * @typedef {{terms: Term[], skipped: number, sign: string, value: string, exact: string,
 *   rounded: boolean}} Gradient
 * @typedef {{text: string, exact: string, value: string, rounded: boolean}} Update
 */

import { exactText, factor, shown, typeset } from "../numbers.js";

/** A longer sum is cut in the middle. */
const TERMS_SHOWN = 9;
const TERMS_HEAD = 6;
export const TERMS_TAIL = 2;

const MINUS = "\u2212";

/**
 * 2 × (error × input + ...): each error times the input cell that the weight met at its place.
 * Products with a factor of exactly 0 are left out where others stand.
 * @param {LearnStep} step @param {number[][]} input @param {Cell} weight @returns {Gradient}
 */
export function gradientOf({ error, gradient }, input, { row, column }) {
  const all = error.flatMap((errors, r) => errors.map((one, c) =>
    ({ one, other: input[r + row][c + column], at: { row: r, column: c } })));
  const kept = all.filter(({ one, other }) => one !== 0 && other !== 0);
  const pairs = kept.length ? kept : all.slice(0, 1);
  const cut = pairs.length > TERMS_SHOWN;
  let rounded = false;
  const number = (/** @type {number} */ value) => {
    const { text, rounded: short } = shown(value, 3);
    rounded ||= short;
    return factor(text);
  };
  const terms = (cut ? [...pairs.slice(0, TERMS_HEAD), ...pairs.slice(-TERMS_TAIL)] : pairs)
    .map(({ one, other, at }) => ({
      text: `${number(one)} × ${number(other)}`,
      exact: `${exactText(one)} × ${exactText(other)}`,
      at,
    }));
  const total = shown(gradient[row][column], 6);
  return {
    terms,
    skipped: cut ? pairs.length - TERMS_HEAD - TERMS_TAIL : 0,
    sign: rounded || total.rounded ? "≈" : "=",
    value: typeset(total.text),
    exact: exactText(gradient[row][column]),
    rounded: rounded || total.rounded,
  };
}

/**
 * "0.3 − 0.03 × 18 = −0.24".
 * @param {number} value @param {number} rate @param {number} slope @returns {Update}
 */
export function updateOf(value, rate, slope) {
  const parts = [shown(value), shown(rate), shown(slope, 6)];
  const next = shown(value - rate * slope, 6);
  const rounded = next.rounded || parts.some((part) => part.rounded);
  return {
    text: `${typeset(parts[0].text)} ${MINUS} ${parts[1].text} × ${factor(parts[2].text)} ${rounded ? "≈" : "="} `,
    exact: `${exactText(value)} ${MINUS} ${exactText(rate)} × ${exactText(slope)}`,
    value: typeset(next.text),
    rounded,
  };
}
