/** The page's state in its address: an entry of the history for each change, the step as it moves. */

const PAUSE_MS = 250;

/**
 * @param {() => {search: string, entry?: object} | null} state as a query string, and what its entry
 *   of the history keeps besides; null: nothing yet
 * @param {() => void} [onWritten]
 */
export function createAddressWriter(state, onWritten = () => {}) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  /** @param {"push" | "replace"} how */
  function write(how) {
    clearTimeout(waiting);
    const now = state();
    if (!now) return;
    const { search, entry = null } = now;
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
