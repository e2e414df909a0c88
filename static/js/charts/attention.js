/**
 * The attention heatmap as Plotly data and layout. Pure: an answer goes in, a figure comes out.
 *
 * The figure has a fixed size in pixels that follows from the number of cells, so that an overlay
 * can find any cell without asking Plotly, and a wide sentence scrolls instead of shrinking.
 */

import { channels, colourAt, contrast, contrastingInk, fillFor } from "./colour.js";
import { WORD_START, mergeAttention, unitsOf } from "../tokens.js";
import { CELL, LABEL, attentionGeometry, shortLabel } from "./attention-geometry.js";

/**
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {import("../tokens.js").Unit} Unit
 * @typedef {import("../tokens.js").View} View
 * @typedef {{source: Side, target: Side, attention: number[][]}} Answer
 * @typedef {import("./attention-geometry.js").Geometry} Geometry
 * @typedef {import("../theme.js").Palette & {fontProse?: string}} Palette
 */

const NUMBERED_CELLS = 2500;
/** Contrast ratio that text needs (WCAG 2, level AA). */
const READABLE = 4.5;

/**
 * Plotly reads a small HTML in every label; escaping three characters keeps text being text.
 * @param {string} text @returns {string}
 */
export const escapeLabel = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * A label for an axis: short, escaped, the sign for the beginning of a word small and soft.
 * @param {string} label @param {Palette} palette @returns {string}
 */
function axisLabel(label, palette) {
  const short = shortLabel(label);
  if (!short.startsWith(WORD_START)) return escapeLabel(short);
  const sign = `<span style="color:${palette.inkSoft};font-size:${LABEL.sign}px">${WORD_START}</span>`;
  return sign + escapeLabel(short.slice(WORD_START.length));
}

/** @param {Palette} palette */
const weightRange = (palette) => ({ colorscale: palette.weightScale, low: 0, high: 1 });

/**
 * The colour that the heatmap gives a weight, for words shaded like cells.
 * @param {Palette} palette @param {number} weight @returns {string}
 */
export const groundFor = (palette, weight) => fillFor(weight, weightRange(palette));

/**
 * The text colour that reads on a weight's colour: ink or paper, and black or white in the middle
 * of the scale, where neither would do.
 * @param {Palette} palette @param {number} weight @returns {string}
 */
export function inkOn(palette, weight) {
  const own = contrastingInk(weight, weightRange(palette), palette);
  const ground = colourAt(palette.weightScale, weight);
  if (contrast(channels(own), ground) >= READABLE) return own;
  return contrastingInk(weight, weightRange(palette), { ink: "#000000", paper: "#ffffff" });
}

/** @param {number} weight @returns {string} two decimals, as set in a cell: ".93", "1.00" */
export const cellNumber = (weight) => weight.toFixed(2).replace(/^0/, "");

