/** The strip of mathematics: one output cell as a window, as a row; or what it paints. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { exactText, shown, typeset } from "../numbers.js";
import { TERMS_TAIL, painting, rowSum, windowSum } from "./arithmetic.js";
import { cellOf } from "./layer.js";

/** @typedef {import("./links.js").Product} Product */
/** @typedef {import("./links.js").Place} Place */
/** @typedef {import("./arithmetic.js").Sum} Sum */

/**
 * @param {HTMLElement} text
 * @param {(place: Place | null) => void} onPair the product under the pointer
 */
export function createStrip(text, onPair) {
  /** @type {Map<Element, Product>} */
  const places = new Map();

  text.addEventListener("pointerover", (event) => {
    onPair((event.target instanceof Element ? places.get(event.target) : undefined) ?? null);
  });
  text.addEventListener("pointerleave", () => onPair(null));

  /** @param {Sum} sum @param {string} between @returns {HTMLElement} */
  function line({ terms, zeros, skipped, value, rounded }, between) {
    /** @type {(Node | string)[]} */
    const pieces = terms.flatMap((term, index) => {
      const node = titled(element("span", `line__term${term.pale ? " matrix-pale" : ""}`, term.text), term.exact);
      if (term.place) places.set(node, term.place);
      return index ? [between, node] : [node];
    });
    if (skipped) {
      const gap = titled(element("span", "line__gap", "…"), t("matrix.terms_skipped", { count: skipped }));
      pieces.splice(-2 * TERMS_TAIL, 0, between, gap);
    }
    if (value !== null) {
      const result = shown(value, 6);
      pieces.push(rounded ? " ≈ " : " = ",
        titled(element("span", "line__value", typeset(result.text)), exactText(value)));
    }
    if (zeros) pieces.push(element("span", "matrix-line__note", t("matrix.zeros_skipped", { count: zeros })));
    return element("span", "", ...pieces);
  }

  return {
    /**
     * @param {import("./layer.js").Layer} layer @param {number} index of the output cell
     * @param {boolean} transpose @param {number[]} painted what stands before this step
     */
    show(layer, index, transpose, painted) {
      places.clear();
      const products = layer.products.filter(({ output }) => output === index);
      const value = layer.flat[index];
      const at = cellOf(layer, "output", index);
      if (transpose) {
        const sum = painting(layer.toeplitz[index], value, painted, products,
          (cell) => `(${Object.values(cellOf(layer, "input", cell)).join(", ")})`);
        text.replaceChildren(
          name(t("matrix.paints", { ...at, value: typeset(shown(value, 6).text) })), line(sum, "; "));
        return;
      }
      text.replaceChildren(
        name(t("matrix.by_window", at)), line(windowSum(layer.im2col[index], layer.kernel, products, value), " + "),
        name(t("matrix.by_row", { index })), line(rowSum(layer.toeplitz[index], layer.input, products, value), " + "),
      );
    },
    /** @param {Place | null} place */
    pair(place) {
      for (const [node, own] of places) {
        node.classList.toggle("line__term--pair", place !== null && place.output === own.output
          && place.element === own.element);
      }
    },
    /** Nothing is spoken while steps run by. @param {boolean} quiet */
    quiet: (quiet) => text.setAttribute("aria-live", quiet ? "off" : "polite"),
  };
}

/** @param {string} content */
const name = (content) => element("span", "matrix-line__name", content);

/** @param {HTMLElement} node @param {string} exact every digit */
function titled(node, exact) {
  if (exact !== node.textContent) node.title = exact;
  return node;
}
