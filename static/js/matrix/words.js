/** What the cells of the figures say. */

import { t } from "../i18n.js";
import { exactText, typeset } from "../numbers.js";
import { cellOf } from "./layer.js";
import { AXES } from "./links.js";

/** Figures that fill up step by step. @type {readonly string[]} */
export const RESULTS = ["output", "im2col_output", "toeplitz_output"];

/**
 * @param {import("./links.js").Name} name @param {import("./links.js").Place} place of its cell
 * @param {number} number in the cell @param {import("./layer.js").Layer} layer
 * @param {number} last output cell that has been computed
 */
export function wordsOf(name, place, number, layer, last) {
  const value = typeset(exactText(number));
  if (RESULTS.includes(name) && (place.output ?? 0) > last) {
    return t("matrix.not_yet", cellOf(layer, "output", place.output));
  }
  const [axis, other] = AXES[name];
  if (!other) {
    return t("matrix.cell_value", { ...cellOf(layer, axis, place[axis]), index: place[axis] ?? 0, value });
  }
  const [output, element, input] = /** @type {const} */ (["output", "element", "input"]).map((each) => {
    const { row, column } = cellOf(layer, each, place[each]);
    return `(${row}, ${column})`;
  });
  if (name === "im2col") {
    return place.input === -1 ? t("matrix.window_padding", { output, element })
      : t("matrix.window_value", { output, element, input, value });
  }
  return place.element === undefined ? t("matrix.outside", { output, input })
    : t("matrix.row_value", { output, element, input, value });
}
