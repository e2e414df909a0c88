/**
 * A grid of numbers as a Plotly heatmap, and the numbers to write into its cells.
 *
 * Cells are square and a whole number of pixels wide, so that an overlay can find them by counting.
 * Pure: values in, data and layout out.
 *
 * @typedef {import("../geometry.js").Size} Size
 * @typedef {import("../geometry.js").Sides} Sides
 * @typedef {{colorscale: [number, string][], low: number, high: number}} Scale
 */

import { baseLayout } from "./common.js";
import { contrastingInk } from "./colour.js";
import { paddedSize } from "../geometry.js";
import { extent, shownWithin } from "../numbers.js";

/** Room for the row and column numbers, in pixels. */
export const MARGIN = { left: 22, top: 20, right: 2, bottom: 2 };
export const EDGE = MARGIN.left + MARGIN.right;
const LARGEST = 76;
const LARGEST_BELOW = 56;
const SMALLEST = 7;
const NUMBERS_FROM = 20;
const READABLE_PRODUCTS = 50;
/** A small kernel's products always have room for their factors. */
export const WITH_FACTORS = 38;
const FEW = 4;
/** Room for the kernel's caption, whatever its cells need. */
const MIDDLE = 240;
/** And for the formulas under the output, whatever its cells need. */
const FORMULAS = 264;
const CHARACTERS = 5;
const CHARACTER_WIDTH = 6.5;

/**
 * One colour range for a whole sequence: signed values centred at 0, others from 0 up.
 * @param {readonly (readonly number[])[]} values @param {{weightScale: any, signedScale: any}} palette
 * @returns {Scale}
 */
export function scaleFor(values, palette) {
  return scaleBetween(extent(values), palette);
}

/** @param {[number, number]} range @param {{weightScale: any, signedScale: any}} palette @returns {Scale} */
export function scaleBetween([low, high], palette) {
  if (low < 0) {
    const reach = Math.max(-low, high);
    return { colorscale: palette.signedScale, low: -reach, high: reach };
  }
  return { colorscale: palette.weightScale, low: 0, high: high > 0 ? high : 1 };
}

/**
 * Side of a cell in pixels: one for input and output, one for kernel and products.
 *
 * `inLine`: all figures share `width`; otherwise each of input and output has it to itself.
 * @param {{inLine: boolean, width: number, kernelWidth: number, gridHeight: number,
 *   kernelHeight: number, padded: Size, kernel: Size, output: Size}} room pixels left for cells
 */
export function cellSides(room) {
  const { inLine, width, kernelWidth, gridHeight, kernelHeight, padded, kernel, output } = room;
  const largest = inLine ? LARGEST : LARGEST_BELOW;
  const kernelFits = bounded(
    Math.min(kernelWidth / kernel.columns, kernelHeight / kernel.rows), SMALLEST, largest,
  );
  const kernelSide = kernel.rows <= FEW
    ? Math.max(kernelFits, bounded(kernelWidth / kernel.columns, SMALLEST, WITH_FACTORS))
    : kernelFits;
  const middle = Math.max(kernelSide * kernel.columns + EDGE, MIDDLE);
  const shared = width - middle - 2 * EDGE;
  const fitting = Math.min(
    inLine
      ? Math.min(shared / (padded.columns + output.columns), (shared - FORMULAS) / padded.columns)
      : (width - EDGE) / Math.max(padded.columns, output.columns),
    gridHeight / Math.max(padded.rows, output.rows),
    largest,
  );
  const side = fitting >= 2 ? Math.floor(fitting) : Math.max(fitting, 0.25);
  return { side, kernelSide: Math.min(kernelSide, Math.max(side, READABLE_PRODUCTS)) };
}

/** @param {number} value @param {number} low @param {number} high */
function bounded(value, low, high) {
  return Math.floor(Math.min(Math.max(value, low), high));
}

/**
 * @param {{values: number[][], side: number, scale: Scale, padding?: Sides, ticks?: boolean,
 *   palette: any}} grid
 */
export function gridFigure({ values, side, scale, padding = none, ticks = true, palette }) {
  const input = { rows: values.length, columns: values[0].length };
  const padded = paddedSize({ input, padding });
  const base = baseLayout(palette);
  const axis = {
    fixedrange: true, showgrid: false, zeroline: false, showline: false, ticks: "",
    automargin: false, showticklabels: ticks, ticklabelstandoff: 3,
    tickfont: { size: 10, color: palette.inkSoft, family: palette.fontNumbers },
  };
  return {
    data: [{
      type: "heatmap", z: values, zmin: scale.low, zmax: scale.high,
      colorscale: scale.colorscale, showscale: false, hoverinfo: "skip",
    }],
    layout: {
      ...base,
      autosize: false,
      width: Math.round(padded.columns * side) + MARGIN.left + MARGIN.right,
      height: Math.round(padded.rows * side) + MARGIN.top + MARGIN.bottom,
      margin: { l: MARGIN.left, t: MARGIN.top, r: MARGIN.right, b: MARGIN.bottom, pad: 0 },
      showlegend: false,
      xaxis: {
        ...axis, side: "top", range: [-padding.left - 0.5, input.columns + padding.right - 0.5],
        tickvals: tickValues(input.columns, side),
      },
      yaxis: {
        ...axis, range: [input.rows + padding.bottom - 0.5, -padding.top - 0.5],
        tickvals: tickValues(input.rows, side),
      },
    },
  };
}

const none = { top: 0, bottom: 0, left: 0, right: 0 };

/** Row or column numbers at least 22 pixels apart. @param {number} count @param {number} side */
export function tickValues(count, side) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => each * side >= 22) ?? 1000;
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/**
 * What stands in each cell, row by row, in the ink that reads best on its colour; empty where
 * cells are too small for numbers. `rounded`: some number is not shown with every digit.
 * @param {number[][]} values @param {number} side @param {Scale} scale @param {any} palette
 */
export function cellNumbers(values, side, scale, palette) {
  if (side < NUMBERS_FROM) return { texts: [], inks: [], size: 0, rounded: false };
  const characters = Math.max(2, Math.min(CHARACTERS, Math.floor(side / CHARACTER_WIDTH)));
  const shown = values.flat().map((value) => shownWithin(value, characters));
  const widest = Math.max(2, ...shown.map(({ text }) => text.length));
  /** @type {Map<number, string>} */
  const inks = new Map();
  for (const value of values.flat()) {
    if (!inks.has(value)) inks.set(value, contrastingInk(value, scale, palette));
  }
  return {
    texts: shown.map(({ text }) => text),
    inks: values.flat().map((value) => /** @type {string} */ (inks.get(value))),
    size: Math.max(8, Math.min(side * 0.36, 20, (side * 1.6) / widest)),
    rounded: shown.some(({ rounded }) => rounded),
  };
}
