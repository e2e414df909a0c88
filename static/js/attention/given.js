/** A translation that the reader gave, or began: how likely each of its words was to the model. */

import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { probabilityText } from "./candidates.js";
import { signed } from "./facts.js";
import { byId, element, tNodes } from "./nodes.js";
import { hypothesisOf } from "./parts.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {"none" | "some" | "all"} Part
 * @typedef {{label: string, given: Part, log_probability: number}} Chance
 */

/**
 * How many of the tokens first..last are among the first `forced` ones.
 * @param {number} forced @param {number} first @param {number} last @returns {Part}
 */
const partOf = (forced, first, last) => (forced <= first ? "none" : last < forced ? "all" : "some");

/** How much of a translation was given. @param {Sentence} answer @returns {Part} */
export const givenIn = ({ target }) => partOf(target.forced, 0, target.tokens.length - 1);

/**
 * Each word of a translation, and its end, with its probability after the words before it.
 * @param {{target: Sentence["target"], token_log_probabilities: number[]}} answer
 * @returns {Chance[]}
 */
export const chancesOf = ({ target, token_log_probabilities: logs }) =>
  unitsOf(target, "words").map(({ label, first, last }) => ({
    label,
    given: partOf(target.forced, first, last),
    log_probability: logs.slice(first, last + 1).reduce((sum, one) => sum + one, 0),
  }));

/**
 * @param {Sentence & import("./parts.js").Numbers} shown @param {Sentence | null} beside
 * @param {string} language of the translation
 */
export function drawGiven(shown, beside, language) {
  const given = givenIn(shown);
  byId("given").hidden = given === "none";
  if (given === "none") return;
  byId("given").dataset.given = given;
  byId("given-note").textContent = t(`attention.given_${given}`);
  const words = chancesOf(shown);
  const others = beside === null ? [] : chancesOf(hypothesisOf(beside, 1));
  const two = beside !== null && spelled(words) === spelled(others);
  byId("chances").replaceChildren(
    ...words.map(({ label, given: part, log_probability: log }, i) => {
      const second = two ? probabilityOf(others[i]) : signed(log);
      const word = element("bdi", "", label);
      word.lang = language;
      const line = element("li", "given__word", word);
      line.dataset.given = part;
      if (given === "some" && part !== "none") {
        line.append(element("span", "visually-hidden", ` (${t(`attention.given_mark_${part}`)}) `));
      }
      line.append(element("b", "", probabilityOf(words[i])), " ", element("span", "", second));
      return line;
    }),
  );
  const sums = { mine: [signed(shown.log_probability)], theirs: [signed(beside?.log_probability ?? 0)] };
  byId("given-sum").replaceChildren(
    ...(two
      ? tNodes("attention.given_two", { ...sums, first: [shown.model], second: [beside.model] })
      : tNodes("attention.given_sum", { log_probability: sums.mine })),
  );
}

/** @param {Chance[]} words */
const spelled = (words) => words.map(({ label }) => label).join("\n");

/** @param {Chance} chance */
const probabilityOf = ({ log_probability }) => probabilityText(Math.exp(log_probability));
