/** The page's state in its address: an entry for each change, the step as it moves. */

import { textsOf, USUAL, writeTexts } from "./settings.js";

const PAUSE_MS = 250;

/**
 * @param {() => {settings: import("./settings.js").Settings, step: number, plane: number,
 *   origin: import("./net.js").Origin | null,
 *   source: {upload: {id: string, name: string} | null, channel: string}} | null} state null: nothing yet
 * @param {import("./settings.js").Library} library
 * @param {() => void} onWritten
 */
export function createAddress(state, library, onWritten) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {"push" | "replace"} how */
  function write(how) {
    clearTimeout(waiting);
    const now = state();
    if (!now) return;
    const { settings, step, plane, origin, source: { upload, channel } } = now;
    const texts = origin
      ? { ...USUAL, ...origin, step: String(step + 1), plane: String(plane) }
      : textsOf(settings, { step, plane }, { upload: upload?.name ?? "", channel }, library);
    const search = writeTexts(texts, location.search);
    const entry = { upload: upload?.id ?? null, channel };
    const address = location.pathname + search + location.hash;
    if (how === "push" && search !== location.search) history.pushState(entry, "", address);
    else history.replaceState(entry, "", address);
    onWritten();
  }

  return {
    write,
    /** Browsers limit how often an address may change. */
    writeSoon() {
      clearTimeout(waiting);
      waiting = setTimeout(() => write("replace"), PAUSE_MS);
    },
    hold: () => clearTimeout(waiting),
  };
}
