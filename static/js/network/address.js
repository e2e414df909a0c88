/**
 * The page's state in its address. Pure but for `write`.
 *
 * @typedef {{sample: string, image: string, layer: string, channel: number, row: number,
 *   column: number, from: number, class: number}} State
 *   from: the channel below whose numbers are written out, -1 for the one that gives most;
 *   class: -1 for the most probable
 */

import { integer, readState, text, writeState } from "../state.js";

const MOST = 4096;

/** @param {State} first */
export function createAddress(first) {
  const whole = (/** @type {number} */ fallback) => integer(fallback, { min: 0, max: MOST });
  const schema = {
    sample: text(first.sample),
    image: text(),
    layer: text(first.layer),
    channel: whole(first.channel),
    row: whole(first.row),
    column: whole(first.column),
    from: integer(-1, { min: -1, max: MOST }),
    class: integer(-1, { min: -1, max: MOST }),
  };
  return {
    read: () => /** @type {State} */ (readState(location.search, schema)),
    /** @param {State} state @param {"push" | "replace"} how */
    write(state, how) {
      const search = writeState(state, schema, location.search);
      const address = location.pathname + search + location.hash;
      if (how === "push" && search !== location.search) history.pushState(null, "", address);
      else history.replaceState(history.state, "", address);
    },
  };
}
