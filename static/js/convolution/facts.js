/** Sizes, formulas and counts beside the figures, and which of the choices is in use. */

import { outputSize } from "../geometry.js";
import { t } from "../i18n.js";
import { parameterSum, shapeFormula } from "./arithmetic.js";
import { parameterCount, unreadSentence } from "./words.js";

/** @param {import("./figures.js").Result} result */
export function showFacts({ layer, parameters, unread }) {
  const { input, kernel } = layer;
  const output = outputSize(layer);
  say('[data-size="input"]', `${input.rows} x ${input.columns}`);
  say('[data-size="kernel"]', parameterCount(parameters.total, parameterSum(kernel, parameters)));
  say('[data-size="output"]', `${output.rows} x ${output.columns}`);
  const shape = shapeFormula(layer);
  for (const axis of /** @type {const} */ (["rows", "columns"])) {
    say(`#shape-${axis}`, shape[axis].text);
    say(`#remainder-${axis}`, t("convolution.remainder", { count: shape[axis].remainder }));
  }
  say("#unread", unreadSentence(unread, layer));
}

/** @param {string} selector @param {string} text */
function say(selector, text) {
  const node = document.querySelector(selector);
  if (node) node.textContent = text;
}

/** The chip in use, of a group of them. @param {HTMLElement} group @param {string} name "": none */
export function press(group, name) {
  for (const chip of group.querySelectorAll("button")) {
    chip.setAttribute("aria-pressed", String(name !== "" && chip.dataset.name === name));
  }
}

/** @param {HTMLElement} group @param {(name: string) => void} onChoice */
export function wireChips(group, onChoice) {
  group.addEventListener("click", (event) => {
    const chip = event.target instanceof Element ? event.target.closest("button") : null;
    if (chip?.dataset.name) onChoice(chip.dataset.name);
  });
}
