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

/**
 * The request that gives frames `start` to `start + count` of a layer from the rows they read:
 * a large input is sent once, not once for each range.
 *
 * @param {{padded: number[][], kernel: number[][], bias: number | null,
 *   stride: import("../geometry.js").Size, output: import("../geometry.js").Size}} layer
 * @param {number} start @param {number} count
 */
export function rangeOfRows({ padded, kernel, bias, stride, output }, start, count) {
  const firstRow = Math.floor(start / output.columns);
  const lastRow = Math.floor((start + count - 1) / output.columns);
  const top = firstRow * stride.rows;
  const skippedFrames = firstRow * output.columns;
  return {
    request: {
      input: padded.slice(top, lastRow * stride.rows + kernel.length),
      kernel,
      bias,
      stride: [stride.rows, stride.columns],
      padding: [0, 0],
      frames: { start: start - skippedFrames, count },
    },
    /** A frame of those rows as a frame of the whole. @param {Frame} frame @returns {Frame} */
    whole: (frame) => ({
      ...frame,
      index: frame.index + skippedFrames,
      output: { ...frame.output, row: frame.output.row + firstRow },
      window: { ...frame.window, top: frame.window.top + top, bottom: frame.window.bottom + top },
    }),
  };
}
