/** What the figures say about themselves, in the page's language. */

import { cellCount, readersOf, tapsOf, windowOf } from "../geometry.js";
import { t } from "../i18n.js";
import { exactText, shown, typeset } from "../numbers.js";
import { inputPadding } from "./result.js";

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {import("./result.js").Result} Result */

/**
 * The cell of the input that a cell of its padding is copied from; null where it is of none.
 * @param {Result} result @param {Cell} cell @returns {Cell | null}
 */
export function sourceOf(result, { row, column }) {
  const { top, left } = inputPadding(result);
  const from = result.sources.rows[row + top];
  const beside = result.sources.columns[column + left];
  return typeof from === "number" && typeof beside === "number" ? { row: from, column: beside } : null;
}

/** @param {Result} result @param {number} channel @param {Cell} cell */
export function inputCell(result, channel, { row, column }) {
  const { settings, layer, input } = result;
  const value = input[channel][row]?.[column];
  const cell = value === undefined
    ? ghost(result, channel, { row, column })
    : t("convolution.cell_value", { row, column, value: typeset(exactText(value)) });
  const transposed = settings.operation === "transposed";
  const count = cellCount((transposed ? tapsOf : readersOf)(layer, row, column));
  const key = ["read_by_none", "read_by_one"][count] ?? "read_by";
  return t(`convolution.${transposed ? "paints" : key}`, { cell, count });
}

/** @param {Result} result @param {number} channel @param {Cell} cell */
function ghost(result, channel, { row, column }) {
  const { top, left } = inputPadding(result);
  const value = result.padded[channel][row + top]?.[column + left] ?? null;
  const source = sourceOf(result, { row, column });
  const at = { row: typeset(String(row)), column: typeset(String(column)) };
  if (source) {
    return t("convolution.cell_copied", {
      ...at, value: typeset(exactText(value ?? 0)), from: source.row, beside: source.column,
    });
  }
  return value === null
    ? t("convolution.cell_empty", at) : t("convolution.cell_padding", at);
}

/** @param {number[][]} values @param {Cell} cell */
export const kernelCell = (values, { row, column }) =>
  t("convolution.cell_value", { row, column, value: typeset(exactText(values[row][column])) });

/** @param {Result} result @param {number} channel @param {Cell} cell @param {boolean} filled */
export function outputCell(result, channel, { row, column }, filled) {
  const { settings, layer, output, activated } = result;
  const value = typeset(exactText(output[channel][row][column]));
  if (settings.operation === "transposed") {
    const count = cellCount(readersOf(layer, row, column));
    return t(`convolution.output_painted${filled ? "" : "_pending"}`, { row, column, value, count });
  }
  const window = windowOf(layer, row, column);
  return t(`convolution.output_cell${filled ? "" : "_pending"}`, {
    row,
    column,
    value: activated ? t("convolution.value_activated", {
      value, name: t(`convolution.act_${settings.activation}`),
      after: shown(activated[channel][row][column], 6).text,
    }) : value,
    top: window.top,
    bottom: window.top + window.rows - 1,
    left: window.left,
    right: window.left + window.columns - 1,
  });
}

/**
 * Rows and columns of the input that no window reads, in a sentence; "" where there are none.
 * @param {Result} result
 */
export function unreadSentence(result) {
  const { unread, input } = result;
  const { top, left } = inputPadding(result);
  const inside = (/** @type {number[]} */ positions, /** @type {number} */ before, /** @type {number} */ side) =>
    positions.map((position) => position - before).filter((place) => place >= 0 && place < side);
  const rows = inside(unread.rows, top, input[0].length);
  const columns = inside(unread.columns, left, input[0][0].length);
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
