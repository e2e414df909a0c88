/**
 * One answer on the page: two sentences, heatmap, strip and table, marked together; or two models'
 * answers beside each other. What is pointed at is marked; where nothing is, the chosen row.
 */

import { CELL } from "../charts/attention-geometry.js";
import { attentionFigure, differenceFigure } from "../charts/attention.js";
import { t } from "../i18n.js";
import { onPaletteChange, palette } from "../theme.js";
import { unitAt, unitsOf } from "../tokens.js";
import { onWidthChange } from "../width.js";
import { compare, sameTokens, tellingColumn } from "./comparison.js";
import { comparingView } from "./comparing.js";
import { drawFacts } from "./facts.js";
import { heatmapView } from "./heatmap.js";
import { drawGiven } from "./given.js";
import { drawLooks, spokenCell } from "./looks.js";
import { byId } from "./nodes.js";
import { drawCompared, drawNumbers } from "./numbers.js";
import { sentenceView } from "./sentence.js";
import { drawnInSight } from "./sight.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {import("./parts.js").Numbers} Numbers
 * @typedef {import("../tokens.js").Unit} Unit
 * @typedef {import("../tokens.js").View} View
 * @typedef {import("./heatmap.js").Spot} Spot
 * @typedef {{name: string, source: string, target: string, attend: "before" | "after",
 *   pair: string, vocabulary: number, bleu: number | null, chrf: number | null, aer: number | null}} Model
 *   Tags of the languages, whether the query is the state before or after the recurrent step, the
 *   language pair as it is written, and quality on the test split.
 * @typedef {{answer: Sentence, own: string, alike: boolean}} Rival
 *   The second model on the same translation; `own` is what it says by itself, `alike` whether
 *   that is the same.
 */

const LABEL_SIZE_PX = 14;

/**
 * @param {{models: Record<string, Model>, wideFrom: number, longFrom: number,
 *   onChoose: (token: number | null, column: Unit | null) => void}} options
 *   `wideFrom`: from how many columns on the strip stands below the figure; `longFrom`: from how
 *   many characters on the sentences are set smaller; `onChoose` is told the first target token of
 *   the row that was chosen, and the column, if one was
 */
