/** The heatmap of the hypothesis that is selected. */

import { attentionFigure } from "../charts/attention.js";
import { heatmapView } from "../attention/heatmap.js";
import { spokenCell } from "../attention/looks.js";
import { byId } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { onPaletteChange, palette } from "../theme.js";

/** @typedef {import("./tree.js").Answer} Answer */
/** @typedef {import("../attention/heatmap.js").Spot} Spot */

const LABEL_SIZE_PX = 14;
/** From how many columns on the words stand below the figure instead of beside it. */
const WIDE_FROM = 16;

export function hypothesisHeatmap() {
  /** @type {{answer: Answer, number: number, languages: {source: string, target: string}} | null} */
  let shown = null;
  /** @type {import("../charts/attention-cells.js").Figure | null} */
  let figure = null;
  const acts = { point: mark, leave: () => mark({ row: null, column: null }), choose: () => {} };
  const map = heatmapView(byId("heatmap"), { acts, start: () => ({ row: 0, column: 0 }) });

  /** @param {Spot} spot */
  function mark(spot) {
    if (!figure || !shown) return;
    map.mark(spot);
    const { row, column } = spot;
    byId("spoken").replaceChildren(...spokenCell(figure, row, column, shown.languages));
  }

  async function draw() {
    if (!shown) return;
    const { answer, number } = shown;
    const target = answer.hypotheses[number - 1];
    const fontProse = getComputedStyle(document.body).fontFamily;
    const colours = palette();
    const context = document.createElement("canvas").getContext("2d");
    if (context) context.font = `${LABEL_SIZE_PX}px ${fontProse}`;
    figure = attentionFigure({ source: answer.source, target, attention: target.attention }, {
      view: "tokens",
      labels: { weight: t("attention.weight_axis") },
      palette: { ...colours, fontProse },
      width: map.element.clientWidth,
      measure: (label) => context?.measureText(label).width ?? label.length * LABEL_SIZE_PX,
    });
    const title = t("search.heatmap", { number });
    byId("attention-title").textContent = title;
    map.element.setAttribute("aria-label", title);
    await map.draw(figure, colours);
    mark({ row: null, column: null });
  }

  onPaletteChange(draw);
  let width = 0;
  new ResizeObserver(() => {
    if (width === map.element.clientWidth) return;
    width = map.element.clientWidth;
    draw();
  }).observe(map.element);

  return {
    /** @param {Answer} answer @param {number} number @param {{source: string, target: string}} languages */
    show(answer, number, languages) {
      shown = { answer, number, languages };
      byId("attention").hidden = false;
      byId("attention").toggleAttribute("data-wide", answer.source.tokens.length >= WIDE_FROM);
      width = map.element.clientWidth;
      draw();
    },
  };
}
