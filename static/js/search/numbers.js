/** The numbers of a search in writing. Pure. */

/** @typedef {import("./tree.js").Answer} Answer */
/** @typedef {import("./tree.js").Leaf} Leaf */

/** @param {number} value @returns {string} three decimals with a real minus sign */
export const signed = (value) => value.toFixed(3).replace("-", "\u2212");

/** @param {number} penalty @returns {string} with at least one decimal */
const exponent = (penalty) => (Number.isInteger(penalty) ? penalty.toFixed(1) : String(penalty));

/** What a total is divided by. @param {number} tokens @param {number} penalty @returns {number} */
export const divisor = (tokens, penalty) => ((5 + tokens) / 6) ** penalty;

/** "=" where what is written gives what is written, else "≈". @param {number} one @param {number} other */
const sign = (one, other) => (one.toFixed(3) === other.toFixed(3) ? "=" : "\u2248");

/** @param {number} value */
const rounded = (value) => Number(value.toFixed(3));

/**
 * How the total and the score of a node come about; the root has no score.
 * @param {Leaf} leaf @param {number} penalty
 * @returns {{total: string, score: string}}
 */
export function arithmeticOf({ parent, log_probability, total, score, step }, penalty) {
  if (!parent) return { total: "0", score: "" };
  const before = parent.total;
  const first = parent.parent ? signed(before) : "0";
  const one = sign(rounded(before) + rounded(log_probability), total);
  const other = sign(rounded(total) / divisor(step, penalty), score);
  const fraction = `((5 + ${step}) / 6)^${exponent(penalty)}`;
  return {
    total: `${first} + (${signed(log_probability)}) ${one} ${signed(total)}`,
    score: `${signed(total)} / ${fraction} ${other} ${signed(score)}`,
  };
}

/**
 * Why a search went no further: a text of the catalogue and what stands in it. The server says the
 * same on the first page.
 * @param {Answer} answer @returns {{key: string, values: Record<string, string | number>}}
 */
export function whyEnded({ steps, hypotheses, size, length_penalty }) {
  const last = steps[steps.length - 1];
  const running = last.filter(({ status }) => status === "kept").map(({ total }) => total);
  const values = { steps: steps.length };
  if (last.some(({ status, token }) => status === "ended" && token !== "</s>")) {
    return { key: "search.ended_cut", values };
  }
  if (size === 1) return { key: "search.ended_greedy", values };
  if (running.length === 0) return { key: "search.ended_empty", values };
  const total = Math.max(...running);
  const tokens = steps.length + 1;
  return {
    key: "search.ended_bound",
    values: {
      ...values,
      tokens,
      count: hypotheses.length,
      total: signed(total),
      penalty: exponent(length_penalty),
      bound: signed(total / divisor(tokens, length_penalty)),
      worst: signed(hypotheses[hypotheses.length - 1].score),
    },
  };
}
