/**
 * One answer on the page: two sentences, heatmap, strip and table, marked together. What is pointed
 * at is marked; where nothing is, the chosen row.
 */

import { attentionFigure } from "../charts/attention.js";
import { t } from "../i18n.js";
import { onPaletteChange, palette } from "../theme.js";
import { END, UNKNOWN, sinkMass, unitsOf } from "../tokens.js";
import { heatmapView } from "./heatmap.js";
import { drawLooks, spokenCell } from "./looks.js";
import { drawNumbers } from "./numbers.js";
import { sentenceView } from "./sentence.js";

/**
 * @typedef {import("../charts/attention.js").Answer & {model: string, log_probability: number}} Answer
 * @typedef {import("../tokens.js").View} View
 * @typedef {import("./heatmap.js").Spot} Spot
 * @typedef {{source: string, target: string, attend: "before" | "after"}} Model
 *   Tags of the languages, and whether the query is the state before or after the recurrent step.
 */

const LABEL_SIZE_PX = 14;

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/**
 * @param {{models: Record<string, Model>, wideFrom: number, longFrom: number,
 *   onRow: (row: number) => void}} options
 *   `wideFrom`: from how many columns on the strip stands below the figure; `longFrom`: from how
 *   many characters on the sentences are set smaller; `onRow` is told the row that was chosen
 */
export function readingView({ models, wideFrom, longFrom, onRow }) {
  /** @type {Answer | null} */
  let answer = null;
  /** @type {View} */
  let view = "tokens";
  let chosen = 0;
  /** @type {Spot | null} */
  let pointed = null;
  /** @type {ReturnType<typeof attentionFigure> | null} */
  let figure = null;
  let colours = palette();
  let languages = { source: "", target: "" };

  const section = byId("answer");
  const plate = byId("plate");
  const numbers = byId("numbers");
  const endLabel = t("attention.end_of_sentence");
  const source = sentenceView(byId("source"), {
    label: t("attention.source_words"),
    endLabel,
    acts: { point: (column) => point({ row: null, column }), leave, choose: () => {} },
  });
  const target = sentenceView(byId("target"), {
    label: t("attention.target_words"),
    endLabel,
    acts: { point: (row) => point({ row, column: null }), leave, choose },
  });
  const heatmap = heatmapView(byId("heatmap"), {
    acts: { point, leave, choose },
    start: () => ({ row: chosen, column: strongest(figure?.weights[chosen] ?? []) }),
  });

  /** @param {Spot} spot */
  function point(spot) {
    if (pointed?.row === spot.row && pointed?.column === spot.column) return;
    pointed = spot;
    mark();
  }

  function leave() {
    if (pointed === null) return;
    pointed = null;
    mark();
  }

  /** @param {number} row */
  function choose(row) {
    chosen = row;
    onRow(row);
    mark();
  }

  function mark() {
    if (figure === null) return;
    const { weights } = figure;
    const { row, column } = pointed ?? { row: chosen, column: null };
    const across = row === null ? null : weights[row];
    const down = row === null && column !== null ? weights.map((line) => line[column]) : null;
    heatmap.mark({ row, column });
    source.mark({ current: column, chosen: column, weights: across, palette: colours });
    target.mark({ current: row, chosen, weights: down, palette: colours });
    byId("spoken").replaceChildren(...spokenCell(figure, row, column, languages));
    drawLooks({ sentence: byId("looked"), bars: byId("bars") }, figure, row ?? chosen, languages);
    const alone = pointed !== null && column === null;
    byId("told").textContent = alone ? byId("looked").textContent : "";
  }

  async function drawFigure() {
    if (answer === null) return;
    const fontProse = getComputedStyle(document.body).fontFamily;
    plate.toggleAttribute("data-wide", unitsOf(answer.source, view).length >= wideFrom);
    figure = attentionFigure(answer, {
      view,
      palette: { ...colours, fontProse },
      labels: { weight: t("attention.weight_axis") },
      width: heatmap.element.clientWidth,
      measure: labelMeasure(fontProse),
    });
    chosen = Math.min(chosen, figure.rows.length - 1);
    pointed = null;
    mark();
    await heatmap.draw(figure, colours);
    mark();
  }

  /** @param {Answer} shown */
  function drawFacts(shown) {
    const attend = models[shown.model]?.attend ?? "before";
    byId("convention").textContent = t(`attention.convention_${attend}`);
    byId("view-note").textContent = t(`attention.view_${view}_note`);
    const [rows, columns] = [shown.target, shown.source].map((side) => unitsOf(side, "tokens"));
    const sink = sinkMass(shown.attention, rows, columns);
    byId("sink").textContent = t("attention.sink", { percent: (100 * sink).toFixed(1) });
    byId("model-name").textContent = shown.model;
    byId("log-probability").textContent = shown.log_probability.toFixed(3).replace("-", "\u2212");
    const tokens = [...shown.source.tokens, ...shown.target.tokens];
    byId("unknown-note").hidden = !tokens.includes(UNKNOWN);
    byId("truncated-note").hidden = shown.target.tokens.at(-1) === END;
  }

  function drawTable() {
    if (figure !== null && numbers.open) drawNumbers(byId("weights"), figure, languages);
  }

  /**
   * @param {Answer} shown @param {{view: View, row: number}} state
   */
  function show(shown, state) {
    answer = shown;
    view = state.view;
    chosen = state.row;
    const model = models[shown.model];
    languages = {
      source: model?.source ?? byId("source").lang,
      target: model?.target ?? byId("target").lang,
    };
    byId("source").lang = languages.source;
    byId("target").lang = languages.target;
    section.hidden = false;
    section.toggleAttribute("data-long", shown.source.text.length >= longFrom);
    source.draw(shown.source, view);
    target.draw(shown.target, view);
    drawFacts(shown);
    drawFigure();
    drawTable();
  }

  onPaletteChange((changed) => {
    colours = changed;
    drawFigure();
  });
  numbers.addEventListener("toggle", drawTable);
  numbers.open = false;
  numbers.classList.add("is-live");
  plate.hidden = false;
  document.querySelectorAll("[data-save]").forEach((button) => {
    button.addEventListener("click", () => {
      heatmap.save(button.getAttribute("data-save") === "svg" ? "svg" : "png", "loupe-attention");
    });
  });
  let width = heatmap.element.clientWidth;
  new ResizeObserver(() => {
    if (width === heatmap.element.clientWidth) return;
    width = heatmap.element.clientWidth;
    drawFigure();
  }).observe(heatmap.element);

  return { show };
}

/** @param {number[]} weights @returns {number} the column of the largest */
const strongest = (weights) => Math.max(weights.indexOf(Math.max(...weights)), 0);

/** @param {string} family @returns {(label: string) => number} width of an axis label in pixels */
function labelMeasure(family) {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return (label) => label.length * LABEL_SIZE_PX;
  context.font = `${LABEL_SIZE_PX}px ${family}`;
  return (label) => context.measureText(label).width;
}
