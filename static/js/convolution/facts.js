/** Sizes, formulas and counts beside the figures, and which of the choices is in use. */

import { t } from "../i18n.js";
import { extentFormula, multiplyAddSum, parameterSum, sideFormula } from "./formulas.js";
import { isPooling } from "./operations.js";
import { parameterCount, unreadSentence } from "./words.js";

/** @param {import("./result.js").Result} result */
export function showFacts(result) {
  const { settings, geometry, parameters, input, output } = result;
  const pooling = isPooling(settings.operation);
  say('[data-size="input"]', shapeOf(input));
  say('[data-size="kernel"]', pooling ? "" : parameterCount(parameters.total, parameterSum(result)));
  say('[data-size="output"]', shapeOf(output));
  for (const axis of /** @type {const} */ (["rows", "columns"])) {
    const { remainder, overhang } = geometry[axis];
    say(`#shape-${axis}`, sideFormula(geometry[axis], settings));
    say(`#remainder-${axis}`, settings.operation === "transposed" ? ""
      : overhang ? t("convolution.overhang", { count: overhang })
        : t("convolution.remainder", { count: remainder }));
  }
  const extents = [extentFormula(geometry.rows), extentFormula(geometry.columns)];
  const dilated = extents[0] === extents[1] ? extents[0] : extents.map((text) => text || "1").join(", ");
  say("#extent", dilated);
  hide("#extent-row", !dilated);
  say("#multiply-adds", pooling ? "" : multiplyAddSum(result));
  hide("#multiply-adds-row", pooling);
  say("#unread", unreadSentence(result));
}

/** "3 × 3", or with channels "3 × 6 × 6". @param {number[][][]} planes */
function shapeOf(planes) {
  const plane = `${planes[0].length} × ${planes[0][0].length}`;
  return planes.length > 1 ? `${planes.length} × ${plane}` : plane;
}

/** @param {string} selector @param {string} text */
function say(selector, text) {
  const node = document.querySelector(selector);
  if (node) node.textContent = text;
}

/** @param {string} selector @param {boolean} hidden */
function hide(selector, hidden) {
  const node = document.querySelector(selector);
  if (node instanceof HTMLElement) node.hidden = hidden;
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
