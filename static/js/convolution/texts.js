/**
 * Settings as people and addresses write them, one pair of functions a kind. Null: cannot be read.
 *
 * Rows are parted by ";", planes by "|", output channels of a kernel by "||". Pure.
 *
 * @typedef {import("../geometry.js").Size} Size
 * @typedef {import("../geometry.js").Sides} Sides
 * @typedef {number[][]} Grid
 */

import { exactText, gridText, parseGrid, parseNumber, parseWhole } from "../numbers.js";
import { WORDS } from "./operations.js";

/** "2" for both axes or "2,1" for rows and columns. @param {string} written @returns {Size | null} */
export function pairOf(written) {
  const parts = wholes(written, [1, 2]);
  if (!parts) return null;
  const [rows, columns = rows] = parts;
  return { rows, columns };
}

/** @param {Size} pair */
export const pairText = ({ rows, columns }) => (rows === columns ? `${rows}` : `${rows},${columns}`);

/** "1", "1,2", "top,bottom,left,right" or a word. @param {string} written @returns {Sides | string | null} */
export function paddingOf(written) {
  if (WORDS.includes(written.trim())) return written.trim();
  const parts = wholes(written, [1, 2, 4]);
  if (!parts) return null;
  if (parts.length === 4) return { top: parts[0], bottom: parts[1], left: parts[2], right: parts[3] };
  const [rows, columns = rows] = parts;
  return { top: rows, bottom: rows, left: columns, right: columns };
}

/** @param {Sides | string} padding */
export function paddingText(padding) {
  if (typeof padding === "string") return padding;
  const { top, bottom, left, right } = padding;
  return top === bottom && left === right
    ? pairText({ rows: top, columns: left }) : [top, bottom, left, right].join(",");
}

/** One number for all channels, or one each. @param {string} written @returns {number[] | null} */
export const biasOf = (written) => all(written.split(",").map(parseNumber));

/** @param {number[] | null} bias */
export const biasText = (bias) => bias?.map(exactText).join(",") ?? "";

/** @param {string} written @returns {Grid[] | null} */
export const planesOf = (written) => all(written.split("|").map(parseGrid));

/** @param {Grid[]} planes */
export const planesText = (planes) => planes.map(gridText).join("|");

/** @param {string} written @returns {Grid[][] | null} */
export const kernelOf = (written) => all(written.split("||").map(planesOf));

/** @param {Grid[][]} kernel */
export const kernelText = (kernel) => kernel.map(planesText).join("||");

/** @template T @param {(T | null)[]} parts @returns {T[] | null} */
const all = (parts) => (parts.includes(null) ? null : /** @type {T[]} */ (parts));

/** @param {string} written @param {number[]} counts how many there may be @returns {number[] | null} */
function wholes(written, counts) {
  const parts = all(written.split(",").map(parseWhole));
  return parts && counts.includes(parts.length) ? parts : null;
}
