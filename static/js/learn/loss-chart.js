/** The loss by step on a logarithmic scale, and where the player stands on it. Pure. */

import { baseLayout } from "../charts/common.js";
import { shown } from "../numbers.js";

/** @typedef {import("../theme.js").Palette} Palette */

/** Decades beyond which the axis is labelled in powers of ten. */
const MANY = 5;

/** A logarithm has no place for a loss of 0. @param {number} loss */
const placed = (loss) => (loss > 0 ? loss : null);

/**
 * @param {number[]} losses of every step @param {number} step
 * @param {Palette} palette
 * @param {{lost: boolean, text: (key: string, parameters?: Record<string, string | number>) => string}} options
 *   `lost`: the descent diverged
 */
export function lossFigure(losses, step, palette, { lost, text }) {
  const axis = (/** @type {string} */ title, /** @type {object} */ more) => ({
    title: { text: title, font: { size: 12, color: palette.inkSoft }, standoff: 6 },
    tickfont: { family: palette.fontNumbers, size: 11, color: palette.inkSoft },
    gridcolor: palette.hairline, linecolor: palette.hairline, zeroline: false, fixedrange: true,
    automargin: true, ...more,
  });
  const seen = losses.filter((loss) => loss > 0);
  const decades = Math.log10(Math.max(...seen) / Math.min(...seen));
  const colour = lost ? palette.accent : palette.ink;
  return {
    data: [
      {
        type: "scatter", mode: losses.length > 60 ? "lines" : "lines+markers",
        x: losses.map((_, index) => index), y: losses.map(placed),
        customdata: losses.map((loss, index) =>
          text("loss_at", { step: index, loss: shown(loss, 6).text })),
        hovertemplate: "%{customdata}<extra></extra>", cliponaxis: false,
        line: { color: colour, width: 1.5 }, marker: { color: colour, size: 5 },
      },
      {
        type: "scatter", mode: "markers", x: [step], y: [placed(losses[step])], hoverinfo: "skip",
        cliponaxis: false,
        marker: { color: palette.paper, size: 12, line: { color: palette.accent, width: 3 } },
      },
    ],
    layout: {
      ...baseLayout(palette),
      margin: { t: 10, r: 14, b: 40, l: 56 },
      xaxis: axis(text("step_axis"), { range: [-0.02 * losses.length, (losses.length - 1) * 1.02 + 0.02] }),
      yaxis: axis(text("loss_axis"), {
        type: "log", nticks: 6, ...(decades > MANY ? { exponentformat: "power" } : { tickformat: "~g" }),
      }),
      hovermode: "closest", dragmode: false,
    },
  };
}
