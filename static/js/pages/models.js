/** Charts of the models, each drawn when it comes into view; their tables fold away then. */

import { baseConfig, loadPlotly } from "../charts/common.js";
import { curveFigure, lengthsFigure } from "../charts/models.js";
import { t } from "../i18n.js";
import { onPaletteChange, palette } from "../theme.js";

/** @type {{name: string, curve: any[], lengths: any[]}[]} */
const models = JSON.parse(document.getElementById("models-data")?.textContent ?? "[]");

/** @param {string} key */
const text = (key) => t(`models.${key}`);

/** @param {HTMLElement} figure @returns {import("../charts/models.js").Figure} */
function figureOf(figure) {
  const model = models.find(({ name }) => name === figure.dataset.model);
  return figure.dataset.chart === "curve"
    ? curveFigure(model?.curve ?? [], palette(), text)
    : lengthsFigure(model?.lengths ?? [], palette(), text);
}

/** @type {Set<HTMLElement>} */
const drawn = new Set();

/** @param {HTMLElement} figure */
async function draw(figure) {
  const picture = /** @type {HTMLElement} */ (figure.querySelector(".chart__picture"));
  const plotly = await loadPlotly().catch(() => null);
  if (plotly === null) return;
  const { data, layout } = figureOf(figure);
  picture.hidden = false;
  if (!drawn.has(figure)) figure.querySelector("details")?.removeAttribute("open");
  drawn.add(figure);
  await plotly.react(picture, data, layout, baseConfig);
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: "400px" },
);

for (const figure of document.querySelectorAll(".chart")) seen.observe(figure);
onPaletteChange(() => drawn.forEach(draw));
