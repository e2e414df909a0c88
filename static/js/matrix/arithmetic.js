/**
 * One output cell worked out three ways. Pure.
 *
 * @typedef {import("./links.js").Product} Product
 * @typedef {{text: string, exact: string, place?: Product, pale?: boolean}} Term
 * @typedef {{terms: Term[], zeros: number, skipped: number, value: number | null, rounded: boolean}} Sum
 *   `zeros`: products left out because the matrix holds 0 there; `skipped`: others left out
 */

import { exactText, factor, shown, typeset } from "../numbers.js";

/** A row of so many products is written out with all its zeros. */
const WHOLE_ROW = 16;
const TERMS_SHOWN = 12;
export const TERMS_TAIL = 2;

/** @param {Term[]} terms @param {{zeros?: number, value: number | null, rounded: boolean}} rest @returns {Sum} */
function cut(terms, { zeros = 0, value, rounded }) {
  const long = terms.length > WHOLE_ROW;
  return {
    terms: long ? [...terms.slice(0, TERMS_SHOWN - TERMS_TAIL), ...terms.slice(-TERMS_TAIL)] : terms,
    skipped: long ? terms.length - TERMS_SHOWN : 0,
    zeros, value, rounded,
  };
}

/** Writes numbers, and remembers whether one of them lost digits. */
function writer() {
  let rounded = false;
  return {
    /** @param {number} value @param {number} [digits] */
    write(value, digits = 4) {
      const found = shown(value, digits);
      rounded ||= found.rounded;
      return found.text;
    },
    get rounded() { return rounded; },
  };
}

/**
 * A window, laid flat, times the kernel.
 * @param {number[]} window @param {number[]} kernel @param {Product[]} products of this output cell
 * @param {number} value @returns {Sum}
 */
export function windowSum(window, kernel, products, value) {
  const pen = writer();
  const terms = products.map((product) => {
    const [one, other] = [window[product.element], kernel[product.element]];
    return {
      text: `${factor(pen.write(one))} × ${factor(pen.write(other))}`,
      exact: `${exactText(one)} × ${exactText(other)}`,
      place: product, pale: product.input < 0,
    };
  });
  pen.write(value, 6);
  return cut(terms, { value, rounded: pen.rounded });
}

/**
 * A row of the Toeplitz matrix times the input; a long row without its zeros.
 * @param {number[]} row @param {number[]} input @param {Product[]} products of this output cell
 * @param {number} value @returns {Sum}
 */
export function rowSum(row, input, products, value) {
  const pen = writer();
  const held = new Map(products.map((product) => [product.input, product]));
  const all = row.length <= WHOLE_ROW;
  const terms = row.flatMap((one, at) => {
    const place = held.get(at);
    if (!place && !all) return [];
    return [{
      text: `${factor(pen.write(one))} × ${factor(pen.write(input[at]))}`,
      exact: `${exactText(one)} × ${exactText(input[at])}`,
      place, pale: !place,
    }];
  });
  pen.write(value, 6);
  return cut(terms, { zeros: all ? 0 : row.length - terms.length, value, rounded: pen.rounded });
}

/**
 * What an output cell paints: its value times its column, added to what stands there.
 * @param {number[]} row of the Toeplitz matrix, which is the column of its transpose
 * @param {number} given the output cell @param {number[]} before what stands in each cell
 * @param {Product[]} products of this output cell @param {(cell: number) => string} name of an input cell
 * @returns {Sum}
 */
export function painting(row, given, before, products, name) {
  const pen = writer();
  const terms = products.filter(({ input }) => input >= 0).map((place) => {
    const [held, stood] = [row[place.input], before[place.input]];
    const next = stood + given * held;
    return {
      text: `${name(place.input)}: ${typeset(pen.write(stood))} + ${factor(pen.write(given))} × ${factor(pen.write(held))} = ${typeset(pen.write(next, 6))}`,
      exact: `${exactText(stood)} + ${exactText(given)} × ${exactText(held)} = ${exactText(next)}`,
      place,
    };
  });
  return cut(terms, { value: null, rounded: pen.rounded });
}
