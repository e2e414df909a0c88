/**
 * A request and its answer as seven matrices: what stands in each cell, and in which colour. Pure.
 *
 * Queries, keys, values, scores and output may have any sign and share the scale that diverges from
 * 0, each kind with its own reach; weights run from 0 to 1 in one hue.
 *
 * @typedef {{queries: number[][], keys: number[][], values: number[][], valid_lengths?: number[],
 *   score: string, weights?: {query: number[][], key: number[][], vector: number[]},
 *   seed?: number}} AttendRequest
 * @typedef {{score: string, scale: number | null, valid_lengths: number[], scores: number[][],
 *   masked_scores: (number | null)[][], weights: number[][], output: number[][],
 *   entropy: {weights: number[], most: number[], unscaled: number[] | null, scaled: number[] | null},
 *   additive: {query: number[][], key: number[][], vector: number[],
 *     projected_queries: number[][], projected_keys: number[][]} | null}} AttendAnswer
 * @typedef {{text: string, exact: string, name: string, fill: string, ink: string, masked: boolean}} CellFigure
 * @typedef {{cells: CellFigure[][], rowNames: string[], columnNames: string[], shape: [number, number]}} MatrixFigure
 */

import { t } from "../i18n.js";
import { exactText, shownWithin } from "../numbers.js";
import { contrastingInk, fillFor } from "./colour.js";

/** @typedef {import("../theme.js").Palette} Palette */
/** @typedef {import("./grid.js").Scale} Scale */

const CHARACTERS = 5;
const MINUS_INFINITY = "−∞";

/** @param {readonly (readonly (number | null)[])[][]} matrices @param {Palette} palette @returns {Scale} */
function signed(matrices, palette) {
  const reach = Math.max(...matrices.flat(2).map((value) => Math.abs(value ?? 0)));
  return { colorscale: palette.signedScale, low: -(reach || 1), high: reach || 1 };
}

/** @param {string} letter @param {number} count */
const named = (letter, count) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

/**
 * @param {readonly (readonly (number | null)[])[]} values
 * @param {{scale: Scale, palette: Palette, cellName: string, letters: [string, string],
 *   masked?: (row: number, column: number) => boolean, swapped?: boolean}} look
 *   `swapped`: rows are drawn as columns
 * @returns {MatrixFigure}
 */
function matrix(values, { scale, palette, cellName, letters, masked = () => false, swapped = false }) {
  const cells = values.map((row, i) => row.map((value, j) => {
    const exact = value === null ? MINUS_INFINITY : exactText(value);
    return {
      text: value === null ? MINUS_INFINITY : shownWithin(value, CHARACTERS).text,
      exact,
      name: t(`lab.${cellName}`, {
        row: i + 1, column: j + 1, value: value === null ? t("lab.minus_infinity") : exact,
      }),
      fill: value === null ? "transparent" : fillFor(value, scale),
      ink: value === null ? palette.inkSoft : contrastingInk(value, scale, palette),
      masked: masked(i, j),
    };
  }));
  const names = /** @type {[string[], string[]]} */ (
    [named(letters[0], values.length), named(letters[1], values[0].length)]);
  return {
    cells: swapped ? cells[0].map((_, j) => cells.map((row) => row[j])) : cells,
    rowNames: names[swapped ? 1 : 0],
    columnNames: names[swapped ? 0 : 1],
    shape: [values.length, values[0].length],
  };
}

/** @param {AttendRequest} request @param {AttendAnswer} answer @param {Palette} palette @returns {Record<string, MatrixFigure>} */
export function attentionMatrices({ queries, keys, values }, answer, palette) {
  const compared = signed([queries, keys], palette);
  const scored = signed([answer.scores], palette);
  const averaged = signed([values, answer.output], palette);
  const share = { colorscale: palette.weightScale, low: 0, high: 1 };
  const masked = (/** @type {number} */ row, /** @type {number} */ column) =>
    column >= answer.valid_lengths[row];
  const look = (/** @type {string} */ cellName, /** @type {Scale} */ scale,
    /** @type {[string, string]} */ letters) => ({ cellName, scale, letters, palette });
  return {
    queries: matrix(queries, look("cell_queries", compared, ["q", ""])),
    keys: matrix(keys, { ...look("cell_keys", compared, ["k", ""]), swapped: true }),
    values: matrix(values, look("cell_values", averaged, ["v", ""])),
    scores: matrix(answer.scores, look("cell_scores", scored, ["q", "k"])),
    masked_scores: matrix(answer.masked_scores,
      { ...look("cell_masked_scores", scored, ["q", "k"]), masked }),
    weights: matrix(answer.weights, { ...look("cell_weights", share, ["q", "k"]), masked }),
    output: matrix(answer.output, look("cell_output", averaged, ["q", ""])),
  };
}

/** @param {NonNullable<AttendAnswer["additive"]>} additive @param {Palette} palette @returns {Record<string, MatrixFigure>} */
export function weightMatrices({ query, key, vector }, palette) {
  const scale = signed([query, key, [vector]], palette);
  const look = { scale, palette, cellName: "cell_weight", letters: /** @type {[string, string]} */ (["", ""]) };
  return { wq: matrix(query, look), wk: matrix(key, look), v: matrix([vector], look) };
}
