/**
 * The tree that a beam search grew, out of the API's answer. Pure.
 *
 * @typedef {"kept" | "ended" | "pruned"} Status
 * @typedef {{node: number | null, parent: number | null, token: string, log_probability: number,
 *   total: number, score: number, status: Status}} Candidate
 * @typedef {import("../tokens.js").Side & {attention: number[][], log_probability: number,
 *   score: number, node: number}} Hypothesis
 * @typedef {{model: string, source: import("../tokens.js").Side, size: number,
 *   length_penalty: number, steps: Candidate[][], hypotheses: Hypothesis[]}} Answer
 * @typedef {{step: number, rank: number, token: string, status: Status, log_probability: number,
 *   total: number, score: number, parent: Leaf | null, children: Leaf[],
 *   hypothesis: number}} Leaf
 *   A node of the tree. `step`: 0 for the root, whose total is 0; `rank`: its place among the
 *   candidates of its step, from 1; `children`: likeliest first; `hypothesis`: the number of the one
 *   that ended here, from 1, or 0.
 * @typedef {{root: Leaf, columns: Leaf[][]}} Tree
 *   `columns`: the nodes of each step from top to bottom, so that no two branches cross; the root
 *   alone in the first.
 */

export const START = "<s>";

/** @param {Answer} answer @returns {Tree} */
export function treeOf({ steps, hypotheses }) {
  /** @type {Leaf} */
  const root = {
    step: 0, rank: 1, token: START, status: "kept", log_probability: 0, total: 0, score: 0,
    parent: null, children: [], hypothesis: 0,
  };
  /** @type {Map<number | null, Leaf>} */
  const byNumber = new Map([[null, root]]);
  const columns = [[root]];
  steps.forEach((candidates, index) => {
    candidates.forEach((candidate, place) => {
      const parent = byNumber.get(candidate.parent) ?? root;
      const number = hypotheses.findIndex(({ node }) => node === candidate.node) + 1;
      const { node, ...numbers } = candidate;
      const leaf = {
        ...numbers, step: index + 1, rank: place + 1, parent, children: [], hypothesis: number,
      };
      parent.children.push(leaf);
      if (node !== null) byNumber.set(node, leaf);
    });
    for (const leaf of columns[index]) leaf.children.sort((a, b) => b.total - a.total);
    columns.push(columns[index].flatMap(({ children }) => children));
  });
  return { root, columns };
}

/** @param {Leaf} leaf @returns {Leaf[]} from the root to a node */
export function pathTo(leaf) {
  const path = [leaf];
  while (path[0].parent) path.unshift(path[0].parent);
  return path;
}

/** Where a hypothesis ended. @param {Tree} tree @param {number} number from 1 @returns {Leaf} */
export const endOf = ({ root, columns }, number) =>
  columns.flat().find(({ hypothesis }) => hypothesis === number) ?? root;

/** @param {Tree} tree @param {string} name "step.rank" @returns {Leaf | null} */
export function named({ columns }, name) {
  const [step, rank] = name.split(".").map(Number);
  return columns[step]?.find((leaf) => leaf.rank === rank) ?? null;
}

/** What was pruned is seen at its own step alone. @param {Leaf} leaf @param {number} step */
export const isSeen = (leaf, step) =>
  leaf.step <= step && (leaf.status !== "pruned" || leaf.step === step);

/**
 * The nodes from which the search still hopes at a step, or that led to an end.
 * @param {Tree} tree @param {number} step @returns {Set<Leaf>}
 */
export function alive({ columns }, step) {
  const ended = columns.slice(0, step + 1).flat().filter(({ status }) => status === "ended");
  const running = columns[step].filter(({ status }) => status !== "pruned");
  return new Set([...running, ...ended].flatMap(pathTo));
}

/**
 * The node that an arrow key leads to; the same one where there is none.
 * @param {Tree} tree @param {Leaf} leaf @param {string} key @param {number} step the newest that is shown
 * @returns {Leaf | null} null for a key that means nothing here
 */
export function neighbour({ root, columns }, leaf, key, step) {
  const seen = (/** @type {Leaf[]} */ list) => list.filter((one) => isSeen(one, step));
  const column = seen(columns[leaf.step]);
  const at = column.indexOf(leaf);
  switch (key) {
    case "ArrowLeft":
      return leaf.parent ?? leaf;
    case "ArrowRight":
      return seen(leaf.children)[0] ?? leaf;
    case "ArrowUp":
      return column[Math.max(at - 1, 0)];
    case "ArrowDown":
      return column[Math.min(at + 1, column.length - 1)];
    case "Home":
      return root;
    case "End":
      return seen(columns[step]).reduce((best, one) => (one.rank < best.rank ? one : best));
    default:
      return null;
  }
}
