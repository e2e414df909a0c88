/**
 * Pages of examples whose numbers can be typed over: what their addresses and their fields say. Pure.
 *
 * @template {string} Field
 * @typedef {{field: Field, key: string, value: string}} Fault
 */

import { readState, text, writeState } from "./state.js";

/**
 * Addresses of such a page: each leaves out what is as its example has it.
 * @template {object} Example
 * @param {string} first the example where an address names none, or none that there is
 * @param {(example: Example) => Record<string, string>} textsOf
 * @param {Parameters<typeof readState>[1]} rest of the state
 */
export function exampleAddress(first, textsOf, rest) {
  /** @param {Example} example */
  const schemaOf = (example) => ({
    example: text(first),
    ...Object.fromEntries(Object.entries(textsOf(example)).map(([name, value]) => [name, text(value)])),
    ...rest,
  });
  return {
    /** @param {string} search @param {Record<string, Example>} examples @returns {any} */
    read(search, examples) {
      const named = new URLSearchParams(search).get("example") ?? first;
      const example = Object.hasOwn(examples, named) ? named : first;
      return { ...readState(search, schemaOf(examples[example])), example };
    },
    /**
     * Commas and semicolons may stand in a query, and grids are full of them.
     * @param {{example: string}} state @param {Record<string, Example>} examples @param {string} keep
     */
    write: (state, examples, keep) => writeState(/** @type {any} */ (state), schemaOf(examples[state.example]), keep)
      .replaceAll("%2C", ",").replaceAll("%3B", ";"),
  };
}

/**
 * Reads fields one by one, and keeps what is wrong with them.
 * @template {string} Field
 * @param {Record<Field, string>} texts
 */
export function createReading(texts) {
  /** @type {Fault<Field>[]} */
  const faults = [];
  return {
    faults,
    /** @param {Field} field */
    given: (field) => texts[field].trim() !== "",
    /**
     * @template T
     * @param {Field} field @param {string} key of the message where the value is null
     * @param {T | null} value @param {T} neutral in its place
     * @returns {T}
     */
    read(field, key, value, neutral) {
      if (value !== null) return value;
      const empty = key === "bad_grid" ? "empty_grid" : "empty";
      faults.push({ field, key: texts[field].trim() ? key : empty, value: texts[field] });
      return neutral;
    },
  };
}
