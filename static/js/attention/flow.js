/**
 * One decoder step from the query to the probabilities: strips, bars and candidates. The elements
 * are made once a sentence; a step draws on them again.
 */

import { t } from "../i18n.js";
import { drawCandidates } from "./candidates.js";
import { byId, element, pieceLabel } from "./nodes.js";
import { poolView } from "./pool.js";
import { vectorStrip } from "./strips.js";

/**
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./painter.js").Stretch} Stretch
 * @typedef {import("./strips.js").Strip} Strip
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {import("./trace.js").Reach} Reach
 * @typedef {{source: string, target: string}} Languages
 * @typedef {{strip: Strip, rowOf: (index: number) => Stretch[]}} Drawn
 *   A strip and what it shows at a step.
 */

const GATE_SYMBOLS = /** @type {Record<string, string>} */ ({
  input: "i", forget: "f", candidate: "g", output: "o", reset: "r", update: "z",
});
const GRU_SYMBOLS = /** @type {Record<string, string>} */ ({ candidate: "n" });

/** A gate opens from 0 to 1; a candidate is a value of either sign. @param {string} name */
export const gateReach = (name) => (name === "candidate" ? 1 : undefined);

/** @param {string} name @param {boolean} gru */
export const gateSymbol = (name, gru) => (gru && GRU_SYMBOLS[name]) || (GATE_SYMBOLS[name] ?? name);

/**
 * @param {{chooseKey: (j: number) => void, chooseComponent: (component: number) => void}} acts
 *   both told what was chosen, from 0
 */
export function flowView({ chooseKey, chooseComponent }) {
  const pool = poolView(chooseKey);
  const stages = byId("flow-stages");
  /** @type {Traced | null} */
  let trace = null;
  /** @type {Reach | null} */
  let reach = null;
  /** @type {Drawn[]} */
  let drawn = [];
  /** @type {Strip | null} */
  let input = null;
  let languages = { source: "", target: "" };

  /**
   * @param {string} place where it stands @param {string} name @param {string} symbol
   * @param {(index: number) => Stretch[]} rowOf
   */
  function strip(place, name, symbol, rowOf) {
    const made = vectorStrip(name, symbol, chooseComponent);
    byId(place).append(made.element);
    drawn.push({ strip: made, rowOf });
    return made;
  }

  /** @param {Traced} given @param {Reach} range @param {Languages} tags */
  function build(given, range, tags) {
    [trace, reach, languages] = [given, range, tags];
    const { steps, attend } = given;
    drawn = [];
    for (const id of ["flow-query", "flow-context", "flow-input", "flow-layers", "flow-readout"]) {
      byId(id).replaceChildren();
    }
    stages.dataset.attend = attend;
    const order = attend === "after" ? ["recur", "attend", "predict"] : ["attend", "recur", "predict"];
    stages.append(...order.map((name) => byId(`stage-${name}`)));
    strip("flow-query", t(`flow.query_${attend}`), "q", (index) => [
      { values: steps[index].query, reach: range.query },
    ]);
    strip("flow-context", t("flow.context"), "c", (index) => [
      { values: steps[index].context, reach: range.memory },
    ]);
    input = strip("flow-input", t("flow.input"), "x", (index) => {
      const { rnn_input: row, input_embedding: embedding } = steps[index];
      return [
        { values: row.slice(0, embedding.length), reach: range.embedding },
        { values: row.slice(embedding.length), reach: range.memory },
      ];
    });
    steps[0].layers.forEach((_, at) => layerStrips(given, range, at));
    strip("flow-readout", t("flow.readout"), "r", (index) => [
      { values: steps[index].readout, reach: range.readout },
    ]);
    pool.build(given, range, tags.source);
  }

  /** @param {Traced} given @param {Reach} range @param {number} at the layer */
  function layerStrips({ steps }, range, at) {
    const { gates, cell } = steps[0].layers[at];
    const place = "flow-layers";
    if (steps[0].layers.length > 1) {
      byId(place).append(element("h4", "stage__layer", t("flow.layer", { number: at + 1 })));
    }
    for (const name of Object.keys(gates)) {
      strip(place, t(`flow.gate_${name}`), gateSymbol(name, cell === null), (index) => [
        { values: steps[index].layers[at].gates[name], reach: gateReach(name) },
      ]);
    }
    byId(place).append(element("p", "flow__then", t(cell ? "flow.then_lstm" : "flow.then_gru")));
    if (cell) {
      strip(place, t("flow.cell"), "C", (index) => [
        { values: steps[index].layers[at].cell ?? [], reach: range.cells },
      ]);
    }
    strip(place, t("flow.hidden"), "h", (index) => [
      { values: steps[index].layers[at].hidden, reach: range.states },
    ]);
  }

  /** The colours that stay, of all source tokens. @param {Paint} paint */
  function drawKeys(paint) {
    if (trace && reach) pool.drawKeys(trace, reach, paint);
  }

  /** @param {number} index the step, from 0 @param {number} key the source token, from 0 @param {Paint} paint */
  function draw(index, key, paint) {
    if (!trace || !reach) return;
    for (const { strip: one, rowOf } of drawn) one.draw(paint, rowOf(index));
    pool.draw(trace, index, reach, paint);
    pool.mark(key);
    const step = trace.steps[index];
    nameInput(step);
    drawCandidates(step.candidates, languages.target);
  }

  /** @param {import("./trace.js").Step} step */
  function nameInput({ input_token: token, input_embedding: embedding, rnn_input: row }) {
    const word = pieceLabel(token);
    word.lang = languages.target;
    const context = trace?.attend === "after" ? "flow.input_context_before" : "flow.input_context";
    input?.name(
      [[`${t("flow.input_embedding")} `, word], [t(context)]],
      [embedding.length, row.length - embedding.length],
    );
  }

  return { build, drawKeys, draw };
}
