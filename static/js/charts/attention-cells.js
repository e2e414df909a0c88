/**
 * A matrix of source columns and target rows as Plotly data and layout: labels, colours, numbers in
 * the cells. Pure.
 *
 * The figure has a fixed size in pixels that follows from the number of cells, so that an overlay
 * can find any cell without asking Plotly, and a wide sentence scrolls instead of shrinking.
 */

import { contrastingInk } from "./colour.js";
import { WORD_START } from "../tokens.js";
import { CELL, LABEL, attentionGeometry, shortLabel } from "./attention-geometry.js";

/**
 * @typedef {import("../tokens.js").Unit} Unit
 * @typedef {import("./attention-geometry.js").Geometry} Geometry
 * @typedef {import("../theme.js").Palette & {fontProse?: string}} Palette
 * @typedef {{scale: import("./grid.js").Scale, title: string, ticks: [number, string][],
 *   write: (value: number) => string, hover: string}} Kind
 *   Colours and the title and ticks of their bar; `write` gives the number in a cell, `hover` is
 *   how Plotly formats the one that is pointed at.
 * @typedef {{data: object[], layout: object, geometry: Geometry, rows: Unit[], columns: Unit[],
 *   weights: number[][]}} Figure
 */

const NUMBERED_CELLS = 2500;
/** Smaller cells have no lines between them. */
const GAP_FROM = 12;
/** Numbers that are written as zero are set softly. */
const NOTHING = 0.005;

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

/** @param {number[][]} values @param {Kind} kind @param {Palette} palette @param {Geometry} geometry */
function numbers(values, { scale, write }, palette, geometry) {
  const cells = values.flatMap((row, i) => row.map((value, j) => ({ i, j, value })));
  const ink = (/** @type {number} */ value) =>
    Math.abs(value) < NOTHING ? palette.inkSoft : contrastingInk(value, scale, palette);
  return {
    type: "scatter",
    mode: "text",
    x: cells.map(({ j }) => j),
    y: cells.map(({ i }) => i),
    text: cells.map(({ value }) => write(value)),
    textfont: {
      family: palette.fontNumbers,
      size: geometry.cell >= CELL.roomy ? 12 : 11,
      color: cells.map(({ value }) => ink(value)),
    },
    hoverinfo: "skip",
    showlegend: false,
    cliponaxis: false,
  };
}

/** @param {Unit[]} units @param {Palette} palette @param {number} every which labels have room */
const axis = (units, palette, every) => ({
  tickmode: "array",
  tickvals: units.map((_, i) => i),
  ticktext: units.map(({ label }, i) => (i % every ? " " : axisLabel(label, palette))),
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
 * Target from row 0 at the top downwards, source on top from left to right.
 * @param {{rows: Unit[], columns: Unit[], values: number[][]}} matrix @param {Kind} kind
 * @param {{palette: Palette, width?: number, measure?: (text: string) => number,
 *   whole?: boolean}} room
 *   `width` in pixels; `measure` gives the width of an axis label in pixels; `whole`: whether
 *   everything is to fit, however small the cells
 * @returns {Figure}
 */
export function cellsFigure({ rows, columns, values }, kind, { palette, width = 720, measure, whole }) {
  const geometry = attentionGeometry(
    rows.map(({ label }) => label),
    columns.map(({ label }) => label),
    { width, measure, whole },
  );
  const gap = geometry.cell >= GAP_FROM ? 1 : 0;
  const heatmap = {
    type: "heatmap",
    z: values,
    x: columns.map((_, j) => j),
    y: rows.map((_, i) => i),
    text: rows.map((row) =>
      columns.map((column) => `${escapeLabel(row.name)} ← ${escapeLabel(column.name)}`),
    ),
    hovertemplate: `%{text}<br><b>%{z:${kind.hover}}</b><extra></extra>`,
    zmin: kind.scale.low,
    zmax: kind.scale.high,
    zauto: false,
    colorscale: kind.scale.colorscale,
    xgap: gap,
    ygap: gap,
    colorbar: colourBar(kind, palette, geometry),
  };
  const numbered =
    geometry.cell >= CELL.numbered && rows.length * columns.length <= NUMBERED_CELLS;
  return {
    data: numbered ? [heatmap, numbers(values, kind, palette, geometry)] : [heatmap],
    layout: layoutOf(rows, columns, palette, geometry),
    geometry,
    rows,
    columns,
    weights: values,
  };
}

/** @param {Kind} kind @param {Palette} palette @param {Geometry} geometry */
const colourBar = ({ title, ticks }, palette, geometry) => ({
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
  tickvals: ticks.map(([value]) => value),
  ticktext: ticks.map(([, text]) => text),
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
    ...axis(columns, palette, geometry.every.column),
    side: "top",
    range: [-0.5, columns.length - 0.5],
    tickangle: geometry.slanted ? -45 : 0,
  },
  yaxis: { ...axis(rows, palette, geometry.every.row), range: [rows.length - 0.5, -0.5] },
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
