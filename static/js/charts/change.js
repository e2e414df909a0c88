/** Two heatmaps of one size of cell, and the padding in them. Pure. */

import { attentionGeometry } from "./attention-geometry.js";

/** @typedef {import("../change/asking.js").Told} Told */

const NARROWER_PX = 8;

/**
 * Widths at which the cells of all figures are as large as those of the one that has the smallest.
 * @param {Told[]} all @param {{width: number, measure: (text: string) => number}} room
 * @returns {number[]} pixels
 */
export function evenWidths(all, { width, measure }) {
  const cellAt = (/** @type {Told} */ { source, target }, /** @type {number} */ wide) =>
    attentionGeometry(target.tokens, source.tokens, { width: wide, measure }).cell;
  const smallest = Math.min(...all.map((told) => cellAt(told, width)));
  return all.map((told) => {
    let wide = width;
    while (wide > 0 && cellAt(told, wide) > smallest) wide -= NARROWER_PX;
    return wide;
  });
}

/**
 * The band of the padding columns in pixels; null where there are none.
 * @param {import("./attention-geometry.js").Geometry} geometry @param {number} valid columns before it
 */
export function paddingBand({ left, top, cell, rows, columns }, valid) {
  if (valid >= columns) return null;
  return {
    x: left + valid * cell, y: top, width: (columns - valid) * cell, height: rows * cell,
  };
}

/**
 * @param {Told} told
 * @returns {{mean: number, largest: number, row: number}} sums over the padding of a row
 */
export function leakOf({ attention, source }) {
  const sums = attention.map((row) =>
    row.slice(source.valid_length).reduce((sum, weight) => sum + weight, 0));
  const largest = Math.max(...sums);
  const mean = sums.reduce((sum, one) => sum + one, 0) / sums.length;
  return { mean, largest, row: sums.indexOf(largest) };
}
