/** Normal random numbers that follow from a seed. Pure. */

/** Uniform numbers in [0, 1): mulberry32. @param {number} seed whole, 0 … 2^32 - 1 */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Standard normal numbers, rounded to one decimal (Box and Muller 1958).
 * @param {number} seed @returns {(rows: number, columns: number) => number[][]} the next matrix
 */
export function normalMatrices(seed) {
  const next = uniform(seed);
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return (rows, columns) => Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.round(normal() * 10) / 10 + 0));
}
