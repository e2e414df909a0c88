/** How large cells are drawn. Pure. */

import { EDGE } from "../charts/grid.js";

export const SMALLEST = 9;
const LARGEST = 60;
const HIGHEST = 380;
const GAP = 24;
/** Figures stand in one row as long as their cells can be this large. */
const IN_A_ROW = 26;

/** One side for all cells, in pixels. @param {number[][]} sizes rows and columns of each figure @param {number} room pixels */
export function sideFor(sizes, room) {
  const width = room - 4;
  const high = Math.min(HIGHEST / Math.max(...sizes.map(([rows]) => rows)), LARGEST);
  const all = sizes.reduce((sum, [, columns]) => sum + columns, 0);
  const row = (width - sizes.length * EDGE - (sizes.length - 1) * GAP) / all;
  const own = (width - EDGE) / Math.max(...sizes.map(([, columns]) => columns));
  return Math.floor(Math.max(Math.min(row >= IN_A_ROW ? row : own, high), SMALLEST));
}
