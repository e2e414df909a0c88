/** The address of the page: what is searched for, and what of the search is looked at. Pure. */

import { integer, text } from "../state.js";

const PENALTY = { usual: 1, most: 2 };

/**
 * `step` is from 1, or 0 for the last; `node` a candidate that was selected, as "step.rank", both
 * from 1, or empty for the one on the path of the hypothesis.
 * @type {import("../state.js").Schema}
 */
export const schema = {
  text: text(),
  model: text(),
  size: integer(5, { min: 1, max: 10 }),
  length_penalty: {
    fallback: PENALTY.usual,
    read: (written) => {
      const value = /^\d(\.\d{1,3})?$/.test(written) ? Number(written) : -1;
      return value >= 0 && value <= PENALTY.most ? value : undefined;
    },
  },
  step: integer(0, { min: 0 }),
  hypothesis: integer(1, { min: 1 }),
  node: text(),
};

/** What is looked at first in a new answer. @type {Record<string, any>} */
export const FIRST = { step: 0, hypothesis: 1, node: "" };

/**
 * The body of a request to the API; the server asks the same for the first page.
 * @param {Record<string, any>} state @returns {Record<string, any>}
 */
export const requestOf = ({ text: sentence, model, size, length_penalty }) => ({
  text: sentence,
  search: { method: "beam", size, length_penalty },
  ...(model && { model }),
});
