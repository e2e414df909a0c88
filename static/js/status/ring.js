// The samples of the last minutes: columns of numbers, as the server sends them. Pure.

/** How long back, in seconds. */
export const SPAN_S = 300;

/** @typedef {Record<string, (number | null)[]>} Columns field of a sample -> its values, oldest first */

/**
 * @param {Columns} kept @param {Columns} more what came after it
 * @returns {Columns} both, without what is older than SPAN_S and without what is there twice
 */
export function joined(kept, more) {
  const newest = Number((kept.at ?? []).at(-1) ?? -Infinity);
  const late = more.at.map((at) => Number(at) > newest);
  const end = Math.max(newest, ...more.at.map(Number));
  /** @type {Columns} */
  const both = {};
  for (const [name, values] of Object.entries(more)) {
    both[name] = [...(kept[name] ?? []), ...values.filter((_, index) => late[index])];
  }
  const fresh = both.at.map((at) => end - Number(at) <= SPAN_S);
  return Object.fromEntries(
    Object.entries(both).map(([name, values]) => [name, values.filter((_, index) => fresh[index])]),
  );
}

/** @param {(number | null)[]} values @returns {{least: number, most: number} | null} of those that are known */
export function extent(values) {
  const known = values.filter((value) => value !== null);
  return known.length ? { least: Math.min(...known), most: Math.max(...known) } : null;
}
