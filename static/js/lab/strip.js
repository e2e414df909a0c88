/** The strip of mathematics: how one number came about, every digit on hover. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { indexed } from "./matrix.js";

/** @typedef {import("./arithmetic.js").Arithmetic} Arithmetic */
/** @typedef {import("./arithmetic.js").Place} Place */

/**
 * @param {{text: HTMLElement, note: HTMLElement}} parts
 * @param {(places: Place[]) => void} onPair the cells of the term under the pointer
 */
export function createStrip({ text, note }, onPair) {
  /** @type {Map<Element, Place[]>} */
  const terms = new Map();

  text.addEventListener("pointerover", (event) => {
    const term = event.target instanceof Element ? event.target : null;
    onPair((term && terms.get(term)) ?? []);
  });
  text.addEventListener("pointerleave", () => onPair([]));

  return {
    /** @param {Arithmetic} arithmetic */
    show({ pieces, note: key, parameters, rounded }) {
      terms.clear();
      text.replaceChildren(...pieces.map(({ text: content, kind, exact, from }) => {
        const node = kind === "name"
          ? element("span", "lab-line__name", ...indexed(content))
          : element("span", `lab-line__${kind}`, content);
        if (exact && exact !== content) node.title = exact;
        if (from) terms.set(node, from);
        return node;
      }));
      note.textContent = [t(`lab.${key}`, parameters), rounded ? t("lab.rounded") : ""].join(" ");
    },
  };
}
