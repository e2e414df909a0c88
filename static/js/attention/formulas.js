/** The strip of mathematics: how a step came to one score, one weight, one component, one word. */

import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { contextOf, scoreOf, stateOf, weightOf } from "./arithmetic.js";
import { byId, element, quoted, tNodes } from "./nodes.js";
import { written } from "./strips.js";

/**
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {{index: number, key: number, component: number}} Spot all from 0
 * @typedef {(Node | string)[]} Nodes
 */

/** How many terms of a long sum are written. */
const TERMS = 3;

/**
 * "W_k m_j" with its subscripts set as such.
 * @param {string} text @returns {Nodes}
 */
export function formula(text) {
  return text.split(/(_(?:\{[^}]*\}|\w))/).filter(Boolean).map((part) =>
    part.startsWith("_") ? element("sub", "", part.replace(/[_{}]/g, "")) : part,
  );
}

/** @param {number} value */
const inBrackets = (value) => (value < 0 ? `(${written(value)})` : written(value));

/**
 * The largest terms of a sum in their order, an ellipsis for the others.
 * @param {{size: number, text: string}[]} terms
 */
function sum(terms) {
  const kept = [...terms].sort((a, b) => b.size - a.size).slice(0, TERMS);
  const parts = terms.filter((term) => kept.includes(term)).map(({ text }) => text);
  if (terms.length > TERMS) parts.push("…");
  return parts.join(" + ");
}

/** @param {number} value */
const result = (value) => element("b", "", written(value));

/** @param {Traced} trace @param {Spot} spot @param {{source: string, target: string}} languages */
export function drawWorked(trace, { index, key, component }, languages) {
  const step = trace.steps[index];
  const token = quoted(unitsOf(trace.source, "tokens")[key].name, languages.source);
  const word = quoted(unitsOf(trace.target, "tokens")[index].name, languages.target);
  const inside = (/** @type {ArrayLike<number>} */ values) => Math.min(component, values.length - 1);
  const lines = [
    line(tNodes("flow.worked_score", { token: [token.cloneNode(true)] }), scoreLine(trace, index, key, inside(step.projected_query))),
    line(tNodes("flow.worked_weight", { token: [token] }), weightLine(trace, index, key)),
    line([t("flow.worked_context", { number: inside(step.context) + 1 })], contextLine(trace, index, inside(step.context))),
    line(
      [t("flow.worked_state", { number: inside(step.layers[0].hidden) + 1 })],
      stateLine(trace, index, inside(step.layers[0].hidden)),
    ),
    line(tNodes("flow.worked_word", { token: [word] }), wordLine(step)),
  ];
  if (trace.attend === "after") lines.unshift(...lines.splice(3, 1));
  byId("flow-worked").replaceChildren(...lines.flat());
}

/** @param {Nodes} name @param {Nodes} value */
const line = (name, value) => [element("dt", "", ...name), element("dd", "", ...value)];

/** @param {Traced} trace @param {number} index @param {number} j @param {number} i @returns {Nodes} */
function scoreLine(trace, index, j, i) {
  const { total, term } = scoreOf(trace, index, j);
  const { key, query, factor } = term(i);
  const [k, q] = [written(key), inBrackets(query)];
  const length = trace.keys[j].length;
  if (trace.attention_parameters.score === "additive") {
    return [
      ...formula("v · tanh(W_k m_j + W_q q) = … + "),
      `${inBrackets(factor)} × tanh(${k} + ${q}) + … `,
      element("small", "", t("flow.worked_terms", { length, number: i + 1 })),
      " = ", result(total),
    ];
  }
  return [
    ...formula(`(W_k m_j) · (W_q q) ÷ √${length} = (… + `),
    `${inBrackets(key)} × ${q} + …) ÷ ${written(Math.sqrt(length))} `,
    element("small", "", t("flow.worked_terms", { length, number: i + 1 })),
    " = ", result(total),
  ];
}

/** @param {Traced} trace @param {number} index @param {number} j @returns {Nodes} */
function weightLine(trace, index, j) {
  const { power, sum: all, weight } = weightOf(trace, index, j);
  const scores = Array.from(trace.steps[index].scores, (score) => {
    return { size: score, text: `exp(${written(score)})` };
  });
  const own = `exp(${written(trace.steps[index].scores[j])})`;
  return [
    `${own} ÷ (${sum(scores)}) = ${written(power)} ÷ ${written(all)} = `,
    result(weight),
  ];
}

/** @param {Traced} trace @param {number} index @param {number} component @returns {Nodes} */
function contextLine(trace, index, component) {
  const { terms, total } = contextOf(trace, index, component);
  const parts = terms.map(({ weight, value }) => {
    return { size: Math.abs(weight * value), text: `${written(weight)} × ${inBrackets(value)}` };
  });
  return [...formula("Σ_j a_j m_j = "), `${sum(parts)} = `, result(total)];
}

/** @param {Traced} trace @param {number} index @param {number} component @returns {Nodes} */
function stateLine(trace, index, component) {
  const { kind, gates, before, cell, hidden } = stateOf(trace, index, component);
  const gate = (/** @type {string} */ name) => inBrackets(gates[name]);
  if (kind === "gru") {
    return [
      "h = (1 − z) × n + z × h′ = ",
      `(1 − ${gate("update")}) × ${gate("candidate")} + ${gate("update")} × ${inBrackets(before)} = `,
      result(hidden),
    ];
  }
  return [
    "C = f × C′ + i × g = ",
    `${gate("forget")} × ${inBrackets(before)} + ${gate("input")} × ${gate("candidate")} = `,
    result(cell), t("flow.between_formulas"),
    `h = o × tanh(C) = ${gate("output")} × tanh(${written(cell)}) = `, result(hidden),
  ];
}

/** @param {import("./trace.js").Step} step @returns {Nodes} */
function wordLine({ logit, log_normaliser: normaliser }) {
  const log = logit - normaliser;
  return [
    "z − log Σ exp(z) = ", `${written(logit)} − ${inBrackets(normaliser)} = `, result(log),
    t("flow.between_formulas"), `p = exp(${written(log)}) = `, result(Math.exp(log)),
  ];
}
