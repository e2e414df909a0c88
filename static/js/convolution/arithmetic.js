/**
 * One step written out, as plain ASCII text in tokens. Pure.
 *
 * "≈" stands for "=" as soon as one number of its line is rounded; `exact` has every digit.
 *
 * @typedef {{channel: number, row: number, column: number}} At an element of the kernel
 * @typedef {{kind: string, text: string, exact: string, rounded?: boolean, at?: At, count?: number}} Token
 * @typedef {{lines: Token[][], terms: number, rounded: boolean, text: string, exact: string}} Written
 *   lines: those that are shown; terms: in them
 * @typedef {import("./frame.js").Frame} Frame
 * @typedef {import("./frame.js").Part} Part
 */

import { exactText, shown } from "../numbers.js";

/** A larger kernel's line is cut in the middle; copying gives the whole of it. */
export const TERMS_SHOWN = 49;
const TERMS_HEAD = 12;
const TERMS_TAIL = 4;
/** With more, of all channels only the one that is looked at is written out; copying gives all. */
const TERMS_OF_ALL = 36;

/** @param {string} text @returns {Token} */
const plain = (text) => ({ kind: "plain", text, exact: text });

/** @param {string} kind @param {number} value @param {number} [digits] @returns {Token} */
function number(kind, value, digits = 4) {
  const { text, rounded } = shown(value, digits);
  return { kind, text, exact: exactText(value), rounded };
}

/** @param {Token[]} tokens @returns {Token} */
const equals = (tokens) => {
  const sign = tokens.some(({ rounded }) => rounded) ? "≈" : "=";
  return { kind: "sign", text: sign, exact: "=" };
};

/** @param {Token[]} left @param {number} value @returns {Token[]} */
function equation(left, value, kind = "value") {
  const result = number(kind, value, 6);
  return [...left, plain(" "), equals([...left, result]), plain(" "), result];
}

/** @param {Token[]} tokens @param {string} between @returns {Token[]} */
const joined = (tokens, between) =>
  tokens.flatMap((token, index) => (index ? [plain(between), token] : [token]));

/**
 * Elements of a window as tokens, cut in the middle where there are many.
 * @param {import("./result.js").Cells} window @param {number} channel @param {string} between
 * @param {(value: number, row: number, column: number) => {text: string, exact: string, rounded?: boolean}} write
 */
function elements(window, channel, between, write) {
  const all = window.flatMap((line, row) => line.flatMap((value, column) =>
    (value === null ? [] : [{ ...write(value, row, column), kind: "term", at: { channel, row, column } }])));
  if (all.length <= TERMS_SHOWN) return joined(all, between);
  const middle = all.slice(TERMS_HEAD, -TERMS_TAIL);
  const gap = { kind: "gap", text: "...", exact: middle.map(({ exact }) => exact).join(between), count: middle.length };
  return joined([...all.slice(0, TERMS_HEAD), gap, ...all.slice(-TERMS_TAIL)], between);
}

/** @param {number} value @param {number} weight */
function product(value, weight) {
  const [a, b] = [shown(value), shown(weight)];
  return {
    text: `${a.text} x ${b.text}`,
    exact: `${exactText(value)} x ${exactText(weight)}`,
    rounded: a.rounded || b.rounded,
  };
}

/** @param {Part} part */
function terms({ channel, window, weights }) {
  const found = elements(window, channel, " + ", (value, row, column) =>
    product(value, /** @type {number[][]} */ (weights)[row][column]));
  return found.length ? found : [number("term", 0)];
}

/** @param {number | null} bias @returns {Token[]} */
function offset(bias) {
  if (bias === null) return [];
  const { text, exact, rounded } = number("bias", bias);
  return [plain(" + "), { kind: "bias", text: `bias ${text}`, exact: `bias ${exact}`, rounded }];
}

/** @param {number} channel @returns {Token} */
const label = (channel) => ({ kind: "label", text: `[${channel}] `, exact: `[${channel}] ` });

