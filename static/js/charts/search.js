/** Where the nodes of a search tree stand, and the lines between them. Pure. */

/** @typedef {import("../search/tree.js").Leaf} Leaf */
/** @typedef {import("../search/tree.js").Tree} Tree */
/** @typedef {{x: number, y: number, width: number}} Place `y`: the middle of its two lines of text */
/**
 * @typedef {{width: number, height: number, places: Map<Leaf, Place>, lines: Map<Leaf, string>,
 *   heads: {x: number, width: number}[]}} Layout
 *   `lines`: from its parent to a node, as an SVG path; `heads`: one for each column.
 */

const PITCH = 38;
const GAP = 40;
const HEAD = 30;
const EDGE = { before: 8, after: 6 };
/** Room for the sign of an end and the number of its hypothesis. */
export const END_SIGN = 34;

const isKept = (/** @type {Leaf} */ { status }) => status !== "pruned";

/**
 * The places nearest to those wished for that keep a distance of 1 and lie within 0..rows - 1:
 * least squares under order (pool adjacent violators; Barlow et al. 1972), cut off at the bounds.
 * @param {number[]} wishes in ascending order, at most `rows` @param {number} rows
 * @returns {number[]}
 */
export function apart(wishes, rows) {
  /** @type {{sum: number, count: number}[]} */
  const blocks = [];
  wishes.forEach((wish, i) => {
    blocks.push({ sum: wish - i, count: 1 });
    for (let last = blocks.length - 1; last > 0; last -= 1) {
      const [one, other] = [blocks[last - 1], blocks[last]];
      if (one.sum / one.count <= other.sum / other.count) break;
      blocks.splice(last - 1, 2, { sum: one.sum + other.sum, count: one.count + other.count });
    }
  });
  const most = rows - wishes.length;
  return blocks
    .flatMap(({ sum, count }) => /** @type {number[]} */ (Array(count).fill(sum / count)))
    .map((place, i) => Math.min(Math.max(place, 0), most) + i);
}

/**
 * The root faces what was kept of the first step; children stand around the middle of their parent, as near to it as their neighbours let them.
 * @param {Tree} tree @param {(leaf: Leaf) => number} widthOf of its text in pixels @returns {Layout}
 */
export function searchLayout({ columns }, widthOf) {
  /** @type {Map<Leaf, Place>} */
  const places = new Map();
  /** @type {Layout["heads"]} */
  const heads = [];
  const rows = Math.max(...columns.map((column) => column.length));
  /** @type {Map<Leaf, number>} */
  const rowOf = new Map();
  let x = EDGE.before;
  for (const column of columns) {
    const wishes = column.map((leaf) => {
      if (!leaf.parent) return (leaf.children.filter(isKept).length - 1) / 2;
      const siblings = leaf.parent.children;
      const middle = rowOf.get(leaf.parent) ?? 0;
      return middle + siblings.indexOf(leaf) - (siblings.length - 1) / 2;
    });
    apart(wishes, rows).forEach((row, i) => rowOf.set(column[i], row));
    const widths = column.map((leaf) => widthOf(leaf) + (leaf.status === "ended" ? END_SIGN : 0));
    const width = Math.max(...widths);
    const yOf = (/** @type {Leaf} */ leaf) => HEAD + ((rowOf.get(leaf) ?? 0) + 0.5) * PITCH;
    column.forEach((leaf, i) => places.set(leaf, { x, y: yOf(leaf), width: widths[i] }));
    heads.push({ x, width });
    x += width + GAP;
  }
  const height = HEAD + rows * PITCH + EDGE.after;
  return { width: x - GAP + EDGE.before, height, places, heads, lines: linesOf(places, heads) };
}

/** @param {Map<Leaf, Place>} places @param {Layout["heads"]} heads */
function linesOf(places, heads) {
  /** @type {Map<Leaf, string>} */
  const lines = new Map();
  for (const [leaf, { x, y }] of places) {
    if (!leaf.parent) continue;
    const from = /** @type {Place} */ (places.get(leaf.parent));
    const head = heads[leaf.parent.step];
    const start = from.x + from.width + EDGE.after;
    const bend = head.x + head.width + EDGE.after;
    const end = x - EDGE.before;
    const middle = (bend + end) / 2;
    lines.set(leaf, `M${start} ${from.y}H${bend}C${middle} ${from.y} ${middle} ${y} ${end} ${y}`);
  }
  return lines;
}
