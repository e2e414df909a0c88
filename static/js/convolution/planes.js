/** Planes of numbers: chosen from an upload, made to fit a request or another size. Pure. */

import { sizeOf } from "../geometry.js";

/** @typedef {number[][]} Grid */
/** @typedef {import("../geometry.js").Size} Size */

/**
 * Planes of an uploaded grid: a channel counted from 1, "grey", the mean of its colours, or "all".
 * @param {Grid[]} channels @param {string} choice @param {number} colours channels without transparency
 * @returns {Grid[]}
 */
export function chosenPlanes(channels, choice, colours) {
  const used = channels.slice(0, colours);
  if (choice === "all") return used;
  if (choice !== "grey") return [channels[Number(choice) - 1] ?? channels[0]];
  return [used[0].map((row, r) =>
    row.map((_, c) => used.reduce((sum, plane) => sum + plane[r][c], 0) / used.length))];
}

/** Room for the input in a request, below the server's cap. */
const INPUT_BYTES = 7_500_000;
const SURELY_FITS_CELLS = 300_000;

/**
 * Planes in fewer digits where a request could not hold all of them.
 * @param {Grid[]} planes @returns {{planes: Grid[], digits: number | null}} digits that are left; null: every one
 */
export function fitted(planes) {
  if (planes.length * planes[0].length * planes[0][0].length <= SURELY_FITS_CELLS) {
    return { planes, digits: null };
  }
  let digits = 17;
  let fitting = planes;
  for (const fewer of [9, 7, 6, 5, 4, 3]) {
    if (JSON.stringify(fitting).length <= INPUT_BYTES) break;
    digits = fewer;
    fitting = planes.map((plane) =>
      plane.map((row) => row.map((value) => Number(value.toPrecision(digits)))));
  }
  return { planes: fitting, digits: digits < 17 ? digits : null };
}

/** Another size: what fits is kept, what is new is 0. @param {Grid} grid @param {Size} size */
export function resized(grid, { rows, columns }) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => grid[row]?.[column] ?? 0));
}

/**
 * A kernel of other counts of channels: what is there is kept, or taken again from the front.
 * @param {Grid[][]} kernel @param {number} first @param {number} second @param {Size} size
 */
export function reshaped(kernel, first, second, size) {
  const now = sizeOf(kernel[0][0]);
  const same = now.rows === size.rows && now.columns === size.columns;
  return Array.from({ length: first }, (_, one) => {
    const planes = kernel[one % kernel.length];
    return Array.from({ length: second }, (__, other) => {
      const plane = planes[other % planes.length];
      return same ? plane : resized(plane, size);
    });
  });
}

/** @param {Grid} one @param {Grid} other */
const samePlane = (one, other) => one.length === other.length
  && one.every((row, r) => row.length === other[r].length
    && row.every((value, c) => value === other[r][c]));

/** @param {Grid[]} one @param {Grid[]} other */
export const samePlanes = (one, other) => one.length === other.length
  && one.every((plane, index) => samePlane(plane, other[index]));

/** @param {Grid[][]} one @param {Grid[][]} other */
export const sameKernel = (one, other) => one.length === other.length
  && one.every((planes, index) => samePlanes(planes, other[index]));
