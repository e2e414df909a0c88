/** Is attention the explanation? One target word beside what its probability hangs on. */

import { Problem, explain } from "../api.js";
import { t } from "../i18n.js";
import { requestOf } from "./address.js";
import { signed } from "./facts.js";
import { byId, element, pieceLabel, quoted, tNodes } from "./nodes.js";
import { bar, place } from "./pool.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {Record<string, any>} State
 * @typedef {{source: string, target: string}} Languages
 * @typedef {{source: {tokens: string[]}, attention: number[], gradient_input: number[],
 *   occlusion: number[], agreement: Record<string, number | null>,
 *   confidence: Record<string, number>}} Explanation
 */

const MEASURES = /** @type {const} */ (["attention", "gradient_input", "occlusion"]);
const PENALTIES = ["coverage_deviation", "absentmindedness_out", "absentmindedness_in"];
/** Of Kendall's tau: from here on two orders are much, or in part, the same. */
const ALIKE = { largely: 0.6, partly: 0.2 };
const PAUSE_MS = 200;

/** @param {number | null} tau @returns {"largely" | "partly" | "hardly"} */
export function verdict(tau) {
  if (tau === null || tau < ALIKE.partly) return "hardly";
  return tau < ALIKE.largely ? "partly" : "largely";
}

/**
 * The tokens of the word that a token belongs to.
 * @param {[number, number][]} words @param {number} index @returns {[number, number]} first and last
 */
export const wordAt = (words, index) =>
  words.find(([first, last]) => first <= index && index <= last) ?? [index, index];

/** @param {{languagesOf: (model: string) => Languages}} options */
export function whyView({ languagesOf }) {
  const details = byId("why");
  /** @type {Sentence | null} */
  let part = null;
  /** @type {State} */
  let asked = {};
  let index = 0;
  let drawn = "";
  /** @type {AbortController | null} */
  let running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** @param {Explanation} found @param {Languages} languages */
  function draw(found, languages) {
    for (const measure of MEASURES) {
      const values = found[measure];
      const most = measure === "attention" ? 1 : Math.max(...values.map(Math.abs)) || 1;
      byId(`why-${measure}`).replaceChildren(
        ...values.map((value, j) => {
          const kind = measure === "attention" ? "" : value < 0 ? "bar--below" : "bar--above";
          const whole = bar(kind);
          place(whole, Math.abs(value) / most, signed(value));
          return line(found.source.tokens[j], languages.source, whole);
        }),
      );
      if (measure === "attention") continue;
      const tau = found.agreement[measure];
      byId(`why-${measure}-tau`).textContent =
        tau === null ? t("why.tau_none") : t("why.tau", { tau: signed(tau) });
    }
    byId("why-verdict").textContent = t(`why.${verdict(found.agreement.occlusion)}`);
    for (const name of PENALTIES) byId(`why-${name}`).textContent = signed(found.confidence[name]);
    byId("why-error").textContent = "";
    byId("why-body").hidden = false;
  }

  async function load() {
    if (!details.open || part === null) return;
    const { model, source, target } = part;
    const tokens = wordAt(target.words, Math.min(index, target.tokens.length - 1));
    const name = [model, source.text, ...target.tokens, ...tokens].join("\n");
    running?.abort();
    running = null;
    const languages = languagesOf(model);
    const word = spelled(target.tokens.slice(tokens[0], tokens[1] + 1));
    byId("why-lede").replaceChildren(
      ...tNodes("why.lede", { word: [quoted(word, languages.target)] }),
    );
    if (name === drawn) return;
    const mine = new AbortController();
    running = mine;
    const ask = (/** @type {object} */ about) => {
      const { detail, target_prefix, ...request } = requestOf(asked, { text: source.text, model, ...about });
      return explain({ ...request, tokens }, { signal: mine.signal });
    };
    try {
      const given = asked.hypothesis > 1 || asked.target ? { target: target.text } : {};
      let found = await ask(given);
      if (found.target.tokens.join("\n") !== target.tokens.join("\n")) {
        found = await ask({ target: target.text });
      }
      if (running !== mine) return;
      drawn = name;
      draw(found, languages);
    } catch (problem) {
      if (running !== mine) return;
      if (!(problem instanceof Problem)) throw problem;
      byId("why-error").textContent = problem.detail;
      byId("why-body").hidden = true;
    }
  }

  details.addEventListener("toggle", load);
  details.hidden = false;

  return {
    /** @param {Sentence} shown @param {State} state */
    show(shown, state) {
      [part, asked, index] = [shown, state, state.step - 1];
      load();
    },
    /** @param {number} step the target token, from 0 */
    look(step) {
      index = step;
      clearTimeout(soon);
      soon = setTimeout(load, PAUSE_MS);
    },
  };
}

/** @param {string[]} tokens @returns {string} the word that they spell */
const spelled = (tokens) => tokens.join("").replaceAll("\u2581", " ").trim();

/** @param {string} token @param {string} language @param {HTMLElement} whole its bar */
function line(token, language, whole) {
  const name = element("span", "why__token", pieceLabel(token));
  name.lang = language;
  return element("li", "why__row", name, whole);
}
