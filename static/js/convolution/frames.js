/**
 * Frames fetched by range, ahead of the player. Knows no DOM; the request is handed in.
 *
 * @typedef {{index: number, output: {channel: number, row: number, column: number},
 *   window: {top: number, left: number, bottom: number, right: number},
 *   products: number[][], bias: number | null, value: number}} Frame
 */

export const CHUNK = 64;
const KEPT_CHUNKS = 64;

/**
 * A store of `count` frames in chunks of 64.
 * @param {{count: number, fetchRange: (start: number, count: number) => Promise<Frame[]>,
 *   onArrival?: (start: number) => void, onFailure?: (problem: unknown) => void}} options
 */
export function createFrames({ count, fetchRange, onArrival = () => {}, onFailure = () => {} }) {
  /** @type {Map<number, Frame[] | Promise<void>>} */
  const chunks = new Map();
  const startOf = (/** @type {number} */ index) => index - (index % CHUNK);

  /** @param {number} start @param {Frame[]} frames */
  function keep(start, frames) {
    chunks.delete(start);
    chunks.set(start, frames);
    for (const oldest of chunks.keys()) {
      if (chunks.size <= KEPT_CHUNKS) break;
      chunks.delete(oldest);
    }
  }

  /** @param {number} start */
  function load(start) {
    if (start < 0 || start >= count || chunks.has(start)) return;
    chunks.set(start, fetchRange(start, Math.min(CHUNK, count - start)).then(
      (frames) => {
        keep(start, frames);
        onArrival(start);
      },
      (problem) => {
        chunks.delete(start);
        onFailure(problem);
      },
    ));
  }

  return {
    startOf,
    keep,
    /** The frame if it is here; asks for its chunk, and for the next one past the middle. @param {number} index */
    at(index) {
      const start = startOf(index);
      load(start);
      if (index - start >= CHUNK / 2) load(start + CHUNK);
      const chunk = chunks.get(start);
      return Array.isArray(chunk) ? chunk[index - start] : undefined;
    },
  };
}
