/**
 * An answer, made ready for the figures. Pure.
 *
 * @typedef {number[][]} Grid
 * @typedef {{request: import("./state.js").Asked, padding: import("../geometry.js").Sides,
 *   im2col: Grid, reads: (number | null)[][], kernel: number[], toeplitz: Grid, input: number[],
 *   output: Grid, transposed: Grid}} Answer
 * @typedef {Answer & {products: import("./links.js").Product[], flat: number[], turned: Grid,
 *   sums: number[][], geometry: import("../geometry.js").Layer}} Layer
 *   `flat`: the output; `turned`: the transpose; `sums`: what stands painted before each step and
 *   at the end, laid flat
 */

import { sizeOf } from "../geometry.js";
import { productsOf } from "./links.js";

/** @param {Answer} answer @returns {Layer} */
export function layerOf(answer) {
  const { request, padding, toeplitz, output } = answer;
  const flat = output.flat();
  const sums = [answer.input.map(() => 0)];
  toeplitz.forEach((row, at) => sums.push(sums[at].map((sum, cell) => sum + row[cell] * flat[at])));
  return {
    ...answer,
    products: productsOf(answer.reads),
    flat,
    turned: answer.input.map((_, cell) => toeplitz.map((row) => row[cell])),
    sums,
    geometry: {
      kernel: sizeOf(request.kernel), stride: pair(request.stride), dilation: pair(request.dilation),
      padding, places: sizeOf(output),
    },
  };
}

/** @param {import("./state.js").Pair} [written] */
function pair(written = 1) {
  const [rows, columns = rows] = [written].flat();
  return { rows, columns };
}

/** Row and column of what is counted row by row. @param {Layer} layer @param {"input" | "element" | "output"} axis @param {number} [count] */
export function cellOf({ request, output }, axis, count = 0) {
  const { columns } = sizeOf({ input: request.input, element: request.kernel, output }[axis]);
  return { row: Math.floor(count / columns), column: count % columns };
}

/** A flat list in rows. @param {number[]} cells @param {number} columns @returns {Grid} */
export const inRows = (cells, columns) =>
  Array.from({ length: cells.length / columns }, (_, row) => cells.slice(row * columns, (row + 1) * columns));
