/**
 * One step written out, the shape formula and the parameter count, as plain ASCII text. Pure.
 *
 * @typedef {import("../numbers.js").Shown} Shown
 * @typedef {{row: number, column: number, input: Shown, weight: Shown}} Term
 * @typedef {{terms: Term[], skipped: number, bias: Shown | null, value: Shown, rounded: boolean,
 *   text: string, exact: string}} Arithmetic
 */

import { outputAxes } from "../geometry.js";
import { exactText, shown } from "../numbers.js";

/** A larger kernel's line is cut in the middle; copying gives the whole of it. */
export const TERMS_SHOWN = 49;
const TERMS_HEAD = 12;
const TERMS_TAIL = 4;

/**
 * "0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19", row by row, with "+ bias 0.5" where there is a bias.
 *
 * "≈" stands for "=" as soon as one number of the shown line is rounded; `exact` has every digit.
 * @param {number[][]} window cells under the kernel @param {number[][]} kernel
 * @param {number | null} bias @param {number} value what they sum to @returns {Arithmetic}
 */
export function arithmetic(window, kernel, bias, value) {
  const pairs = kernel.flatMap((weights, row) =>
    weights.map((weight, column) => ({ row, column, input: window[row][column], weight })));
  const cut = pairs.length > TERMS_SHOWN;
  const terms = (cut ? [...pairs.slice(0, TERMS_HEAD), ...pairs.slice(-TERMS_TAIL)] : pairs)
    .map(({ row, column, input, weight }) =>
      ({ row, column, input: shown(input), weight: shown(weight) }));
  const total = shown(value, 6);
  const offset = bias === null ? null : shown(bias);
  const rounded = total.rounded || Boolean(offset?.rounded)
    || terms.some((term) => term.input.rounded || term.weight.rounded);
  const words = terms.map((term) => `${term.input.text} x ${term.weight.text}`);
  if (cut) words.splice(TERMS_HEAD, 0, "...");
  return {
    terms,
    skipped: cut ? pairs.length - TERMS_HEAD - TERMS_TAIL : 0,
    bias: offset,
    value: total,
    rounded,
    text: line(words, offset && offset.text, rounded ? "≈" : "=", total.text),
    exact: line(
      pairs.map(({ input, weight }) => `${exactText(input)} x ${exactText(weight)}`),
      bias === null ? null : exactText(bias), "=", exactText(value),
    ),
  };
}

/** @param {string[]} products @param {string | null} bias @param {string} sign @param {string} value */
function line(products, bias, sign, value) {
  const sum = products.join(" + ") + (bias === null ? "" : ` + bias ${bias}`);
  return `${sum} ${sign} ${value}`;
}

/**
 * "floor((3 + 0 + 0 - 2) / 1) + 1 = 2" for each axis, and what the division leaves.
 * @param {import("../geometry.js").Layer} layer
 */
export function shapeFormula(layer) {
  const { input, kernel, stride, padding } = layer;
  const axes = outputAxes(layer);
  /** @returns {string} */
  const text = (
    /** @type {number} */ side, /** @type {number} */ before, /** @type {number} */ after,
    /** @type {number} */ cells, /** @type {number} */ step, /** @type {number} */ result,
  ) => `floor((${side} + ${before} + ${after} - ${cells}) / ${step}) + 1 = ${result}`;
  return {
    rows: {
      text: text(input.rows, padding.top, padding.bottom, kernel.rows, stride.rows, axes.rows.side),
      remainder: axes.rows.remainder,
    },
    columns: {
      text: text(input.columns, padding.left, padding.right, kernel.columns, stride.columns,
        axes.columns.side),
      remainder: axes.columns.remainder,
    },
  };
}

/** "3 x 3 + 1 = 10". @param {import("../geometry.js").Size} kernel @param {{biases: number, total: number}} parameters */
export function parameterSum(kernel, parameters) {
  const bias = parameters.biases ? ` + ${parameters.biases}` : "";
  return `${kernel.rows} x ${kernel.columns}${bias} = ${parameters.total}`;
}