/** @param {number[][]} weights @param {Palette} palette @param {Geometry} geometry */
function numbers(weights, palette, geometry) {
  const cells = weights.flatMap((row, i) => row.map((weight, j) => ({ i, j, weight })));
  const roomy = geometry.cell >= CELL.roomy;
  return {
    type: "scatter",
    mode: "text",
    x: cells.map(({ j }) => j),
    y: cells.map(({ i }) => i),
    text: cells.map(({ weight }) => cellNumber(weight)),
    textfont: {
      family: palette.fontNumbers,
      size: roomy ? 12 : 11,
      color: cells.map(({ weight }) => (weight < 0.005 ? palette.inkSoft : inkOn(palette, weight))),
    },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
}

/** @param {Unit[]} units @param {Palette} palette */
const axis = (units, palette) => ({
  tickmode: "array",
  tickvals: units.map((_, i) => i),
  ticktext: units.map(({ label }) => axisLabel(label, palette)),
  tickfont: { family: palette.fontProse ?? palette.fontUi, size: LABEL.size, color: palette.ink },
  ticks: "",
  ticklabelstandoff: LABEL.gap - 3,
  automargin: false,
  fixedrange: true,
  showgrid: false,
  zeroline: false,
  showline: false,
});

/**
 * Heatmap of one answer: source on top from left to right, target from row 0 at the top downwards,
 * colours fixed from 0 to 1.
 * @param {Answer} answer
 * @param {{view: View, palette: Palette, labels: {weight: string}, width?: number,
 *   measure?: (text: string) => number}} options
 *   `width` in pixels; `measure` gives the width of an axis label in pixels
 * @returns {{data: object[], layout: object, geometry: Geometry, rows: Unit[], columns: Unit[],
 *   weights: number[][]}}
 */
export function attentionFigure(answer, { view, palette, labels, width = 720, measure }) {
  const rows = unitsOf(answer.target, view);
  const columns = unitsOf(answer.source, view);
  const weights = mergeAttention(answer.attention, rows, columns);
  const geometry = attentionGeometry(
    rows.map(({ label }) => label),
    columns.map(({ label }) => label),
    { width, measure },
  );
  const heatmap = {
    type: "heatmap",
    z: weights,
    x: columns.map((_, j) => j),
    y: rows.map((_, i) => i),
    text: rows.map((row) =>
      columns.map((column) => `${escapeLabel(row.name)} ← ${escapeLabel(column.name)}`),
    ),
    hovertemplate: "%{text}<br><b>%{z:.4f}</b><extra></extra>",
    zmin: 0,
    zmax: 1,
    zauto: false,
    colorscale: palette.weightScale,
    xgap: 1,
    ygap: 1,
    colorbar: colourBar(palette, labels.weight, geometry),
  };
  const numbered =
    geometry.cell >= CELL.numbered && rows.length * columns.length <= NUMBERED_CELLS;
  return {
    data: numbered ? [heatmap, numbers(weights, palette, geometry)] : [heatmap],
    layout: layoutOf(rows, columns, palette, geometry),
    geometry,
    rows,
    columns,
    weights,
  };
}

/** @param {Palette} palette @param {string} title @param {Geometry} geometry */
const colourBar = (palette, title, geometry) => ({
  orientation: "h",
  x: 0,
  xanchor: "left",
  xpad: 0,
  y: -14 / Math.max(geometry.rows * geometry.cell, 1),
  yanchor: "top",
  ypad: 0,
  lenmode: "pixels",
  len: Math.min(geometry.columns * geometry.cell, 240),
  thickness: 8,
  outlinecolor: palette.hairline,
  outlinewidth: 1,
  tickvals: [0, 0.25, 0.5, 0.75, 1],
  ticktext: ["0", "", "0.5", "", "1"],
  ticks: "outside",
  ticklen: 3,
  tickcolor: palette.hairline,
  tickfont: { family: palette.fontNumbers, size: 11, color: palette.inkSoft },
  title: {
    text: escapeLabel(title),
    side: "bottom",
    font: { family: palette.fontUi, size: 11, color: palette.inkSoft },
  },
});

/** @param {Unit[]} rows @param {Unit[]} columns @param {Palette} palette @param {Geometry} geometry */
const layoutOf = (rows, columns, palette, geometry) => ({
  autosize: false,
  width: geometry.width,
  height: geometry.height,
  margin: { l: geometry.left, t: geometry.top, r: geometry.right, b: geometry.bottom, pad: 0 },
  xaxis: {
    ...axis(columns, palette),
    side: "top",
    range: [-0.5, columns.length - 0.5],
    tickangle: geometry.slanted ? -45 : 0,
  },
  yaxis: { ...axis(rows, palette), range: [rows.length - 0.5, -0.5] },
  dragmode: false,
  hovermode: "closest",
  paper_bgcolor: palette.paper,
  plot_bgcolor: palette.hairline,
  hoverlabel: {
    bgcolor: palette.paper,
    bordercolor: palette.ink,
    font: { family: palette.fontUi, size: 13, color: palette.ink },
    align: "left",
    namelength: -1,
  },
});
