/** The strip of mathematics: what the update makes of one weight, and where its gradient comes from. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { shown, typeset } from "../numbers.js";
import { TERMS_TAIL, gradientOf, updateOf } from "./arithmetic.js";

/** @typedef {import("./arithmetic.js").Cell} Cell */
/** @typedef {import("./arithmetic.js").LearnStep} LearnStep */

/**
 * @param {HTMLElement} text
 * @param {(at: Cell | null) => void} onPair the place of the term under the pointer
 */
export function createStrip(text, onPair) {
  /** @type {Map<Element, Cell>} */
  const places = new Map();

  text.addEventListener("pointerover", (event) => {
    const at = event.target instanceof Element ? places.get(event.target) : undefined;
    onPair(at ?? null);
  });
  text.addEventListener("pointerleave", () => onPair(null));

  /** @param {string} content @param {string} exact */
  const value = (content, exact) => titled(element("span", "line__value", content), exact);

  /**
   * @param {number} now @param {number} slope @param {number} rate @param {"on" | "end" | "lost"} next
   * @returns {{nodes: (Node | string)[], rounded: boolean}}
   */
  function update(now, slope, rate, next) {
    if (next === "end") {
      return { nodes: [t("learn.no_update", { value: typeset(shown(now, 6).text) })], rounded: false };
    }
    const made = updateOf(now, rate, slope);
    const lost = next === "lost" ? [` — ${t("learn.update_lost", { limit: "1e100" })}`] : [];
    return {
      nodes: [titled(element("span", "", made.text), made.exact), value(made.value, ""), ...lost],
      rounded: made.rounded,
    };
  }

  return {
    /**
     * @param {LearnStep} step @param {number[][]} input @param {Cell} weight
     * @param {{rate: number, next: "on" | "end" | "lost"}} descent `next`: whether an update follows
     */
    show(step, input, weight, { rate, next }) {
      const { row, column } = weight;
      const sum = gradientOf(step, input, weight);
      places.clear();
      /** @type {(Node | string)[]} */
      const pieces = sum.terms.flatMap((term, index) => {
        const node = titled(element("span", "learn-line__term", term.text), term.exact);
        places.set(node, term.at);
        return index ? [" + ", node] : [node];
      });
      if (sum.skipped) {
        const gap = titled(element("span", "line__gap", "…"), t("learn.terms_skipped", { count: sum.skipped }));
        pieces.splice(-2 * TERMS_TAIL, 0, " + ", gap);
      }
      const weights = update(step.kernel[row][column], step.gradient[row][column], rate, next);
      const rows = [
        name(t("learn.update_of", { row, column })),
        element("span", "", ...weights.nodes),
        name(t("learn.gradient_of")),
        element("span", "", "2 × (", ...pieces, `) ${sum.sign} `, value(sum.value, sum.exact)),
      ];
      if (step.bias !== null && step.bias_gradient !== null) {
        const offset = update(step.bias, step.bias_gradient, rate, next);
        rows.push(name(t("learn.update_of_bias")), element("span", "", ...offset.nodes));
        weights.rounded ||= offset.rounded;
      }
      if (sum.rounded || weights.rounded) {
        rows[1].append(element("span", "learn-line__note", t("learn.rounded")));
      }
      text.replaceChildren(...rows);
    },
    /** @param {Cell | null} at */
    pair(at) {
      for (const [node, place] of places) {
        node.classList.toggle("learn-line__term--pair",
          at !== null && place.row === at.row && place.column === at.column);
      }
    },
    /** Nothing is spoken while steps run by. @param {boolean} quiet */
    quiet: (quiet) => text.setAttribute("aria-live", quiet ? "off" : "polite"),
  };
}

/** @param {string} content */
const name = (content) => element("span", "learn-line__name", content);

/** @param {HTMLElement} node @param {string} exact every digit */
function titled(node, exact) {
  if (exact && exact !== node.textContent) node.title = exact;
  return node;
}
