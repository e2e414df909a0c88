/**
 * Which of many positions a drawing shows where not all of them fit. Pure.
 *
 * @typedef {{first: number, last: number}} Column
 *   One position, or a gap that stands for the positions first..last.
 */

/** @param {Column} column @returns {boolean} */
export const isGap = ({ first, last }) => last > first;

/**
 * The positions that are shown with the gaps between them; a gap is never one position alone.
 * @param {number} length @param {Set<number>} shown @returns {Column[]}
 */
function columnsOf(length, shown) {
  /** @type {Column[]} */
  const columns = [];
  for (let at = 0; at < length; at += 1) {
    const before = columns[columns.length - 1];
    if (before && !shown.has(at) && !shown.has(before.last)) before.last = at;
    else columns.push({ first: at, last: at });
  }
  return columns;
}

/**
 * As many positions as fit, those nearest to an anchor first; the rest is left out as gaps.
 * @param {number} length @param {number[]} anchors the most important first, which is always shown
 * @param {(columns: Column[]) => boolean} fits @returns {Column[]} all positions, in order
 */
export function elided(length, anchors, fits) {
  const all = Array.from({ length }, (_, at) => ({ first: at, last: at }));
  if (fits(all)) return all;
  const inside = anchors.filter((at) => at >= 0 && at < length);
  const wanted = all.map(({ first: at }) => {
    const far = inside.map((anchor) => Math.abs(anchor - at));
    const distance = Math.min(...far);
    return { at, distance, rank: far.indexOf(distance) };
  });
  wanted.sort((a, b) => a.distance - b.distance || a.rank - b.rank || a.at - b.at);
  const shown = new Set([wanted[0].at]);
  for (const { at } of wanted.slice(1)) {
    shown.add(at);
    if (!fits(columnsOf(length, shown))) shown.delete(at);
  }
  return columnsOf(length, shown);
}

/** @param {ArrayLike<number>} weights @param {Column} column @returns {number} their sum there */
export function weightAt(weights, { first, last }) {
  let sum = 0;
  for (let at = first; at <= last; at += 1) sum += weights[at];
  return sum;
}
