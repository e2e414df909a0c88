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
const LEAST_TOP = { requests: 1, median_ms: 10, waiting: 4, batch: 4, hit_rate: 1, memory_mb: 60 };
const LINES = 3;
const ROUND = [1, 2, 2.5, 5, 10];

/**
 * Round numbers from 0 to the first that no value exceeds, LINES apart at most.
 * @param {(number | null)[]} values @param {string} key @returns {number[]}
 */
export function ticksOf(values, key) {
  const most = Math.max(extent(values)?.most ?? 0, LEAST_TOP[key] ?? 1);
  if (key === "hit_rate") return [0, 0.5, 1];
  const power = 10 ** Math.floor(Math.log10(most / LINES));
  const step = power * Number(ROUND.find((each) => each * power * LINES >= most * (1 - 1e-9)));
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
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
  const ticks = ticksOf(keys.flatMap((key) => columns[key]), keys[0]);
  return {
    data,
    layout: {
      ...baseLayout(palette),
      margin: { t: 6, r: 20, b: 24, l: 42 },
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
        range: [0, 1.04 * Number(ticks.at(-1))],
        tickvals: ticks,
        ...(keys[0] === "hit_rate" ? { tickformat: ".0%" } : {}),
        tickfont: tick,
        gridcolor: palette.hairline,
        zeroline: false,
        fixedrange: true,
      },
    },
  };
}