/**
 * "0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19", row by row; with several channels a line each and their
 * sum, "19 + 37 + bias 0.5 = 56.5"; "max(0, 1, 3, 4) = 4"; "(0 + 1 + 3 + 4) / 4 = 2"; by input cell
 * "3 x 0 = 0, 3 x 1 = 3". An activation is a line of its own: "relu(-3) = 0".
 * @param {Frame} frame
 * @param {{operation: string, activation: string, byInput: boolean, channel: number}} how
 *   `channel`: the one that is looked at
 * @returns {Written}
 */
export function written(frame, { operation, activation, byInput, channel }) {
  const { parts, bias, value, activated, divisor } = frame;
  /** @type {Token[][]} */
  const lines = [];
  /** Lines of channels that are not looked at. @type {Set<Token[]>} */
  const aside = new Set();
  const add = (/** @type {Part} */ part, /** @type {Token[]} */ line) => {
    lines.push([label(part.channel), ...line]);
    if (count > TERMS_OF_ALL && part.channel !== channel) aside.add(/** @type {Token[]} */ (lines.at(-1)));
  };
  const count = parts.reduce((sum, { window }) => sum + window.length * window[0].length, 0);
  const several = parts.length > 1;
  if (byInput) {
    for (const part of parts) {
      if (several) add(part, landings(part));
      else lines.push(landings(part));
    }
  } else if (operation === "max_pool") {
    const values = elements(parts[0].window, parts[0].channel, ", ", (each) => number("term", each));
    lines.push(equation([plain("max("), ...values, plain(")")], value));
  } else if (divisor !== null) {
    const values = elements(parts[0].window, parts[0].channel, " + ", (each) => number("term", each));
    lines.push(equation([plain("("), ...values, plain(`) / ${divisor}`)], value));
  } else if (several) {
    for (const part of parts) add(part, equation(terms(part), part.sum, "sum"));
    const sums = parts.map(({ sum }) => number("sum", sum, 6));
    lines.push(equation([...joined(sums, " + "), ...offset(bias)], value));
  } else {
    const sum = terms(parts[0]);
    lines.push(equation([...sum, ...offset(bias)], value));
  }
  if (activated !== null) {
    lines.push(equation([plain(`${activation}(`), number("plain", value, 6), plain(")")], activated));
  }
  return finished(lines, aside.size ? count / parts.length : count, aside);
}

/** "3 x 0 = 0, 3 x 1 = 3": what an input cell adds to each output cell. @param {Part} part */
const landings = ({ channel, window, weights }) => elements(window, channel, ", ", (value, row, column) => {
  const weight = /** @type {number[][]} */ (weights)[row][column];
  const { text, exact, rounded } = product(value, weight);
  const result = number("term", value * weight + 0);
  const sign = rounded || result.rounded ? "≈" : "=";
  return {
    text: `${text} ${sign} ${result.text}`, exact: `${exact} = ${result.exact}`,
    rounded: rounded || Boolean(result.rounded),
  };
});

/** @param {Token[][]} lines @param {number} count @param {Set<Token[]>} [aside] @returns {Written} */
function finished(lines, count, aside = new Set()) {
  const shownLines = lines.filter((line) => !aside.has(line));
  return {
    lines: shownLines,
    terms: count,
    rounded: shownLines.flat().some(({ rounded }) => rounded),
    text: shownLines.map((line) => line.map(({ text }) => text).join("")).join("\n"),
    exact: lines.map((line) => line.map(({ exact }) => exact).join("")).join("\n"),
  };
}

/**
 * A window times a kernel, summed: one line.
 * @param {number[][]} window cells under the kernel @param {number[][]} kernel
 * @param {number | null} bias @param {number} value what they sum to
 */
export function arithmetic(window, kernel, bias, value) {
  const sum = terms({ channel: 0, window, weights: kernel, products: [], sum: value });
  return finished([equation([...sum, ...offset(bias)], value)], kernel.flat().length);
}
