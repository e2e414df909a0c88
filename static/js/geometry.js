/**
 * Where a kernel lands on its input: plain integers, no DOM, no values.
 *
 * Rows and columns count cells from 0. Positions are those of the grid without its padding, so a
 * window that starts in the padding has a negative top or left. A transposed convolution is the
 * same the other way round: its input cells are the places of the kernel, its output what they
 * cover.
 *
 * @typedef {{rows: number, columns: number}} Size
 * @typedef {{top: number, bottom: number, left: number, right: number}} Sides
 * @typedef {{top: number, left: number, rows: number, columns: number}} Block
 * @typedef {{kernel: Size, stride: Size, dilation: Size, padding: Sides, places: Size}} Layer
 *   places: of the kernel; cells of the output, or of the input where it is transposed
 */

/** Cells from a kernel's first element to its last, both included. @param {Layer} layer @returns {Size} */
export const extentOf = ({ kernel, dilation }) => ({
  rows: dilation.rows * (kernel.rows - 1) + 1,
  columns: dilation.columns * (kernel.columns - 1) + 1,
});

/** @param {{input: Size, padding: Sides}} grid @returns {Size} */
export const paddedSize = ({ input, padding }) => ({
  rows: input.rows + padding.top + padding.bottom,
  columns: input.columns + padding.left + padding.right,
});

/**
 * What the kernel spans at a place; with dilation it reads only some of it.
 * @param {Layer} layer @param {number} row @param {number} column @returns {Block}
 */
export function windowOf(layer, row, column) {
  return {
    top: row * layer.stride.rows - layer.padding.top,
    left: column * layer.stride.columns - layer.padding.left,
    ...extentOf(layer),
  };
}

/**
 * The cells that the kernel covers at a place: one block, or each by itself where it is dilated.
 * @param {Layer} layer @param {number} row @param {number} column @returns {Block[]}
 */
export function tapsOf(layer, row, column) {
  const window = windowOf(layer, row, column);
  const { kernel, dilation } = layer;
  if (dilation.rows === 1 && dilation.columns === 1) return [window];
  return Array.from({ length: kernel.rows * kernel.columns }, (_, element) => ({
    top: window.top + Math.floor(element / kernel.columns) * dilation.rows,
    left: window.left + (element % kernel.columns) * dilation.columns,
    rows: 1,
    columns: 1,
  }));
}

/**
 * Places along an axis at which the kernel covers a padded position, ascending.
 * @returns {number[]}
 */
function readersAlong(
  /** @type {number} */ position,
  /** @type {number} */ extent,
  /** @type {number} */ stride,
  /** @type {number} */ dilation,
  /** @type {number} */ places,
) {
  const first = Math.max(0, Math.ceil((position - extent + 1) / stride));
  const last = Math.min(places - 1, Math.floor(position / stride));
  const found = [];
  for (let place = first; place <= last; place += 1) {
    if ((position - place * stride) % dilation === 0) found.push(place);
  }
  return found;
}

/**
 * Every place at which the kernel covers a cell: runs of them as blocks.
 * @param {Layer} layer @param {number} row @param {number} column @returns {Block[]}
 */
export function readersOf(layer, row, column) {
  const { stride, dilation, padding, places } = layer;
  const extent = extentOf(layer);
  const rows = runs(readersAlong(
    row + padding.top, extent.rows, stride.rows, dilation.rows, places.rows,
  ));
  const columns = runs(readersAlong(
    column + padding.left, extent.columns, stride.columns, dilation.columns, places.columns,
  ));
  return rows.flatMap(([top, high]) =>
    columns.map(([left, wide]) => ({ top, left, rows: high, columns: wide })));
}

/** First and length of each run of neighbours. @param {number[]} ascending @returns {[number, number][]} */
function runs(ascending) {
  /** @type {[number, number][]} */
  const found = [];
  for (const value of ascending) {
    const run = found.at(-1);
    if (run && run[0] + run[1] === value) run[1] += 1;
    else found.push([value, 1]);
  }
  return found;
}

/** Whether a block covers a cell. @param {Block} block @param {number} row @param {number} column */
export function covers(block, row, column) {
  return row >= block.top && row < block.top + block.rows
    && column >= block.left && column < block.left + block.columns;
}

/** @param {readonly Block[]} blocks */
export const cellCount = (blocks) =>
  blocks.reduce((count, { rows, columns }) => count + rows * columns, 0);

/** @param {readonly (readonly unknown[])[]} values @returns {Size} */
export function sizeOf(values) {
  return { rows: values.length, columns: values[0]?.length ?? 0 };
}

/** @param {Size} one @param {Size} other */
export const sameSize = (one, other) => one.rows === other.rows && one.columns === other.columns;
