/** Weights of one step that sum to 1, whichever of them is moved. Pure. */

const DIGITS = 4;

/** @param {number[]} values */
export const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/** @param {number} count @returns {number[]} */
export const uniform = (count) => Array.from({ length: count }, () => 1 / count);

/** @param {number} count @param {number} at @returns {number[]} */
export const only = (count, at) => Array.from({ length: count }, (_, i) => (i === at ? 1 : 0));

/**
 * One weight is set and the unlocked others make room for it, in their proportions; where they are
 * all 0 they share what is left. It gets no more than the locked ones leave; where there is no
 * other to give or take, it gets all of that.
 * @param {number[]} weights @param {boolean[]} locked @param {number} at @param {number} value
 * @returns {number[]} that sum to 1, if the locked ones sum to at most 1
 */
export function moved(weights, locked, at, value) {
  const free = weights.map((_, i) => i !== at && !locked[i]);
  const held = sumOf(weights.filter((_, i) => i !== at && locked[i]));
  const room = Math.max(1 - held, 0);
  const mine = free.includes(true) ? Math.min(Math.max(value, 0), room) : room;
  const others = weights.filter((_, i) => free[i]);
  const total = sumOf(others);
  const share = (/** @type {number} */ weight) =>
    total > 0 ? (weight / total) * (room - mine) : (room - mine) / others.length;
  return weights.map((weight, i) => (i === at ? mine : free[i] ? share(weight) : weight));
}

/** Short for an address. @param {number[]} weights */
export const written = (weights) =>
  weights.map((weight) => String(Number(weight.toFixed(DIGITS)))).join(",");
