/**
 * Where a kernel lands on its input: plain integers, no DOM, no values.
 *
 * Rows and columns count cells from 0. Positions are those of the input without its padding, so a
 * window that starts in the padding has a negative top or left.
 *
 * @typedef {{rows: number, columns: number}} Size
 * @typedef {{top: number, bottom: number, left: number, right: number}} Sides
 * @typedef {{input: Size, kernel: Size, stride: Size, padding: Sides}} Layer
 * @typedef {{top: number, left: number, rows: number, columns: number}} Block
 * @typedef {{side: number, span: number, remainder: number}} Axis
 */

/**
 * Output cells along one axis: floor((side + before + after - kernel) / stride) + 1.
 *
 * `span` is what is divided, `remainder` the cells that the last window does not reach.
 * @returns {Axis}
 */
export function outputAxis(
  /** @type {number} */ side,
  /** @type {number} */ kernel,
  /** @type {number} */ stride,
  /** @type {number} */ before,
  /** @type {number} */ after,
) {
  const span = side + before + after - kernel;
  if (span < 0) return { side: 0, span, remainder: 0 };
  return { side: Math.floor(span / stride) + 1, span, remainder: span % stride };
}

/** @param {Layer} layer @returns {{rows: Axis, columns: Axis}} */
export function outputAxes({ input, kernel, stride, padding }) {
  return {
    rows: outputAxis(input.rows, kernel.rows, stride.rows, padding.top, padding.bottom),
    columns: outputAxis(input.columns, kernel.columns, stride.columns, padding.left, padding.right),
  };
}

/** @param {Layer} layer @returns {Size} */
export function outputSize(layer) {
  const axes = outputAxes(layer);
  return { rows: axes.rows.side, columns: axes.columns.side };
}

/** @param {Layer} layer @returns {Size} */
export function paddedSize({ input, padding }) {
  return {
    rows: input.rows + padding.top + padding.bottom,
    columns: input.columns + padding.left + padding.right,
  };
}

/**
 * The window that an output cell reads.
 * @param {Layer} layer @param {number} row @param {number} column @returns {Block}
 */
export function windowOf({ kernel, stride, padding }, row, column) {
  return {
    top: row * stride.rows - padding.top,
    left: column * stride.columns - padding.left,
    rows: kernel.rows,
    columns: kernel.columns,
  };
}

/**
 * First and last output position along an axis whose window holds the padded cell `position`.
 * @returns {[number, number]} empty when the first is greater than the last
 */
function readersAlong(
  /** @type {number} */ position,
  /** @type {number} */ kernel,
  /** @type {number} */ stride,
  /** @type {number} */ side,
) {
  const first = Math.max(0, Math.ceil((position - kernel + 1) / stride));
  const last = Math.min(side - 1, Math.floor(position / stride));
  return [first, last];
}

/**
 * Every output cell that reads an input cell: a block, because windows move by a fixed stride.
 * @param {Layer} layer @param {number} row @param {number} column @returns {Block | null}
 */
export function readersOf(layer, row, column) {
  const { kernel, stride, padding } = layer;
  const output = outputSize(layer);
  const [top, bottom] = readersAlong(row + padding.top, kernel.rows, stride.rows, output.rows);
  const [left, right] = readersAlong(
    column + padding.left, kernel.columns, stride.columns, output.columns,
  );
  if (top > bottom || left > right) return null;
  return { top, left, rows: bottom - top + 1, columns: right - left + 1 };
}

/** Output cells run row by row. @param {Size} output @param {number} step @returns {{row: number, column: number}} */
export function cellOf(output, step) {
  return { row: Math.floor(step / output.columns), column: step % output.columns };
}

/** @param {Size} output @param {number} row @param {number} column */
export function stepOf(output, row, column) {
  return row * output.columns + column;
}

/** @param {readonly (readonly number[])[]} values @returns {Size} */
export function sizeOf(values) {
  return { rows: values.length, columns: values[0]?.length ?? 0 };
}

/** Whether a block covers a cell. @param {Block} block @param {number} row @param {number} column */
export function covers(block, row, column) {
  return row >= block.top && row < block.top + block.rows
    && column >= block.left && column < block.left + block.columns;
}
