/** A layer asked of the server: its output, and its frames by range. */

import { convolve } from "../api.js";
import { outputSize, sizeOf } from "../geometry.js";
import { CHUNK, createFrames, rangeOfRows } from "./frames.js";

/** @typedef {import("./figures.js").Result} Result */
/** @typedef {import("./settings.js").Settings} Settings */

/** A larger input is not sent again with each range: only the rows that the range reads. */
const SENT_WHOLE_CELLS = 4096;

/** @param {Settings} settings */
const requestOf = ({ input, kernel, bias, stride, padding }) => ({
  input,
  kernel,
  bias,
  stride: [stride.rows, stride.columns],
  padding: [padding.rows, padding.columns],
});

/**
 * @param {Settings} settings
 * @param {{step: number, signal: AbortSignal, onArrival: () => void,
 *   onFailure: (problem: unknown) => void}} options `step`: whose frames come with the answer
 */
export async function computeLayer(settings, { step, signal, onArrival, onFailure }) {
  const request = requestOf(settings);
  const start = step - (step % CHUNK);
  const answer = await convolve({ ...request, frames: { start, count: CHUNK } }, { signal });
  const { rows, columns } = settings.padding;
  /** @type {Result} */
  const result = {
    settings,
    layer: {
      input: sizeOf(settings.input), kernel: sizeOf(settings.kernel), stride: settings.stride,
      padding: { top: rows, bottom: rows, left: columns, right: columns },
    },
    output: answer.output,
    padded: answer.padded_input,
    unread: answer.unread,
    parameters: answer.parameters,
    count: answer.frame_count,
  };
  const frames = createFrames({
    count: result.count,
    fetchRange: (from, count) => rangeOf(result, from, count),
    onArrival,
    onFailure,
  });
  if (answer.frames.length) frames.keep(start, answer.frames);
  return { result, frames };
}

/** @param {Result} result @param {number} start @param {number} count */
async function rangeOf({ settings, layer, padded }, start, count) {
  if (layer.input.rows * layer.input.columns <= SENT_WHOLE_CELLS) {
    return (await convolve({ ...requestOf(settings), frames: { start, count } })).frames;
  }
  const { kernel, bias, stride } = settings;
  const { request, whole } = rangeOfRows(
    { padded, kernel, bias, stride, output: outputSize(layer) }, start, count,
  );
  return (await convolve(request)).frames.map(whole);
}
