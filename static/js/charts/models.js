/**
 * A model's training curve and its quality by sentence length, as Plotly data and layout. Pure.
 */

import { baseLayout } from "./common.js";

/**
 * @typedef {import("../theme.js").Palette} Palette
 * @typedef {{epoch: number, target_tokens?: number, train_loss?: number, dev_loss: number}} Epoch
 * @typedef {{least: number, most: number, items: number, bleu: number, bleu_beam?: number, chrf?: number}} Group
 * @typedef {{data: object[], layout: any}} Figure
 */

/** @param {Palette} palette @param {string} title @param {object} [more] */
const axis = (palette, title, more = {}) => ({
  title: { text: title, font: { size: 12, color: palette.inkSoft }, standoff: 8 },
  tickfont: { family: palette.fontNumbers, size: 12, color: palette.inkSoft },
  gridcolor: palette.hairline,
  linecolor: palette.hairline,
  zeroline: false,
  fixedrange: true,
  automargin: true,
  ...more,
});

/**
 * @param {string} name @param {(number | string)[]} x @param {(number | undefined)[]} y
 * @param {{color: string, dash?: string, hover: string[]}} style
 */
const line = (name, x, y, { color, dash = "solid", hover }) => ({
  type: "scatter",
  mode: "lines+markers",
  name,
  x,
  y,
  cliponaxis: false,
  line: { color, width: 2, dash },
  marker: { color, size: 6 },
  customdata: hover,
  hovertemplate: "%{customdata}<extra></extra>",
});

/** @param {Palette} palette @param {object} xaxis @param {object} yaxis */
const layoutOf = (palette, xaxis, yaxis) => ({
  ...baseLayout(palette),
  margin: { t: 32, r: 16, b: 44, l: 48 },
  showlegend: true,
  legend: {
    orientation: "h",
    x: 0,
    y: 1,
    yanchor: "bottom",
    font: { size: 13, color: palette.ink },
    itemclick: false,
    itemdoubleclick: false,
  },
  xaxis,
  yaxis,
  hovermode: "closest",
  dragmode: false,
});

/** @param {number[]} values @returns {[number, number]} a range with air above and below */
function airy(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = Math.max(0.12 * (high - low), 0.02 * high, 1e-3);
  return [Math.max(0, low - air), high + 1.5 * air];
}

/**
 * Losses against target tokens seen, or against epochs where the tokens are not known.
 * @param {Epoch[]} curve
 * @param {Palette} palette
 * @param {(key: string) => string} text a text of the catalogue "models"
 * @returns {Figure}
 */
export function curveFigure(curve, palette, text) {
  const byTokens = curve.every((row) => Number.isFinite(row.target_tokens));
  const x = curve.map((row) => (byTokens ? Number(row.target_tokens) / 1e6 : row.epoch));
  const training = curve.filter((row) => Number.isFinite(row.train_loss));
  const hover = curve.map((row) => [
    `${text("epoch")} ${row.epoch}`,
    `${text("dev_loss")}: <b>${row.dev_loss.toFixed(3)}</b>`,
    `${text("dev_perplexity")}: <b>${Math.exp(row.dev_loss).toFixed(2)}</b>`,
    ...(row.train_loss === undefined ? [] : [`${text("train_loss")}: <b>${row.train_loss.toFixed(3)}</b>`]),
  ].join("<br>"));
  const data = [
    line(text("dev_loss"), x, curve.map((row) => row.dev_loss), { color: palette.accent, hover }),
  ];
  if (training.length === curve.length) {
    const losses = training.map((row) => row.train_loss);
    data.unshift(
      line(text("train_loss"), x, losses, { color: palette.inkSoft, dash: "dot", hover }),
    );
  }
  const values = data.flatMap((one) => /** @type {number[]} */ (one.y));
  return {
    data,
    layout: layoutOf(
      palette,
      axis(palette, text(byTokens ? "target_tokens_millions" : "epoch"), { rangemode: "tozero" }),
      axis(palette, "", { range: airy(values) }),
    ),
  };
}

/**
 * BLEU against the length of the source sentence.
 * @param {Group[]} groups
 * @param {Palette} palette
 * @param {(key: string) => string} text a text of the catalogue "models"
 * @returns {Figure}
 */
export function lengthsFigure(groups, palette, text) {
  const x = groups.map(({ least, most, items }) => `${least}–${most}<br>(${items})`);
  /** @param {"bleu" | "bleu_beam"} key @param {string} color @param {string} [dash] */
  const ofKey = (key, color, dash) => {
    const values = groups.map((group) => group[key]);
    const hover = groups.map((group) => `${text(key)}: <b>${group[key]?.toFixed(1)}</b>`);
    return line(text(key), x, values, { color, dash, hover });
  };
  const data = [ofKey("bleu", palette.inkSoft, "dot")];
  if (groups.every((group) => Number.isFinite(group.bleu_beam))) {
    data.push(ofKey("bleu_beam", palette.accent));
  }
  const values = data.flatMap((one) => /** @type {number[]} */ (one.y));
  return {
    data,
    layout: layoutOf(
      palette,
      axis(palette, text("source_words"), { type: "category" }),
      axis(palette, "", { range: [0, Math.max(...values) * 1.15] }),
    ),
  };
}
