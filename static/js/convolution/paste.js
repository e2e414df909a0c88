/** Cells pasted from a spreadsheet, read by the server as a CSV file is. */

import { Problem, uploadGrid } from "../api.js";
import { sizeOf } from "../geometry.js";
import { t } from "../i18n.js";
import { inWords } from "../refusals.js";
import { NAMES } from "./layer.js";
import { resized } from "./planes.js";

/** @typedef {number[][]} Grid */
/** @typedef {{row: number, column: number}} Cell */

/**
 * Over a grid with the focus, cells are written from its cursor on, and it grows where they do not
 * fit; anywhere else but in a field, they become the whole input.
 * @param {{
 *   targets: {root: HTMLElement, at: () => Cell, values: () => Grid, most: number,
 *     onGrid: (grid: Grid, cells: import("../geometry.js").Size, notes: string[]) => void,
 *     onRefusal: (message: string) => void}[],
 *   onFile: (file: File) => void,
 * }} options targets: the first of them takes what is pasted elsewhere
 */
export function wirePaste({ targets, onFile }) {
  document.addEventListener("paste", async (event) => {
    const focus = event.target instanceof Element ? event.target : document.body;
    if (focus.closest("input, textarea, select, [contenteditable]")) return;
    const file = event.clipboardData?.files[0];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!file && !text.trim()) return;
    event.preventDefault();
    if (file) return onFile(file);
    const over = targets.find(({ root }) => root.contains(focus));
    const { at, values, most, onGrid, onRefusal } = over ?? targets[0];
    const from = over ? at() : null;
    try {
      const answer = await uploadGrid(new Blob([text]), "text/csv");
      const cells = sizeOf(answer.values);
      const grid = from ? written(values(), answer.values, from) : answer.values;
      const { rows, columns } = sizeOf(grid);
      if (Math.max(rows, columns) > most) {
        return onRefusal(t("convolution.paste_beyond", { rows, columns, most }));
      }
      onGrid(grid, cells, answer.notes);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      onRefusal(`${t("convolution.pasted_text")} ${inWords(problem.detail, NAMES)}`);
    }
  });
}

/** A grid with cells written over it from a place on, grown to hold them. @param {Grid} grid @param {Grid} cells @param {Cell} at @returns {Grid} */
export function written(grid, cells, at) {
  const [size, more] = [sizeOf(grid), sizeOf(cells)];
  const result = resized(grid, {
    rows: Math.max(size.rows, at.row + more.rows),
    columns: Math.max(size.columns, at.column + more.columns),
  });
  cells.forEach((row, r) => row.forEach((value, c) => { result[at.row + r][at.column + c] = value; }));
  return result;
}
