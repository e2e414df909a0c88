/** A bar for each row of weights, beside it: its entropy with and without the division by √d. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { exactText, shown } from "../numbers.js";

/**
 * @param {HTMLElement} host @param {HTMLElement} legend
 * @param {import("../charts/lab.js").AttendAnswer} answer @param {number} d numbers in a key
 */
export function drawEntropy(host, legend, { entropy, score }, d) {
  const { weights, most, unscaled, scaled } = entropy;
  const longest = Math.max(...most) || 1;
  const text = (/** @type {number} */ value) => shown(value, 3).text;
  const list = element("ul", "lab-entropy__rows");
  list.setAttribute("aria-label", t("lab.entropy"));
  const bars = (/** @type {number} */ row, /** @type {[string, number, boolean][]} */ parts) =>
    parts.map(([kind, value, current]) => {
      const track = element("span", "lab-bar__track", element("i", ""));
      track.style.setProperty("--share", String(value / longest));
      track.style.setProperty("--most", String(most[row] / longest));
      const bar = element("span",
        `lab-bar lab-bar--${kind}${current ? " lab-bar--current" : ""}`, track,
        element("span", "lab-bar__value", text(value)));
      bar.title = exactText(value);
      bar.setAttribute("aria-hidden", "true");
      return bar;
    });
  const entry = (/** @type {string} */ kind, /** @type {string} */ label, current = true) =>
    element("span", `lab-entropy__entry lab-bar--${kind}${current ? " lab-bar--current" : ""}`,
      element("i", ""), label);
  legend.replaceChildren(element("b", "", t("lab.entropy_nats")), ...(scaled && unscaled
    ? [entry("scaled", t("lab.entropy_scaled", { d }), score === "scaled_dot"),
      entry("unscaled", t("lab.entropy_unscaled"), score === "dot")]
    : [entry("scaled", t("lab.entropy_weights"))]), entry("most", t("lab.entropy_most"), false));
  list.append(...weights.map((value, row) => {
    const said = scaled && unscaled
      ? t("lab.entropy_row", { query: row + 1, scaled: text(scaled[row]), unscaled: text(unscaled[row]), most: text(most[row]) })
      : t("lab.entropy_row_weights", { query: row + 1, value: text(value), most: text(most[row]) });
    /** @type {[string, number, boolean][]} */
    const parts = scaled && unscaled
      ? [["scaled", scaled[row], score === "scaled_dot"], ["unscaled", unscaled[row], score === "dot"]]
      : [["scaled", value, true]];
    return element("li", "", element("span", "visually-hidden", said), ...bars(row, parts));
  }));
  host.replaceChildren(list);
}
