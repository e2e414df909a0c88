/** The page's state in its address: an entry for each question, the step as it moves. */

import { writeState } from "../state.js";
import { schema } from "./address.js";

const PAUSE_MS = 60;

/** @param {() => Record<string, any>} stateOf what the address is to say */
export function createAddress(stateOf) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let written = -Infinity;

  /** The sentence is always written, so that a link means the same for ever. */
  const searchOf = (state = stateOf()) => writeState(state, schema, location.search);

  /** @param {"pushState" | "replaceState"} way */
  function write(way) {
    forget();
    const search = searchOf();
    if (search !== location.search) history[way](null, "", location.pathname + search);
    written = performance.now();
  }

  function forget() {
    clearTimeout(waiting);
    waiting = undefined;
  }

  return {
    write,
    /** Browsers limit how often an address may change. */
    writeSoon() {
      forget();
      const since = performance.now() - written;
      if (since > PAUSE_MS) write("replaceState");
      else waiting = setTimeout(() => write("replaceState"), PAUSE_MS);
    },
    /** What waits is written before an entry of its own begins. */
    flush: () => waiting !== undefined && write("replaceState"),
    forget,
    /** @param {Record<string, any>} state */
    hrefOf: (state) => location.pathname + searchOf(state),
  };
}
