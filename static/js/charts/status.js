/** The last five minutes of one or two figures, as Plotly data and layout. Pure. */

import { SPAN_S, extent } from "../status/ring.js";
import { written } from "../status/written.js";
import { baseLayout } from "./common.js";

/**
 * @typedef {import("../theme.js").Palette} Palette
 * @typedef {import("../status/ring.js").Columns} Columns
 * @typedef {{data: object[], layout: any}} Figure
 */

/** The least that the top of a chart stands for, so that noise near zero stays small. @type {Record<string, number>} */
const LEAST_TOP = { requests: 1, median_ms: 10, waiting: 4, batch: 2, hit_rate: 1, memory_mb: 64 };
const AIR = 1.15;

/** @param {(number | null)[]} values @param {string} key @returns {number} */
function top(values, key) {
  const most = extent(values)?.most ?? 0;
  return key === "hit_rate" ? 1.05 : Math.max(most * AIR, LEAST_TOP[key] ?? 1);
}

/**
 * @param {readonly string[]} keys one or two fields, the first the more important
 * @param {Columns} columns
 * @param {Palette} palette
 * @param {(key: string, parameters?: Record<string, string | number>) => string} text of the catalogue "status"
 * @returns {Figure}
 */
export function statusFigure(keys, columns, palette, text) {
  const newest = Number(columns.at.at(-1));
  const x = columns.at.map((at) => Number(at) - newest);
  const clock = columns.at.map((at) => new Date(Number(at) * 1000).toLocaleTimeString());
  const data = keys.map((key, index) => ({
    type: "scatter",
    mode: "lines",
    x,
    y: columns[key],
    line: index === 0
      ? { color: palette.accent, width: 2 }
      : { color: palette.inkSoft, width: 1.5, dash: "dot" },
    ...(keys.length === 1 ? { fill: "tozeroy", fillcolor: palette.accentWash } : {}),
    customdata: columns[key].map((value, at) =>
      `${clock[at]}<br>${text(key)}: <b>${written(key, value)}</b> ${text(`${key}_unit`)}`),
    hovertemplate: "%{customdata}<extra></extra>",
  }));
  const tick = { family: palette.fontNumbers, size: 12, color: palette.inkSoft };
  const minutes = [5, 4, 3, 2, 1];
  return {
    data,
    layout: {
      ...baseLayout(palette),
      margin: { t: 6, r: 10, b: 24, l: 42 },
      hovermode: "closest",
      dragmode: false,
      xaxis: {
        range: [-SPAN_S, 0],
        tickvals: [...minutes.map((minute) => -60 * minute), 0],
        ticktext: [...minutes.map((m) => (m === 5 ? text("minutes_ago", { minutes: m }) : "")), text("now")],
        tickfont: tick,
        ticks: "outside",
        ticklen: 4,
        tickcolor: palette.hairline,
        showgrid: false,
        zeroline: false,
        showline: true,
        linecolor: palette.hairline,
        fixedrange: true,
      },
      yaxis: {
        range: [0, top(keys.flatMap((key) => columns[key]), keys[0])],
        nticks: 4,
        ...(keys[0] === "hit_rate" ? { tickformat: ".0%" } : {}),
        tickfont: tick,
        gridcolor: palette.hairline,
        zeroline: false,
        fixedrange: true,
      },
    },
  };
}
