/** What the figures say about themselves, in the page's language. */

import { readersOf, windowOf } from "../geometry.js";
import { t } from "../i18n.js";
import { exactText } from "../numbers.js";

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {import("../geometry.js").Layer} Layer */

/** @param {Layer} layer @param {number[][]} values @param {Cell} cell */
export function inputCell(layer, values, { row, column }) {
  const value = values[row]?.[column];
  const cell = value === undefined
    ? t("convolution.cell_padding", { row, column })
    : t("convolution.cell_value", { row, column, value: exactText(value) });
  const readers = readersOf(layer, row, column);
  const count = readers ? readers.rows * readers.columns : 0;
  const key = ["read_by_none", "read_by_one"][count] ?? "read_by";
  return t(`convolution.${key}`, { cell, count });
}

/** @param {number[][]} values @param {Cell} cell */
export const kernelCell = (values, { row, column }) =>
  t("convolution.cell_value", { row, column, value: exactText(values[row][column]) });

/** @param {Layer} layer @param {number[][]} values @param {Cell} cell @param {boolean} filled */
export function outputCell(layer, values, { row, column }, filled) {
  const window = windowOf(layer, row, column);
  return t(`convolution.output_cell${filled ? "" : "_pending"}`, {
    row,
    column,
    value: exactText(values[row][column]),
    top: window.top,
    bottom: window.top + window.rows - 1,
    left: window.left,
    right: window.left + window.columns - 1,
  });
}

/**
 * Rows and columns of the input that no window reads, in a sentence; "" where there are none.
 * @param {{rows: number[], columns: number[]}} unread positions in the padded input @param {Layer} layer
 */
export function unreadSentence(unread, { input, padding }) {
  const inside = (/** @type {number[]} */ positions, /** @type {number} */ before, /** @type {number} */ side) =>
    positions.map((position) => position - before).filter((place) => place >= 0 && place < side);
  const rows = inside(unread.rows, padding.top, input.rows);
  const columns = inside(unread.columns, padding.left, input.columns);
  const parts = [];
  if (rows.length) parts.push(listed("rows", rows));
  if (columns.length) parts.push(listed("columns", columns));
  if (rows.length + columns.length < unread.rows.length + unread.columns.length) {
    parts.push(t("convolution.unread_padding"));
  }
  if (!parts.length) return "";
  return t("convolution.unread_sentence", { list: parts.join(t("convolution.unread_join")) });
}

/** @param {"rows" | "columns"} axis @param {number[]} places */
function listed(axis, places) {
  /** @type {{first: number, last: number}[]} */
  const runs = [];
  for (const place of places) {
    const run = runs.at(-1);
    if (run && run.last === place - 1) run.last = place;
    else runs.push({ first: place, last: place });
  }
  const list = runs.map(({ first, last }) =>
    (first === last ? String(first) : t("convolution.unread_range", { first, last })));
  const many = places.length > 1 ? "_many" : "";
  return t(`convolution.unread_${axis}${many}`, { list: list.join(t("convolution.unread_comma")) });
}

/** @param {number} count @param {string} sum */
export const parameterCount = (count, sum) =>
  t(`convolution.parameter_count${count === 1 ? "_one" : ""}`, { sum });
