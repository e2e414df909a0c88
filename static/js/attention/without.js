/** The encoder with one direction switched off: which words and which weights change. */

import { Problem, translate } from "../api.js";
import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { requestOf } from "./address.js";
import { signed } from "./facts.js";
import { givenIn } from "./given.js";
import { byId, element, pieceLabel, quoted, tNodes } from "./nodes.js";
import { bar, place } from "./pool.js";
import { common } from "./subsequence.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {Record<string, any>} State
 * @typedef {{source: string, target: string}} Languages
 */

/**
 * The share of a row's weight that lies elsewhere in the other: half the sum of the differences.
 * @param {number[]} one @param {number[]} other @returns {number} 0..1
 */
export const moved = (one, other) =>
  one.reduce((sum, weight, j) => sum + Math.abs(weight - other[j]), 0) / 2;

/** @param {{onChoose: (without: string) => void}} options told "", "forward" or "backward" */
export function withoutView({ onChoose }) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const inputs = document.querySelectorAll('input[name="without"]');
  /** @type {AbortController | null} */
  let running = null;
  let drawn = "";

  for (const input of inputs) input.addEventListener("change", () => onChoose(input.value));

  /** @param {Sentence} shown @param {State} state @param {Languages} languages */
  async function show(shown, state, languages) {
    for (const input of inputs) input.checked = input.value === state.without;
    const name = [state.without, shown.model, shown.source.text, ...shown.target.tokens].join("\n");
    if (drawn === name) return;
    drawn = name;
    running?.abort();
    byId("without-error").textContent = "";
    byId("without-result").hidden = true;
    if (state.without === "") return;
    const mine = new AbortController();
    running = mine;
    const about = { text: shown.source.text, model: shown.model };
    const edit = { zero_direction: state.without };
    const ask = (/** @type {object} */ request) =>
      translate({ ...request, edit }, { signal: mine.signal });
    const given = givenIn(shown) === "all";
    try {
      const [held, free] = await Promise.all([
        ask(requestOf(state, { ...about, target: shown.target.text })),
        given ? null : ask(requestOf(state, about)),
      ]);
      if (running === mine) draw(shown, free, held, state.without, languages);
    } catch (problem) {
      if (running !== mine) return;
      drawn = "";
      if (!(problem instanceof Problem)) throw problem;
      byId("without-error").textContent = problem.detail;
    }
  }

  /**
   * @param {Sentence} shown
   * @param {Sentence | null} free what the model writes now; null if what is shown was given
   * @param {Sentence} held what it makes of the same translation @param {string} without
   * @param {Languages} languages
   */
  function draw(shown, free, held, without, { target }) {
    byId("without-result").hidden = false;
    byId("without-text").hidden = free === null;
    if (free) byId("without-text").replaceChildren(
      ...tNodes(`flow.without_${without}_text`, { text: [newText(shown, free, target)] }),
    );
    byId("without-log").replaceChildren(
      ...tNodes("flow.without_log", {
        text: [quoted(shown.target.text, target)],
        before: [signed(shown.log_probability)],
        after: [signed(held.log_probability)],
      }),
    );
    const rows = unitsOf(shown.target, "tokens");
    const shares = rows.map((_, i) => moved(shown.attention[i], held.attention[i] ?? []));
    const alike = rows.every(({ label }, i) => held.target.tokens[i] === label);
    byId("without-moved").hidden = !alike;
    byId("without-mean").hidden = !alike;
    if (!alike) return;
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    byId("without-mean").textContent = t("flow.without_moved", { percent: (100 * mean).toFixed(0) });
    byId("without-moved").replaceChildren(
      ...rows.map(({ label }, i) => {
        const token = element("span", "candidate__token", pieceLabel(label));
        token.lang = target;
        const line = bar();
        place(line, shares[i], shares[i].toFixed(4));
        return element("li", "candidate", token, line);
      }),
    );
  }

  return { show };
}

/** The new translation, what is new in it marked. @param {Sentence} shown @param {Sentence} free @param {string} language */
function newText(shown, free, language) {
  const [before, after] = [shown, free].map(({ target }) =>
    unitsOf(target, "words").filter(({ end }) => !end).map(({ label }) => label),
  );
  const [, kept] = common(before, after);
  const text = element("bdi", "quoted");
  text.lang = language;
  let rest = free.target.text;
  after.forEach((word, i) => {
    const at = rest.indexOf(word);
    if (at < 0) return;
    text.append(rest.slice(0, at), kept[i] ? word : element("mark", "", word));
    rest = rest.slice(at + word.length);
  });
  text.append(rest);
  return text;
}
