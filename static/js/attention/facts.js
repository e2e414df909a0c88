/** What is said of an answer in words: the convention, the view, the sink, the model, odd tokens. */

import { t } from "../i18n.js";
import { END, hasUnknown, sinkMass, unitsOf } from "../tokens.js";
import { BETWEEN, byId } from "./nodes.js";

/** @param {number} value @returns {string} three decimals with a real minus sign */
export const signed = (value) => value.toFixed(3).replace("-", "\u2212");

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {import("./reading.js").Model} Model
 */

/**
 * @param {Sentence[]} answers the one that is shown, and the one beside it if there is one
 * @param {import("../tokens.js").View} view @param {Record<string, Model>} models
 */
export function drawFacts(answers, view, models) {
  const [shown] = answers;
  const conventions = answers.map(({ model }) => {
    return t(`attention.convention_${models[model]?.attend ?? "before"}`);
  });
  byId("convention").textContent = ofEach(answers, conventions);
  byId("sink").textContent = sinkText(answers);
  byId("view-note").textContent = t(`attention.view_${view}_note`);
  byId("model-name").textContent = shown.model;
  byId("log-probability").textContent = signed(shown.log_probability);
  byId("source-notes").textContent = shown.source.notes.join(BETWEEN);
  byId("source-notes").hidden = shown.source.notes.length === 0;
  byId("unknown-note").hidden = !hasUnknown(shown.source, shown.target);
  byId("truncated-note").hidden = shown.target.tokens.at(-1) === END;
}

/** @param {Sentence[]} answers one or two */
function sinkText(answers) {
  const [percent, second] = answers.map(({ source, target, attention }) => {
    const [rows, columns] = [target, source].map((side) => unitsOf(side, "tokens"));
    return (100 * sinkMass(attention, rows, columns)).toFixed(1);
  });
  if (second === undefined) return t("attention.sink", { percent });
  const [one, other] = answers.map(({ model }) => model);
  return t("attention.sinks", { one, percent, other, second });
}

/**
 * One text for all where it is the same, else each under its model's name.
 * @param {Sentence[]} answers @param {string[]} texts
 */
function ofEach(answers, texts) {
  if (new Set(texts).size === 1) return texts[0];
  return texts
    .map((text, i) => t("attention.of_model", { model: answers[i].model, text }))
    .join(BETWEEN);
}
