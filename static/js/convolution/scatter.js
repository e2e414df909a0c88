/** The output of a transposed convolution while it fills up: sums of what has been painted. Pure. */

import { sizeOf, windowOf } from "../geometry.js";
import { paintedChannels, placeOf } from "./result.js";

/** @typedef {import("./result.js").Result} Result */

/**
 * Partial sums of one output channel after each step; going on by one adds one window.
 * @param {Result} result @param {number} channel
 */
export function createScatter(result, channel) {
  const { output, settings, layer } = result;
  const { rows, columns } = sizeOf(output[channel]);
  const start = settings.bias ? settings.bias[channel] ?? settings.bias[0] : 0;
  /** @type {number[][]} */
  let sums = [];
  let done = 0;

  function clear() {
    sums = Array.from({ length: rows }, () => new Array(columns).fill(start));
    done = 0;
  }
  clear();

  /** @param {number} step */
  function add(step) {
    const place = placeOf(result, step);
    const painted = paintedChannels(result, place.channel).find((each) => each.channel === channel);
    if (!painted) return;
    const value = result.input[place.channel][place.row][place.column];
    const window = windowOf(layer, place.row, place.column);
    painted.weights.forEach((line, i) => line.forEach((weight, j) => {
      const row = sums[window.top + i * layer.dilation.rows];
      const column = window.left + j * layer.dilation.columns;
      if (row && column >= 0 && column < columns) row[column] += value * weight;
    }));
  }

  return {
    channel,
    /** With this step; the last gives the answer's own numbers. @param {number} step @returns {number[][]} */
    after(step) {
      if (step + 1 >= result.count) return output[channel];
      if (step + 1 < done) clear();
      for (; done <= step; done += 1) add(done);
      return sums.map((row) => [...row]);
    },
  };
}
