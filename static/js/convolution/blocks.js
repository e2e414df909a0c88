/** Blocks of cells, and what is left on the page to draw them in. Pure. */

import { EDGE } from "../charts/grid.js";
import { paddedSize, sizeOf } from "../geometry.js";
import { inputPadding } from "./result.js";

/** @typedef {import("../geometry.js").Block} Block */
/** @typedef {import("../geometry.js").Size} Size */

/* Heights and widths around the cells, in pixels. */
const CONSOLE = 160;
const OPERATORS = 144;
const HEAD = 52;
const READOUT = 56;
const SUM = 36;
const GAP = 16;

/** @param {number} row @param {number} column @returns {Block} */
export const single = (row, column) => ({ top: row, left: column, rows: 1, columns: 1 });

/** The cells after one, row by row: the rest of its row and all rows below. @param {Size} size @param {{row: number, column: number}} cell */
export function after(size, { row, column }) {
  return [
    { top: row, left: column + 1, rows: 1, columns: size.columns - column - 1 },
    { top: row + 1, left: 0, rows: size.rows - row - 1, columns: size.columns },
  ].filter(({ rows, columns }) => rows > 0 && columns > 0);
}

/**
 * Whole rows and columns that no window reads, in the input's own positions.
 * @param {import("./result.js").Result} result
 */
export function unreadBlocks(result) {
  const padding = inputPadding(result);
  const padded = paddedSize({ input: sizeOf(result.input[0]), padding });
  const { top, left } = padding;
  return [
    ...result.unread.rows.map((row) => ({ top: row - top, left: -left, rows: 1, columns: padded.columns })),
    ...result.unread.columns.map((column) =>
      ({ top: -top, left: column - left, rows: padded.rows, columns: 1 })),
  ];
}

/**
 * How the figures stand, as css/convolution.css sets them: in one line, in pairs, or in a stack.
 * @typedef {"line" | "pairs" | "stack"} Arrangement
 */

/**
 * What is left for cells; in one line, above the strip and the player, so that all is seen at once.
 * @param {{arrangement: Arrangement, width: number, top: number, windowHeight: number}} stage
 */
export function roomFor({ arrangement, width, top, windowHeight }) {
  if (arrangement === "line") {
    const height = Math.min(Math.max(windowHeight - top - CONSOLE, 352), 600);
    return {
      inLine: true,
      width: width - OPERATORS,
      kernelWidth: (width - OPERATORS) * 0.3 - EDGE,
      gridHeight: height - HEAD - READOUT,
      kernelHeight: (height - HEAD - READOUT - HEAD - SUM) / 2,
    };
  }
  const half = (width - GAP) / 2;
  const own = arrangement === "pairs" ? half : width;
  return {
    inLine: false, width: own, kernelWidth: half - EDGE, gridHeight: own, kernelHeight: Infinity,
  };
}
