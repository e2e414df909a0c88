/** The page's state in its address: an entry for each question, the step as it moves. */

import { writeState } from "../state.js";
import { schema } from "./address.js";

const PAUSE_MS = 150;

/** @param {() => Record<string, any>} stateOf what the address is to say */
export function createAddress(stateOf) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** The sentence is always written, so that a link means the same for ever. */
  const searchOf = (state = stateOf()) => writeState(state, schema, location.search);

  /** @param {"pushState" | "replaceState"} way */
  function write(way) {
    forget();
    const search = searchOf();
    if (search !== location.search) history[way](null, "", location.pathname + search);
  }

  function forget() {
    clearTimeout(waiting);
    waiting = undefined;
  }

  return {
    write,
    /** Once the steps pause: a changed address costs a browser more than a step, and the number of changes is limited. */
    writeSoon() {
      forget();
      waiting = setTimeout(() => write("replaceState"), PAUSE_MS);
    },
    /** What waits is written before an entry of its own begins. */
    flush: () => waiting !== undefined && write("replaceState"),
    forget,
    /** @param {Record<string, any>} state */
    hrefOf: (state) => location.pathname + searchOf(state),
  };
}
