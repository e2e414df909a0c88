/**
 * Numbers as people read and type them. Pure; no DOM.
 *
 * @typedef {{text: string, rounded: boolean}} Shown
 */

/** Differences below this share of a number are noise of binary fractions, not rounding. */
const NOISE = 1e-12;

/** Every digit of a number: the shortest text that reads back to it. @param {number} value */
export function exactText(value) {
  return String(value === 0 ? 0 : value);
}

/**
 * A number in `digits` significant digits; digits before the decimal point are never dropped.
 * @param {number} value @param {number} [digits] @returns {Shown}
 */
export function shown(value, digits = 4) {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) {
    return { text: exactText(value), rounded: false };
  }
  const size = Math.abs(value);
  const plain = size >= 1e-4 && size < 1e7;
  const near = plain && size >= 10 ** digits
    ? Math.round(value)
    : Number(value.toPrecision(digits));
  const text = plain || near === 0 ? exactText(near) : near.toExponential().replace("e+", "e");
  return { text, rounded: Math.abs(near - value) > NOISE * size };
}

/** Sums as books set them: programs and formulas write "x" and "-". @param {string} text */
export const typeset = (text) => text.replaceAll(" x ", " × ").replaceAll("-", "\u2212");

/** A number that is multiplied: with a sign it stands in brackets. @param {string} text */
export const factor = (text) => (text.startsWith("-") ? `(${typeset(text)})` : text);

/**
 * A number for a cell, with a real minus: in `characters` characters where that can be done by
 * leaving out digits.
 * @param {number} value @param {number} characters @returns {Shown}
 */
export function shownWithin(value, characters) {
  let digits = 4;
  let found = shown(value, digits);
  while (found.text.length > characters && digits > 1) {
    digits -= 1;
    found = shown(value, digits);
  }
  return { ...found, text: typeset(found.text) };
}

/**
 * What somebody typed, as a finite number; null when it is none. Reads "1/9" and the real minus.
 * @param {string} text @returns {number | null}
 */
export function parseNumber(text) {
  const plain = text.trim().replace(/[−﹣-]/g, "-");
  const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`;
  if (!new RegExp(`^${number}(?:\\s*/\\s*${number})?$`).test(plain)) return null;
  const [above, below] = plain.split("/").map(Number);
  const value = below === undefined ? above : above / below;
  return Number.isFinite(value) ? value + 0 : null;
}

/** A whole number, or null. @param {string} text @returns {number | null} */
export function parseWhole(text) {
  const value = parseNumber(text);
  return value !== null && Number.isInteger(value) ? value : null;
}

/**
 * Rows parted by ";" or line ends, cells by "," or blanks. Null when a cell is no number; rows may
 * differ in length (the server says which).
 * @param {string} text @returns {number[][] | null}
 */
export function parseGrid(text) {
  const rows = text.split(/[;\n]/).map((row) => row.trim()).filter(Boolean);
  const grid = rows.map((row) => row.split(/\s*,\s*|\s+/).map(parseNumber));
  if (!grid.length || grid.some((row) => row.includes(null))) return null;
  return /** @type {number[][]} */ (grid);
}

/** @param {readonly (readonly number[])[]} grid */
export function gridText(grid) {
  return grid.map((row) => row.map(exactText).join(",")).join(";");
}

/** Smallest and largest value of a grid. @param {readonly (readonly number[])[]} grid @returns {[number, number]} */
export function extent(grid) {
  let low = Infinity;
  let high = -Infinity;
  for (const row of grid) {
    for (const value of row) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}
