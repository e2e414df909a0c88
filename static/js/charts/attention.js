/** The figures of the attention page: weights of one answer, and the difference of two. Pure. */

import { contrastingInk, fillFor } from "./colour.js";
import { mergeAttention, unitsOf } from "../tokens.js";
import { cellsFigure } from "./attention-cells.js";

/**
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {import("../tokens.js").Unit} Unit
 * @typedef {import("../tokens.js").View} View
 * @typedef {{source: Side, target: Side, attention: number[][]}} Answer
 * @typedef {import("./attention-cells.js").Figure} Figure
 * @typedef {import("./attention-cells.js").Palette} Palette
 * @typedef {{palette: Palette, width?: number, measure?: (text: string) => number,
 *   whole?: boolean}} Room
 */

/** @param {Palette} palette */
const weightRange = (palette) => ({ colorscale: palette.weightScale, low: 0, high: 1 });

/**
 * The colour that the heatmap gives a weight, for words shaded like cells.
 * @param {Palette} palette @param {number} weight @returns {string}
 */
export const groundFor = (palette, weight) => fillFor(weight, weightRange(palette));

/**
 * The text colour that reads on a weight's colour.
 * @param {Palette} palette @param {number} weight @returns {string}
 */
export const inkOn = (palette, weight) => contrastingInk(weight, weightRange(palette), palette);

/** @param {number} weight @returns {string} two decimals, as set in a cell: ".93", "1.00" */
export const cellNumber = (weight) => weight.toFixed(2).replace(/^0/, "");

/** @param {number} value @returns {string} two decimals with their sign: "+.31", "\u2212.05", ".00" */
export function signedNumber(value) {
  const size = cellNumber(Math.abs(value));
  if (size === ".00") return size;
  return (value < 0 ? "\u2212" : "+") + size;
}

/**
 * Heatmap of one answer, colours fixed from 0 to 1.
 * @param {Answer} answer
 * @param {Room & {view: View, labels: {weight: string}}} options
 * @returns {Figure}
 */
export function attentionFigure(answer, { view, labels, ...room }) {
  const rows = unitsOf(answer.target, view);
  const columns = unitsOf(answer.source, view);
  const values = mergeAttention(answer.attention, rows, columns);
  const kind = {
    scale: weightRange(room.palette),
    title: labels.weight,
    ticks: WEIGHT_TICKS,
    write: cellNumber,
    hover: ".4f",
  };
  return cellsFigure({ rows, columns, values }, kind, room);
}

/**
 * Weights of one answer minus those of another, colours fixed from -1 to 1.
 * @param {{rows: Unit[], columns: Unit[], values: number[][]}} difference
 * @param {Room & {labels: {difference: string}}} options
 * @returns {Figure}
 */
export function differenceFigure(difference, { labels, ...room }) {
  const kind = {
    scale: { colorscale: room.palette.signedScale, low: -1, high: 1 },
    title: labels.difference,
    ticks: DIFFERENCE_TICKS,
    write: signedNumber,
    hover: "+.4f",
  };
  return cellsFigure(difference, kind, room);
}

/** @type {[number, string][]} */
const WEIGHT_TICKS = [[0, "0"], [0.25, ""], [0.5, "0.5"], [0.75, ""], [1, "1"]];
/** @type {[number, string][]} */
const DIFFERENCE_TICKS = [[-1, "\u22121"], [-0.5, ""], [0, "0"], [0.5, ""], [1, "+1"]];
