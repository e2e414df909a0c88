/**
 * One step of a computed layer taken apart into its products. Pure.
 *
 * All numbers are those of the answer, and products and sums are formed in the order of the server,
 * so that they agree with its frames in every bit.
 *
 * @typedef {import("./result.js").Result} Result
 * @typedef {import("./result.js").Cells} Cells
 * @typedef {{channel: number, window: Cells, weights: number[][] | null, products: Cells,
 *   sum: number}} Part what one channel brings: input channels, or output channels by input cell
 * @typedef {{index: number, place: import("./result.js").Place, parts: Part[],
 *   bias: number | null, value: number, activated: number | null,
 *   chosen: {row: number, column: number} | null, divisor: number | null}} Frame
 *   value: of the output cell, or of the input cell that paints. chosen: an element of the window.
 */

import { paintedChannels, placeOf, readChannels } from "./result.js";

/** @param {Result} result @param {number} index @returns {Frame} */
export function frameAt(result, index) {
  const place = placeOf(result, index);
  const { channel, row, column } = place;
  const { operation } = result.settings;
  if (result.byInput) {
    const value = result.input[channel][row][column];
    return frame(index, place, paintedChannels(result, channel).map((each) =>
      part(each.channel, each.weights.map((line) => line.map(() => value)), each.weights)), value);
  }
  const value = result.output[channel][row][column];
  const activated = result.activated?.[channel][row][column] ?? null;
  const read = readChannels(result, channel).map(({ channel: from, weights }) => ({
    from, weights, window: windowAt(result, from, row, column),
  }));
  if (operation === "max_pool") {
    const { from, window } = read[0];
    const chosen = firstOf(window, value);
    return { ...frame(index, place, [{ channel: from, window, weights: null, products: window, sum: value }], value), activated, chosen };
  }
  if (operation === "average_pool") {
    const { from, window } = read[0];
    const divisor = window.flat().filter((cell) => cell !== null).length;
    const products = window.map((line) => line.map((cell) => (cell === null ? null : cell / divisor)));
    return { ...frame(index, place, [{ channel: from, window, weights: null, products, sum: value }], value), activated, divisor };
  }
  const { bias } = result.settings;
  return {
    ...frame(index, place, read.map(({ from, window, weights }) =>
      part(from, window, /** @type {number[][]} */ (weights))), value),
    bias: bias && (bias[channel] ?? bias[0]),
    activated,
  };
}

/** @returns {Frame} */
const frame = (
  /** @type {number} */ index, /** @type {import("./result.js").Place} */ place,
  /** @type {Part[]} */ parts, /** @type {number} */ value,
) => ({ index, place, parts, value, bias: null, activated: null, chosen: null, divisor: null });

/** @param {number} channel @param {Cells} window @param {number[][]} weights @returns {Part} */
function part(channel, window, weights) {
  const products = window.map((line, row) =>
    line.map((cell, column) => (cell === null ? null : cell * weights[row][column] + 0)));
  let sum = 0;
  for (const product of products.flat()) sum += product ?? 0;
  return { channel, window, weights, products, sum };
}

/**
 * What an output cell reads of a channel, one number a kernel element; null where there is none.
 * @param {Result} result @param {number} channel @param {number} row @param {number} column @returns {Cells}
 */
function windowAt({ settings, layer, padded }, channel, row, column) {
  const { kernel, stride, dilation, padding } = layer;
  const plane = padded[channel];
  const transposed = settings.operation === "transposed";
  const along = (
    /** @type {number} */ at, /** @type {number} */ cells, /** @type {number} */ step,
    /** @type {number} */ spread, /** @type {number} */ before,
  ) => Array.from({ length: cells }, (_, element) => (transposed
    ? (at + before - element * spread) / step : at * step + element * spread));
  const columns = along(column, kernel.columns, stride.columns, dilation.columns, padding.left);
  return along(row, kernel.rows, stride.rows, dilation.rows, padding.top)
    .map((from) => columns.map((beside) => plane[from]?.[beside] ?? null));
}

/** @param {Cells} window @param {number} value */
function firstOf(window, value) {
  const row = window.findIndex((line) => line.includes(value));
  return { row, column: window[row].indexOf(value) };
}
