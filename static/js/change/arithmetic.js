/** The strip of mathematics: what the change did to one step, in numbers. */

import { element, quoted, tNodes } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { sumOf } from "./weights.js";

/**
 * @typedef {import("./asking.js").Told} Told
 * @typedef {import("./asking.js").State} State
 * @typedef {{source: string, target: string}} Languages
 */

const SEEN = 0.005;
const MOST = 6;
const TERMS = 4;

/** @param {number} value two decimals; of what is small, two significant digits */
export const probability = (value) => {
  if (value === 0 || value >= 0.1) return value.toFixed(2);
  return value >= 1e-4 ? value.toPrecision(2) : value.toExponential(1).replace("-", "\u2212");
};

/**
 * The weights that changed, those that changed most first.
 * @param {number[]} before @param {number[]} after @returns {number[]} their places
 */
export const changedPlaces = (before, after) =>
  after
    .map((weight, i) => ({ i, by: Math.abs(weight - (before[i] ?? 0)) }))
    .filter(({ by }) => by >= SEEN)
    .sort((a, b) => b.by - a.by)
    .map(({ i }) => i);

/**
 * All padding as one, at the end.
 * @param {number[]} weights @param {number} valid @returns {number[]}
 */
export const folded = (weights, valid) =>
  weights.length > valid ? [...weights.slice(0, valid), sumOf(weights.slice(valid))] : weights;

/** The largest terms of a weighted sum. @param {number[]} weights @returns {number[]} their places */
export const terms = (weights) =>
  weights
    .map((weight, i) => ({ weight, i }))
    .filter(({ weight }) => weight >= SEEN)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, TERMS)
    .map(({ i }) => i);

/**
 * @param {HTMLElement} root
 * @param {{state: State, before: Told, forced: Told | null, languages: Languages}} given
 *   `forced`: the translation as it was, under the change
 */
export function drawArithmetic(root, { state, before, forced, languages }) {
  if (forced === null) {
    root.replaceChildren(element("p", "", t("change.line_apart")));
    return;
  }
  const at = state.step - 1;
  const token = quoted(unitsOf(before.target, "tokens")[at].name, languages.target);
  const step = [String(state.step)];
  const [old, now] = [before, forced].map(({ attention }) => attention[at]);
  const lines = [];
  if (state.kind === "direction") {
    lines.push(line(t("change.line_memory"), t(`change.memory_${state.direction}`)));
  }
  if (state.kind !== "word") {
    const { tokens, valid_length: valid } = forced.source;
    const next = folded(now, valid);
    const places = changedPlaces(old, next);
    const told = places.slice(0, MOST).sort((a, b) => a - b);
    const numbers = told.flatMap((i, rank) => [
      rank ? ", " : "",
      i < valid ? piece(tokens[i], languages.source) : t("change.padding_all"),
      ` ${number(old[i] ?? 0)} → `,
      strong(number(next[i])),
    ]);
    const rest = places.length > MOST
      ? t("change.line_more", { count: places.length - MOST })
      : t(places.length ? "change.line_rest" : "change.line_same");
    if (places.length === 0) numbers.push(rest);
    else if (places.length < next.length) numbers.push(element("span", "soft", ` · ${rest}`));
    lines.push(line(tNodes("change.line_weights", { step, token: [token] }), ...numbers));
  }
  const [sum, changed] = [before, forced].map(({ source }, i) =>
    context([old, now][i], unitsOf(source, "tokens").map(({ label }) => label), languages.source));
  lines.push(line(t("change.line_context"), ...sum, " → ", ...changed));
  lines.push(line(
    tNodes("change.line_probability", { token: [token.cloneNode(true)] }),
    `p = ${probability(before.steps[at].probability)} → `,
    strong(probability(forced.steps[at].probability)),
  ));
  const likeliest = forced.steps[at].likeliest.flatMap((one, i) => [
    i ? ", " : "", piece(one.token, languages.target), ` ${probability(one.probability)}`,
  ]);
  lines.push(line(t("change.line_likeliest"), ...likeliest));
  root.replaceChildren(...lines);
}

/** @param {number} weight */
const number = (weight) => weight.toFixed(2);

/** @param {string} text */
const strong = (text) => element("b", "", text);

/** @param {string} label @param {string} language */
const piece = (label, language) => quoted(label.replace("\u2581", ""), language);

/** @param {(Node | string)[] | string} head @param {...(Node | string)} rest */
const line = (head, ...rest) =>
  element("p", "change-lines__line", element("span", "change-lines__head", ...(Array.isArray(head) ? head : [head])), " ", ...rest);

/** @param {number[]} weights @param {string[]} names @param {string} language */
function context(weights, names, language) {
  const places = terms(weights);
  const parts = places.flatMap((i, rank) => [
    rank ? " + " : "", `${number(weights[i])} × `, piece(names[i], language),
  ]);
  const rest = weights.filter((weight, i) => weight > 0 && !places.includes(i)).length;
  return rest ? [...parts, " + …"] : parts;
}
