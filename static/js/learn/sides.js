/** How large cells are drawn, as css/learn.css sets the figures. Pure but for the window's size. */

import { EDGE } from "../charts/grid.js";

/** @typedef {import("../geometry.js").Size} Size */

const LARGEST = 38;
const LARGEST_LOW = 32;
const LARGEST_KERNEL = 52;
const SMALLEST = 3;
const GAP = 16;
const WIDE_GAP = 24;
/** Above, between and below two rows of figures. */
const AROUND = 560;
/** Headings need so much, whatever their cells need. */
const PANEL = 192;

/**
 * Side of a cell in pixels: `grid` of input, prediction, target and error, `kernel` of the rest.
 * @param {{width: number, input: Size, output: Size, kernel: Size}} room
 */
export function sidesFor({ width, input, output, kernel }) {
  if (matchMedia("(min-width: 64rem)").matches) {
    const middle = Math.max(PANEL, kernel.columns * LARGEST + EDGE);
    const cells = width - 3 * WIDE_GAP - middle - 3 * EDGE;
    const high = Math.max((innerHeight - AROUND) / (input.rows + output.rows), LARGEST_LOW);
    const grid = fitting(cells / (input.columns + 2 * output.columns), Math.min(high, LARGEST));
    return { grid, kernel: fitting((middle - EDGE) / kernel.columns, LARGEST_KERNEL) };
  }
  const half = (width - GAP) / 2 - EDGE;
  const own = matchMedia("(min-width: 40rem)").matches ? half : width - EDGE;
  return {
    grid: fitting(own / input.columns, LARGEST),
    kernel: fitting(half / kernel.columns, LARGEST_KERNEL),
  };
}

/** @param {number} side @param {number} largest */
const fitting = (side, largest) => Math.floor(Math.min(Math.max(side, SMALLEST), largest));
