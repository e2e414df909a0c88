/** The numbers that stand in the padding where it is copied from the input. Pure. */

import { contrastingInk, fillFor } from "../charts/colour.js";
import { shownWithin } from "../numbers.js";
import { inputPadding } from "./result.js";

/** More of them could not be told apart. */
const MOST = 3000;

/** @typedef {{row: number, column: number, text: string, fill: string, ink: string}} Copy */

/**
 * @param {import("./result.js").Result} result @param {number} channel
 * @param {import("../charts/grid.js").Scale} scale @param {{ink: string, paper: string}} palette
 * @returns {Copy[]}
 */
export function copiesOf(result, channel, scale, palette) {
  if (result.settings.mode === "zeros" || result.settings.operation === "transposed") return [];
  const { top, left } = inputPadding(result);
  const { rows, columns } = result.sources;
  const plane = result.input[channel];
  const cells = result.padded[channel];
  const count = rows.length * columns.length - plane.length * plane[0].length;
  if (count > MOST) return [];
  return cells.flatMap((line, r) => line.flatMap((value, c) => {
    const [row, column] = [r - top, c - left];
    if (value === null || plane[row]?.[column] !== undefined || rows[r] === null || columns[c] === null) return [];
    return [{
      row, column, text: shownWithin(value, 5).text,
      fill: fillFor(value, scale), ink: contrastingInk(value, scale, palette),
    }];
  }));
}
