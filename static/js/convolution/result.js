/**
 * A computed layer, and which cell each of its steps stands at. Pure.
 *
 * @typedef {(number | null)[][]} Cells null: an empty cell of pooling
 * @typedef {import("../geometry.js").Layer} Layer
 * @typedef {import("../geometry.js").Size} Size
 * @typedef {import("./settings.js").Settings} Settings
 * @typedef {{side: number, before: number, after: number, kernel: number, dilation: number,
 *   extent: number, stride: number, output: number, remainder: number, overhang: number,
 *   output_padding: number}} Axis
 * @typedef {{channel: number, row: number, column: number}} Place
 * @typedef {{settings: Settings, layer: Layer, geometry: {rows: Axis, columns: Axis},
 *   input: number[][][], padded: Cells[], kernel: number[][][][], flipped: boolean,
 *   output: number[][][], activated: number[][][] | null,
 *   sources: {rows: (number | null)[], columns: (number | null)[]},
 *   unread: {rows: number[], columns: number[]},
 *   parameters: {weights: number, biases: number, total: number}, multiplyAdds: number,
 *   byInput: boolean, count: number}} Result
 *   kernel: as it slides. byInput: a step is an input cell that paints, not an output cell.
 */

import { sizeOf } from "../geometry.js";
import { isPooling } from "./operations.js";

/** @param {Settings} settings @param {any} answer of the server @returns {Result} */
export function resultOf(settings, answer) {
  const { operation, input } = settings;
  const { rows, columns } = answer.geometry;
  const transposed = operation === "transposed";
  const byInput = transposed && settings.by === "input";
  const output = asPlanes(answer.output);
  const kernel = answer.flipped_kernel ?? settings.kernel;
  const cells = (/** @type {number[][][]} */ planes) => planes.length * planes[0].length * planes[0][0].length;
  return {
    settings,
    geometry: answer.geometry,
    layer: {
      kernel: { rows: rows.kernel, columns: columns.kernel },
      stride: { rows: rows.stride, columns: columns.stride },
      dilation: { rows: rows.dilation, columns: columns.dilation },
      padding: { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after },
      places: sizeOf(transposed ? input[0] : output[0]),
    },
    input,
    padded: asPlanes(answer.padded_input),
    kernel: isPooling(operation) ? [] : asKernel(kernel),
    flipped: Boolean(answer.flipped_kernel),
    output,
    activated: answer.activated && asPlanes(answer.activated),
    sources: answer.sources,
    unread: answer.unread,
    parameters: answer.parameters,
    multiplyAdds: answer.multiply_adds,
    byInput,
    count: cells(byInput ? input : output),
  };
}

/** @param {any} values a plane or several */
const asPlanes = (values) => (Array.isArray(values[0][0]) ? values : [values]);

/** @param {any} values a plane, or planes of planes */
const asKernel = (values) => (Array.isArray(values[0][0]) ? values : [[values]]);

/** Padding around the input's figure; a transposed convolution cuts it off its output. @param {Result} result */
export const inputPadding = ({ settings, layer }) =>
  (settings.operation === "transposed" ? NONE : layer.padding);

/** @param {Result} result */
export const outputPadding = ({ settings, layer }) =>
  (settings.operation === "transposed" ? layer.padding : NONE);

const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

/** The planes that steps run through. @param {Result} result */
const stepped = ({ byInput, input, output }) => (byInput ? input : output);

/** Cells run row by row, channel by channel. @param {Result} result @param {number} step @returns {Place} */
export function placeOf(result, step) {
  const { rows, columns } = sizeOf(stepped(result)[0]);
  const cell = step % (rows * columns);
  return {
    channel: Math.floor(step / (rows * columns)),
    row: Math.floor(cell / columns),
    column: cell % columns,
  };
}

/** The nearest place that there is. @param {Result} result @param {Place} place @returns {Place} */
export function placeWithin(result, { channel, row, column }) {
  const planes = stepped(result);
  const { rows, columns } = sizeOf(planes[0]);
  const within = (/** @type {number} */ at, /** @type {number} */ count) => Math.max(0, Math.min(at, count - 1));
  return { channel: within(channel, planes.length), row: within(row, rows), column: within(column, columns) };
}

/** @param {Result} result @param {Place} place */
export function stepAt(result, { channel, row, column }) {
  const { rows, columns } = sizeOf(stepped(result)[0]);
  return (channel * rows + row) * columns + column;
}

/**
 * The input channels that an output channel reads, and the weights that it has for each.
 * @param {Result} result @param {number} output
 * @returns {{channel: number, weights: number[][] | null}[]}
 */
export function readChannels({ settings, input, output: outputs, kernel }, output) {
  if (isPooling(settings.operation)) return [{ channel: output, weights: null }];
  const inputs = input.length / settings.groups;
  const each = outputs.length / settings.groups;
  const first = Math.floor(output / each) * inputs;
  return Array.from({ length: inputs }, (_, place) => ({
    channel: first + place,
    weights: settings.operation === "transposed"
      ? kernel[first + place][output % each] : kernel[output][place],
  }));
}

/**
 * The output channels that an input channel of a transposed convolution paints.
 * @param {Result} result @param {number} channel
 */
export function paintedChannels({ settings, input, output, kernel }, channel) {
  const each = output.length / settings.groups;
  const first = Math.floor(channel / (input.length / settings.groups)) * each;
  return kernel[channel].map((weights, place) => ({ channel: first + place, weights }));
}
