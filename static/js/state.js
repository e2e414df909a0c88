// A page's state and its address, both ways. Pure: knows neither location nor history.

/**
 * How one value is written: its default, which leaves no trace in the address, and its two ways.
 * `read` returns undefined for text that means nothing, and the default is taken.
 * @template T
 * @typedef {{fallback: T, read: (text: string) => T | undefined, write?: (value: T) => string}} Entry
 */

/** @typedef {Record<string, Entry<any>>} Schema */

/** @param {string} fallback @returns {Entry<string>} */
export const text = (fallback = "") => ({ fallback, read: (written) => written });

/** @param {number} fallback @param {{min?: number, max?: number}} [range] @returns {Entry<number>} */
export const integer = (fallback, { min = -Infinity, max = Infinity } = {}) => ({
  fallback,
  read: (written) => {
    if (!/^-?\d{1,15}$/.test(written)) return undefined;
    const value = Number(written);
    return value >= min && value <= max ? value : undefined;
  },
});

/** @param {string} fallback @param {readonly string[]} choices @returns {Entry<string>} */
export const choice = (fallback, choices) => ({
  fallback,
  read: (written) => (choices.includes(written) ? written : undefined),
});

/** @param {boolean} fallback @returns {Entry<boolean>} */
export const flag = (fallback = false) => ({
  fallback,
  read: (written) => ({ 1: true, 0: false })[written],
  write: (value) => (value ? "1" : "0"),
});

/**
 * The state that a query string holds; whatever it does not hold is the default.
 * @param {string} search
 * @param {Schema} schema
 * @returns {Record<string, any>}
 */
export function readState(search, schema) {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    Object.entries(schema).map(([name, { fallback, read }]) => {
      const written = query.get(name);
      return [name, (written === null ? undefined : read(written)) ?? fallback];
    }),
  );
}

/**
 * The query string of a state ("" or "?…"), without what is at its default.
 * Entries of `keep`, a query string, that the schema does not know stay in front.
 * @param {Record<string, any>} state
 * @param {Schema} schema
 * @param {string} [keep]
 * @returns {string}
 */
export function writeState(state, schema, keep = "") {
  const query = new URLSearchParams(keep);
  for (const [name, { fallback, write = String }] of Object.entries(schema)) {
    query.delete(name);
    const written = write(state[name]);
    if (written !== write(fallback)) query.set(name, written);
  }
  const search = query.toString();
  return search && `?${search}`;
}
