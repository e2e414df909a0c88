/**
 * Sizes of the attention heatmap, in pixels. Pure.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number, cell: number,
 *   rows: number, columns: number, width: number, height: number, slanted: boolean,
 *   every: {row: number, column: number}}} Geometry
 *   Pixels; the cell (i, j) begins at (left + j * cell, top + i * cell). Of the labels there is
 *   room for one of `every`.
 */

import { WORD_START, pieceText } from "../tokens.js";

/**
 * Sides of a cell: from `numbered` on it holds its number, from `roomy` on in a larger type; below
 * `smallest`, down to `least`, only where the whole figure is to be seen at once.
 */
export const CELL = { least: 3, smallest: 26, largest: 64, numbered: 32, roomy: 44 };
export const LABEL = { size: 14, sign: 8, characters: 22, gap: 10 };
/** From one label to the next, upright and slanted. */
const LINE = { upright: 16, slanted: 24 };
const COLOUR_BAR = 84;
const SLANT = Math.PI / 4;

/** @param {string} label @returns {string} a label short enough for an axis */
export function shortLabel(label) {
  const letters = [...label];
  return letters.length > LABEL.characters
    ? `${letters.slice(0, LABEL.characters - 1).join("")}…`
    : label;
}

/**
 * Width of a label in pixels where no better measure is at hand; wide scripts count double.
 * @param {string} text @returns {number}
 */
const roughWidth = (text) =>
  [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 1 : 0.56) * LABEL.size, 0);

/**
 * Sizes for a figure that should fit `width` pixels; where the cells would become smaller than can
 * be pointed at, the figure is wider than that, unless the `whole` of it is to fit.
 * @param {string[]} rows @param {string[]} columns labels
 * @param {{width: number, measure?: (text: string) => number, whole?: boolean}} room
 * @returns {Geometry}
 */
export function attentionGeometry(rows, columns, { width, measure = roughWidth, whole = false }) {
  const labelWidth = (/** @type {string} */ label) =>
    measure(pieceText(shortLabel(label))) + (label.startsWith(WORD_START) ? LABEL.sign : 0);
  const widest = (/** @type {string[]} */ labels) =>
    Math.ceil(labels.reduce((most, label) => Math.max(most, labelWidth(label)), 0));
  const left = widest(rows) + LABEL.gap + 4;
  const across = widest(columns);
  const cellFor = (/** @type {number} */ right) => {
    const fits = Math.floor((width - left - right) / Math.max(columns.length, 1));
    return Math.min(Math.max(fits, whole ? CELL.least : CELL.smallest), CELL.largest);
  };
  let right = LABEL.gap;
  let cell = cellFor(right);
  const slanted = across + 6 > cell;
  if (slanted) {
    const overhang = (/** @type {string} */ label, /** @type {number} */ j) =>
      labelWidth(label) * Math.cos(SLANT) + LABEL.size - (columns.length - j - 0.5) * cell;
    right = Math.ceil(columns.map(overhang).reduce((most, one) => Math.max(most, one), right));
    cell = cellFor(right);
  }
  const top = slanted
    ? Math.ceil(across * Math.sin(SLANT)) + LABEL.size + LABEL.gap
    : LABEL.size + 2 * LABEL.gap;
  return {
    left,
    top,
    right,
    bottom: COLOUR_BAR,
    cell,
    rows: rows.length,
    columns: columns.length,
    width: left + columns.length * cell + right,
    height: top + rows.length * cell + COLOUR_BAR,
    slanted,
    every: {
      row: Math.ceil(LINE.upright / cell),
      column: slanted ? Math.ceil(LINE.slanted / cell) : 1,
    },
  };
}
