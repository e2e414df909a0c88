/**
 * Which cells of which figure belong together. Pure.
 *
 * A layer is a list of products: one output cell, one kernel element, one input cell (or padding).
 * Each figure shows one or two of the three; what is known of a place finds the rest.
 *
 * @typedef {{output: number, element: number, input: number}} Product `input` is -1 in padding
 * @typedef {Partial<Product>} Place
 * @typedef {{row: number, column: number}} Cell
 * @typedef {import("../geometry.js").Block} Block
 */

/** What the cells of a figure are counted by: all together, or rows and columns. */
export const AXES = /** @type {const} */ ({
  input: ["input"],
  kernel: ["element"],
  output: ["output"],
  painted: ["input"],
  kernel_flat: ["element"],
  im2col: ["output", "element"],
  im2col_output: ["output"],
  input_flat: ["input"],
  toeplitz: ["output", "input"],
  toeplitz_output: ["output"],
  output_flat: ["output"],
  turned: ["input", "output"],
  painted_flat: ["input"],
});
/** @typedef {keyof typeof AXES} Name */

/** @param {(number | null)[][]} reads for each output cell and kernel element the input cell @returns {Product[]} */
export const productsOf = (reads) => reads.flatMap((cells, output) =>
  cells.map((input, element) => ({ output, element, input: input ?? -1 })));

/** @param {Product[]} products @param {Place} place */
const matching = (products, place) => products.filter((product) =>
  Object.entries(place).every(([axis, at]) => product[/** @type {keyof Product} */ (axis)] === at));

/**
 * What a cell of a figure stands for; where that is one product, all of it.
 * @param {Name} name @param {Cell} cell @param {number} columns of the figure @param {Product[]} products
 * @returns {Place}
 */
export function placeOf(name, { row, column }, columns, products) {
  const [first, second] = AXES[name];
  if (!second) return { [first]: row * columns + column };
  const place = { [first]: row, [second]: column };
  return matching(products, place)[0] ?? place;
}

/**
 * The cells of a figure that belong to a place.
 * @param {Name} name @param {Place} place @param {number} columns of the figure @param {Product[]} products
 * @returns {Block[]}
 */
export function blocksOf(name, place, columns, products) {
  const axes = AXES[name];
  const known = axes.every((axis) => place[axis] !== undefined);
  /** @type {Place[]} */
  const found = known ? [place] : matching(products, place);
  const cells = new Map(found.map((each) => {
    const at = axes.map((axis) => /** @type {number} */ (each[axis]));
    return [at.join(), at];
  }));
  return [...cells.values()].filter((at) => Math.min(...at) >= 0).map((at) => {
    const [row, column] = at.length === 2 ? at : [Math.floor(at[0] / columns), at[0] % columns];
    return { top: row, left: column, rows: 1, columns: 1 };
  });
}

/** The cells after one, row by row, as at most two blocks. @param {number} index @param {import("../geometry.js").Size} size @returns {Block[]} */
export function after(index, { rows, columns }) {
  const [row, column] = [Math.floor(index / columns), index % columns];
  return [
    { top: row, left: column + 1, rows: 1, columns: columns - column - 1 },
    { top: row + 1, left: 0, rows: rows - row - 1, columns },
  ].filter((block) => block.rows > 0 && block.columns > 0);
}
