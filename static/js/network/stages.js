/**
 * The layers as they are shown: the picture, then every layer whose output can be looked at. Pure.
 *
 * Outputs are planes[channel][row][column]. Numbers without a place, such as a linear layer's, are
 * shown as one plane; its cells are counted row by row.
 *
 * @typedef {ArrayLike<number>[]} Plane
 * @typedef {{channel: number, row: number, column: number}} Cell
 * @typedef {{name: string, operation: string, input_shape: number[], output_shape: number[],
 *   hyperparameters: Record<string, number>, parameters: {weights: number, biases: number, total: number}}} Layer
 * @typedef {{name: string, operation: string, channels: number, rows: number, columns: number,
 *   flat: boolean, layer: Layer | null}} Stage
 * @typedef {{channels: number[], window: import("../geometry.js").Block}} Reading
 */

/** Longest column of numbers that have no place. */
const LONGEST = 30;

/** @param {Layer[]} layers @returns {Stage[]} the picture first */
export function stagesOf(layers) {
  const [, rows, columns] = layers[0].input_shape;
  /** @type {Stage[]} */
  const stages = [{
    name: "input", operation: "input", channels: 1, rows, columns, flat: false, layer: null,
  }];
  for (const layer of layers) {
    if (layer.operation === "flatten") continue;
    const [first, ...sides] = layer.output_shape;
    const flat = sides.length === 0;
    const width = flat ? columnsFor(first) : sides[1];
    stages.push({
      name: layer.name,
      operation: layer.operation,
      channels: flat ? 1 : first,
      rows: flat ? first / width : sides[0],
      columns: width,
      flat,
      layer,
    });
  }
  return stages;
}

/** The fewest columns of equal length in which so many numbers can stand. @param {number} count */
function columnsFor(count) {
  let columns = Math.ceil(count / LONGEST);
  while (count % columns) columns += 1;
  return columns;
}

/** @param {Stage} stage @param {any} output as the API gives it @returns {Plane[]} */
export function planesOf({ flat, rows, columns }, output) {
  if (!flat) return output;
  const plane = Array.from({ length: rows }, (_, row) =>
    output.slice(row * columns, (row + 1) * columns));
  return [plane];
}

/**
 * What a cell reads of the stage below: the same window in some of its channels.
 * @param {Stage} stage @param {Stage} below @param {Cell} cell @returns {Reading}
 */
export function readingOf({ operation, layer }, below, { channel, row, column }) {
  const every = Array.from({ length: below.channels }, (_, index) => index);
  const { kernel = 1, stride = 1, padding = 0 } = layer?.hyperparameters ?? {};
  const window = {
    top: row * stride - padding, left: column * stride - padding, rows: kernel, columns: kernel,
  };
  switch (operation) {
    case "cross_correlation":
      return { channels: every, window };
    case "linear":
      return {
        channels: every, window: { top: 0, left: 0, rows: below.rows, columns: below.columns },
      };
    default:
      return { channels: [channel], window };
  }
}

/**
 * The numbers under a window; padding is 0.
 * @param {Plane} plane @param {import("../geometry.js").Block} window @returns {number[][]}
 */
export function under(plane, { top, left, rows, columns }) {
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: columns }, (__, c) => plane[top + r]?.[left + c] ?? 0));
}

/** The number of a cell among those of its layer that have no place. @param {Stage} stage @param {Cell} cell */
export const unitOf = ({ columns }, { row, column }) => row * columns + column;

/**
 * A cell as addresses name it: by its channel, row and column, or by its number alone.
 * @param {Stage} stage @param {Cell} cell
 */
export const writtenCell = (stage, cell) =>
  (stage.flat ? { channel: unitOf(stage, cell), row: 0, column: 0 } : cell);

/** The other way; what lies outside is brought back. @param {Stage} stage @param {Cell} written @returns {Cell} */
export function cellFrom(stage, { channel, row, column }) {
  const within = (/** @type {number} */ value, /** @type {number} */ count) =>
    Math.min(Math.max(value, 0), count - 1);
  if (stage.flat) {
    const unit = within(channel, stage.rows * stage.columns);
    return { channel: 0, row: Math.floor(unit / stage.columns), column: unit % stage.columns };
  }
  return {
    channel: within(channel, stage.channels),
    row: within(row, stage.rows),
    column: within(column, stage.columns),
  };
}
