/**
 * Where windows lie in the figures of an exercise. Pure.
 *
 * @typedef {{top: number, bottom: number, left: number, right: number}} Sides
 * @typedef {import("../geometry.js").Block} Block
 * @typedef {{operation: string, size: number[], kernel_size: number[], stride: number[],
 *   padding: Sides, dilation: number[], output_padding: number[], channels: number[],
 *   groups: number, bias: boolean, input: number[][][] | null, kernel: number[][][] | null}} Given
 */

/** Cells from a kernel's first element to its last. @param {Given} layer @param {0 | 1} axis */
const span = ({ kernel_size, dilation }, axis) => dilation[axis] * (kernel_size[axis] - 1) + 1;

/** The window of an output cell; rows and columns are those of the input, padding is negative. @param {Given} layer @param {number} row @param {number} column @returns {Block} */
export const windowAt = (layer, row, column) => ({
  top: row * layer.stride[0] - layer.padding.top,
  left: column * layer.stride[1] - layer.padding.left,
  rows: span(layer, 0),
  columns: span(layer, 1),
});

/** The cells that a window reads, of which dilation leaves some out. @param {Given} layer @param {Block} window @returns {Block[]} */
export function taps({ kernel_size: [rows, columns], dilation }, { top, left }) {
  return Array.from({ length: rows * columns }, (_, index) => ({
    top: top + Math.floor(index / columns) * dilation[0],
    left: left + (index % columns) * dilation[1],
    rows: 1,
    columns: 1,
  }));
}

/** The places after the first one, downwards and to the right, that fit into the padded input. @param {Given} layer @returns {Block[]} */
export function nextPlaces(layer) {
  const [rows, columns] = layer.size;
  const { top, bottom, left, right } = layer.padding;
  const fits = (/** @type {Block} */ block) =>
    block.top + block.rows <= rows + bottom && block.left + block.columns <= columns + right
    && block.top >= -top && block.left >= -left;
  return [windowAt(layer, 0, 1), windowAt(layer, 1, 0)].filter(fits);
}

/** What an input cell of a transposed convolution paints, within the output. @param {Given} layer @param {number[]} output @param {number} row @param {number} column @returns {Block[]} */
export function painted(layer, output, row, column) {
  const top = row * layer.stride[0] - layer.padding.top;
  const left = column * layer.stride[1] - layer.padding.left;
  const [first, start] = [Math.max(top, 0), Math.max(left, 0)];
  const rows = Math.min(top + layer.kernel_size[0], output[0]) - first;
  const columns = Math.min(left + layer.kernel_size[1], output[1]) - start;
  return rows > 0 && columns > 0 ? [{ top: first, left: start, rows, columns }] : [];
}

/** Output cells from a place on, row by row, as blocks. @param {number[]} size @param {number} from @returns {Block[]} */
export function cellsFrom([rows, columns], from) {
  return Array.from({ length: rows * columns - from }, (_, index) => ({
    top: Math.floor((from + index) / columns), left: (from + index) % columns, rows: 1, columns: 1,
  }));
}

/** Rows and columns of the padded input, from one edge to the other. @param {Given} layer @param {{rows: number[], columns: number[]}} unread @returns {Block[]} */
export function unreadBlocks({ size, padding }, unread) {
  const rows = size[0] + padding.top + padding.bottom;
  const columns = size[1] + padding.left + padding.right;
  return [
    ...unread.rows.map((row) => ({ top: row - padding.top, left: -padding.left, rows: 1, columns })),
    ...unread.columns.map((column) => ({ top: -padding.top, left: column - padding.left, rows, columns: 1 })),
  ];
}

/** @param {number[]} size @returns {number[][]} */
export const blank = ([rows, columns]) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0));
