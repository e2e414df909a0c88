/** What is said of an answer in words: the convention, the view, the sink, the model, odd tokens. */

import { t } from "../i18n.js";
import { END, UNKNOWN, sinkMass, unitsOf } from "../tokens.js";

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/** @param {number} value @returns {string} three decimals with a real minus sign */
export const signed = (value) => value.toFixed(3).replace("-", "\u2212");

/**
 * @param {import("./parts.js").Sentence} shown @param {import("../tokens.js").View} view
 * @param {"before" | "after"} attend whether the query is the state before or after the step
 */
export function drawFacts(shown, view, attend) {
  byId("convention").textContent = t(`attention.convention_${attend}`);
  byId("view-note").textContent = t(`attention.view_${view}_note`);
  const [rows, columns] = [shown.target, shown.source].map((side) => unitsOf(side, "tokens"));
  const sink = sinkMass(shown.attention, rows, columns);
  byId("sink").textContent = t("attention.sink", { percent: (100 * sink).toFixed(1) });
  byId("model-name").textContent = shown.model;
  byId("log-probability").textContent = signed(shown.log_probability);
  byId("source-notes").textContent = shown.source.notes.join(" ");
  byId("source-notes").hidden = shown.source.notes.length === 0;
  const tokens = [...shown.source.tokens, ...shown.target.tokens];
  byId("unknown-note").hidden = !tokens.includes(UNKNOWN);
  byId("truncated-note").hidden = shown.target.tokens.at(-1) === END;
}
