/** The address of the page: what is asked, and which part of the answer is looked at. Pure. */

import { choice, flag, integer, text } from "../state.js";

const BEAM = { size: 5, most: 10, penalty: 1, mostPenalty: 2 };

/**
 * @param {number} fallback @param {number} most
 * @returns {import("../state.js").Entry<number>} a decimal number of 0..most
 */
const decimal = (fallback, most) => ({
  fallback,
  read: (written) => {
    const value = /^\d(\.\d{1,3})?$/.test(written) ? Number(written) : -1;
    return value >= 0 && value <= most ? value : undefined;
  },
});

/**
 * `step` is the target token that is looked at, from 1; `key` a source token, from 1, or 0 for
 * the one with the largest weight; `without` a direction of the encoder that is switched off;
 * with `zoom` "out" the whole of a wide figure is shown, however small; `target` a translation of the reader's own, with `prefix` only its beginning.
 * @type {import("../state.js").Schema}
 */
export const schema = {
  text: text(),
  model: text(),
  compare: text(),
  target: text(),
  prefix: flag(),
  search: choice("greedy", ["greedy", "beam"]),
  size: integer(BEAM.size, { min: 1, max: BEAM.most }),
  length_penalty: decimal(BEAM.penalty, BEAM.mostPenalty),
  sentence: integer(1, { min: 1 }),
  hypothesis: integer(1, { min: 1 }),
  view: choice("tokens", ["tokens", "words"]),
  zoom: choice("", ["", "out"]),
  step: integer(1, { min: 1 }),
  key: integer(0, { min: 0 }),
  without: choice("", ["", "forward", "backward"]),
  part: text(),
};

/** What is looked at first in a new answer. */
export const FIRST = { sentence: 1, hypothesis: 1, step: 1, key: 0 };

/** The model translates without a target of the reader's own. */
export const BY_ITSELF = { target: "", prefix: false };

/**
 * The body of a request to the API; the server asks the same for the first page.
 * @param {Record<string, any>} state @param {{text: string, model: string, target?: string}} about
 *   `target`: to be read instead of what the state asks for
 * @returns {Record<string, any>}
 */
export function requestOf(state, { text: sentence, model, target }) {
  const own = state.target.trim() && state.target;
  const whole = target || (state.prefix ? "" : own);
  const search = { method: "beam", size: state.size, length_penalty: state.length_penalty };
  return {
    text: sentence,
    detail: "attention",
    ...(model && { model }),
    ...(whole && { target: whole }),
    ...(!whole && own && { target_prefix: own }),
    ...(!whole && state.search === "beam" && { search }),
  };
}
