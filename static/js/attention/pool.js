/**
 * The attention of one step: a line for each source token with its key, its score, its weight and
 * what its memory row adds to the context.
 */

import { t } from "../i18n.js";
import { byId, element, pieceLabel } from "./nodes.js";
import { rovingList } from "./roving.js";
import { fixed } from "./strips.js";

/**
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {import("./trace.js").Reach} Reach
 * @typedef {{key: HTMLCanvasElement, memory: HTMLCanvasElement, score: HTMLElement,
 *   weight: HTMLElement}} Line
 */

/** @param {(j: number) => void} choose a source token, from 0 */
export function poolView(choose) {
  const list = rovingList(byId("pool"), { choose });
  /** @type {Line[]} */
  let lines = [];

  /** @param {Traced} trace @param {Reach} reach @param {string} language of the source */
  function build({ source, keys, encoder }, { scores: [low, high] }, language) {
    lines = source.tokens.map(() => ({
      key: document.createElement("canvas"),
      memory: document.createElement("canvas"),
      score: bar("pool__score"),
      weight: bar("pool__weight"),
    }));
    list.draw(
      lines.map(({ key, memory, score, weight }, j) => {
        const token = element("span", "pool__token", pieceLabel(source.tokens[j]));
        token.lang = language;
        const row = element("li", "pool__row", token);
        row.append(element("span", "pool__key", key), score, weight, element("span", "pool__memory", memory));
        return row;
      }),
    );
    const shape = (/** @type {ArrayLike<number>[]} */ rows) => `${rows.length} × ${rows[0].length}`;
    byId("keys-shape").textContent = shape(keys);
    byId("memory-shape").textContent = shape(encoder.memory);
    byId("scores-range").textContent = `${fixed(low, 1)} … ${fixed(high, 1)}`;
    byId("flow-mask").textContent = t("flow.then_compare", { length: source.tokens.length });
  }

  /** What is the same at every step. @param {Traced} trace @param {Reach} reach @param {Paint} paint */
  function drawKeys({ keys }, reach, paint) {
    lines.forEach(({ key }, j) => paint(key, [{ values: keys[j], reach: reach.keys }]));
  }

  /** @param {Traced} trace @param {number} index @param {Reach} reach @param {Paint} paint */
  function draw({ encoder, steps }, index, reach, paint) {
    const { scores, weights } = steps[index];
    const [low, high] = reach.scores;
    lines.forEach(({ memory, score, weight }, j) => {
      place(score, (scores[j] - low) / (high - low || 1), fixed(scores[j], 2));
      place(weight, weights[j], fixed(weights[j], 4));
      paint(memory, [{ values: encoder.memory[j], reach: reach.memory, factor: weights[j] }]);
    });
  }

  return { build, drawKeys, draw, mark: list.mark };
}

/** @param {string} [className] */
export function bar(className = "") {
  const track = element("span", "bar__track", element("i", "bar__fill"));
  return element("span", `bar ${className}`.trim(), track, element("span", "bar__number"));
}

/** @param {HTMLElement} whole @param {number} share 0..1 @param {string} number */
export function place(whole, share, number) {
  const fill = /** @type {HTMLElement} */ (whole.firstElementChild?.firstElementChild);
  fill.style.width = `${100 * share}%`;
  /** @type {HTMLElement} */ (whole.lastElementChild).textContent = number;
}