export function readingView({ models, wideFrom, longFrom, onChoose }) {
  /** @type {Sentence | null} */
  let answer = null;
  /** @type {Rival | null} */
  let rival = null;
  /** @type {import("./comparison.js").Compared | null} */
  let both = null;
  /** @type {View} */
  let view = "tokens";
  /** Whether the whole of a wide figure is shown, however small. */
  let whole = false;
  /** The target token that is looked at, and its row. */
  let token = 0;
  let chosen = 0;
  /** @type {Spot | null} */
  let pointed = null;
  /** @type {import("../charts/attention-cells.js").Figure | null} */
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
    acts: {
      point: (column) => point({ row: null, column }),
      leave,
      choose: (column) => onChoose(null, figure?.columns[column] ?? null),
    },
  });
  const target = sentenceView(byId("target"), {
    label: t("attention.target_words"),
    endLabel,
    acts: { point: (row) => point({ row, column: null }), leave, choose },
  });
  const [mine, theirs, difference] = ["heatmap", "heatmap-other", "heatmap-difference"].map((id) =>
    heatmapView(byId(id), { acts: { point, leave, choose }, start }),
  );
  const comparing = comparingView({ point: (row) => point({ row, column: null }), leave, choose });

  /** @returns {Spot} where the keyboard's cursor begins */
  function start() {
    return { row: chosen, column: strongest(figure?.weights[chosen] ?? []) };
  }

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

  /** @param {number} row @param {number | null} [column] */
  function choose(row, column = null) {
    if (figure === null) return;
    onChoose(figure.rows[row].first, column === null ? null : figure.columns[column]);
  }

  function mark() {
    if (figure === null) return;
    const { weights } = figure;
    const { row, column } = pointed ?? { row: chosen, column: null };
    const across = row === null ? null : weights[row];
    const down = row === null && column !== null ? weights.map((line) => line[column]) : null;
    for (const map of [mine, theirs, difference]) map.mark({ row, column });
    source.mark({ current: column, chosen: column, weights: across, palette: colours });
    target.mark({ current: row, chosen, weights: down, palette: colours });
    if (both === null) markOne(figure, row, column);
    else markTwo(both, row, column);
  }

  /** @param {import("../charts/attention-cells.js").Figure} shown */
  function markOne(shown, /** @type {number | null} */ row, /** @type {number | null} */ column) {
    byId("spoken").replaceChildren(...spokenCell(shown, row, column, languages));
    drawLooks({ sentence: byId("looked"), bars: byId("bars") }, shown, row ?? chosen, languages);
    const alone = pointed !== null && column === null;
    byId("told").textContent = alone ? byId("looked").textContent : "";
  }

  /** @param {import("./comparison.js").Compared} compared */
  function markTwo(compared, /** @type {number | null} */ row, /** @type {number | null} */ column) {
    const line = row ?? chosen;
    const telling = column ?? tellingColumn(compared.one[line], compared.other[line]);
    byId("spoken").replaceChildren(...comparing.spoken(compared, row, column, languages));
    comparing.mark(compared, line, telling, languages);
    comparing.select(chosen);
    const alone = pointed !== null && column === null;
    byId("told").textContent = alone ? byId("arithmetic").textContent : "";
  }

  async function drawFigure() {
    if (answer === null) return;
    const fontProse = getComputedStyle(document.body).fontFamily;
    plate.toggleAttribute("data-wide", unitsOf(answer.source, view).length >= wideFrom);
    plate.toggleAttribute("data-two", rival !== null);
    byId("heatmap-other-map").hidden = rival === null;
    byId("heatmap-difference-map").hidden = both === null;
    const room = {
      palette: { ...colours, fontProse },
      width: mine.element.clientWidth,
      measure: labelMeasure(fontProse),
      whole,
    };
    const weights = { view, labels: { weight: t("attention.weight_axis") }, ...room };
    figure = attentionFigure(answer, weights);
    chosen = Math.max(unitAt(figure.rows, token), 0);
    pointed = null;
    const drawn = [mine.draw(figure, colours)];
    if (rival !== null) drawn.push(theirs.draw(attentionFigure(rival.answer, weights), colours));
    if (rival !== null && both !== null) {
      const names = { first: answer.model, second: rival.answer.model };
      const labels = { difference: t("attention.difference_of", names) };
      const matrix = { rows: both.rows, columns: both.columns, values: both.difference };
      drawn.push(difference.draw(differenceFigure(matrix, { ...room, labels }), colours));
      comparing.draw(both, languages);
    }
    mark();
    await Promise.all(drawn);
    mark();
    const { cell, width } = figure.geometry;
    byId("zoom").hidden = whole ? cell >= CELL.smallest : width <= mine.element.clientWidth + 1;
    byId("zoom").textContent = t(whole ? "attention.zoom_in" : "attention.zoom_out");
  }

  /** The chosen row's largest weight in the middle of what is seen of a wide figure. */
  function centre() {
    if (figure === null) return;
    const { left, cell } = figure.geometry;
    const x = left + strongest(figure.weights[chosen]) * cell;
    mine.element.scrollLeft = x - mine.element.clientWidth / 2;
  }

  /** Every figure that is shown, each in a file of its own. @param {"png" | "svg"} format */
  async function save(format) {
    const names = rival === null ? [""] : [`-${answer?.model}`, `-${rival.answer.model}`];
    await mine.save(format, `loupe-attention${names[0]}`);
    if (rival !== null) await theirs.save(format, `loupe-attention${names[1]}`);
    if (both !== null) await difference.save(format, "loupe-attention-difference");
  }

  function drawTable() {
    if (figure === null || answer === null || !numbers.open) return;
    const table = byId("weights");
    if (both === null || rival === null) drawNumbers(table, figure, languages);
    else drawCompared(table, both, [answer.model, rival.answer.model], languages);
  }

  /**
   * @param {Sentence & Numbers} shown @param {{view: View, step: number, zoom: string}} state @param {Rival | null} beside
   */
  function show(shown, state, beside) {
    answer = shown;
    rival = beside;
    view = beside && !sameTokens(shown, beside.answer) ? "words" : state.view;
    both = beside && compare(shown, beside.answer, view);
    token = Math.min(state.step, shown.target.tokens.length) - 1;
    const model = models[shown.model];
    languages = {
      source: model?.source ?? byId("source-passage").lang,
      target: model?.target ?? byId("target-passage").lang,
    };
    byId("source-passage").lang = languages.source;
    byId("target-passage").lang = languages.target;
    section.hidden = false;
    section.toggleAttribute("data-long", byId("source-passage").textContent.length >= longFrom);
    source.draw(shown.source, view);
    target.draw(shown.target, view);
    drawFacts(beside ? [shown, beside.answer] : [shown], view, models);
    drawGiven(shown, beside && beside.answer, languages.target);
    comparing.tell({ shown, beside, both, view, asked: state.view, models });
    const nearer = whole && state.zoom === "";
    whole = state.zoom === "out";
    void drawFigure().then(() => nearer && centre());
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
    const format = button.getAttribute("data-save") === "svg" ? "svg" : "png";
    button.addEventListener("click", () => save(format));
  });
  const maps = [mine, theirs, difference].map(({ element }) => element);
  for (const map of maps) {
    map.addEventListener("scroll", () => maps.forEach((one) => (one.scrollLeft = map.scrollLeft)));
  }
  onWidthChange(mine.element, drawFigure);

  const markInSight = drawnInSight(plate, mark);

  /** Look at another target token. @param {number} index */
  function goTo(index) {
    token = index;
    if (figure === null) return;
    chosen = Math.max(unitAt(figure.rows, token), 0);
    markInSight();
  }

  return { show, goTo };
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
