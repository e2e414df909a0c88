/** The search tree on the page: an SVG that is drawn once and shown up to a step. */

import { searchLayout } from "../charts/search.js";
import { t } from "../i18n.js";
import { svg } from "../svg.js";
import { measure, nodeOf, setSeen } from "./node.js";
import { alive, isSeen, neighbour, pathTo } from "./tree.js";

/** @typedef {import("./tree.js").Leaf} Leaf */
/** @typedef {import("./tree.js").Tree} Tree */
/** @typedef {import("../charts/search.js").Layout} Layout */

/**
 * @param {HTMLElement} root the scrolling region
 * @param {{look: (leaf: Leaf | null) => void, select: (leaf: Leaf) => void}} acts
 *   `look` is told the node under the keyboard's cursor, null when it leaves
 */
export function treeView(root, { look, select }) {
  /** @type {Tree | null} */
  let tree = null;
  /** @type {Layout | null} */
  let layout = null;
  /** @type {Map<Leaf, {node: SVGElement, line: SVGElement | null}>} */
  const drawn = new Map();
  /** @type {SVGElement[]} */
  let heads = [];
  let step = 0;
  /** The one that the Tab key reaches. @type {Leaf | null} */
  let stop = null;

  /** @param {EventTarget | null} target @returns {Leaf | null} */
  function leafAt(target) {
    const group = target instanceof Element ? target.closest("[role=treeitem]") : null;
    for (const [leaf, { node }] of drawn) if (node === group) return leaf;
    return null;
  }

  /** @param {Tree} next @param {string} language of the tokens */
  function draw(next, language) {
    tree = next;
    const where = layout = searchLayout(next, measure());
    drawn.clear();
    for (const [leaf, place] of where.places) {
      const d = where.lines.get(leaf);
      const line = d ? svg("path", { class: `tree__line is-${leaf.status}`, d }) : null;
      drawn.set(leaf, { node: nodeOf(leaf, place, language), line });
    }
    heads = where.heads.slice(1).map(({ x }, i) =>
      svg("text", { class: "tree__head", x, y: 16 }, String(i + 1)));
    const { width, height } = where;
    const parts = [...drawn.values()];
    const lines = parts.flatMap(({ line }) => line ?? []);
    const picture = svg("svg", {
      class: "tree", width, height, viewBox: `0 0 ${width} ${height}`, role: "tree",
      "aria-label": t("search.tree"), "aria-orientation": "horizontal",
    },
    svg("g", { "aria-hidden": "true" }, ...heads, ...lines),
    ...parts.map(({ node }) => node));
    root.replaceChildren(picture);
    root.scrollLeft = 0;
    step = 0;
    stop = next.root;
  }

  /**
   * @param {number} newest the last step that is shown @param {Leaf} end of the hypothesis
   * @param {Leaf} selected
   */
  function show(newest, end, selected) {
    if (!tree || !layout) return;
    const living = alive(tree, newest);
    const path = new Set(pathTo(end));
    const grown = newest === step + 1;
    for (const [leaf, { node, line }] of drawn) {
      const seen = isSeen(leaf, newest);
      for (const part of line ? [node, line] : [node]) {
        setSeen(part, seen);
        part.classList.toggle("is-abandoned", leaf.status === "kept" && !living.has(leaf));
        part.classList.toggle("is-path", path.has(leaf));
        part.classList.toggle("is-new", grown && leaf.step === newest);
      }
      // the path lies over the other lines
      if (line && seen && path.has(leaf)) line.parentNode?.append(line);
      node.setAttribute("aria-selected", String(leaf === selected));
    }
    heads.forEach((head, i) => {
      head.classList.toggle("is-current", i + 1 === newest);
      setSeen(head, i + 1 <= newest);
    });
    // the whole tree is first seen from its root
    const moved = step !== newest && (step !== 0 || newest < layout.heads.length - 1);
    step = newest;
    const focused = leafAt(document.activeElement);
    if (!focused || !isSeen(focused, newest)) setStop(selected);
    if (focused && !isSeen(focused, newest)) drawn.get(selected)?.node.focus();
    if (moved) reveal(layout.heads[newest]);
  }

  /** @param {Leaf} leaf */
  function setStop(leaf) {
    if (stop) drawn.get(stop)?.node.setAttribute("tabindex", "-1");
    stop = leaf;
    drawn.get(leaf)?.node.setAttribute("tabindex", "0");
  }

  /** Scroll sideways alone. @param {{x: number, width: number}} part */
  function reveal({ x, width }) {
    const [left, right] = [x - 24, x + width + 24];
    if (right > root.scrollLeft + root.clientWidth) root.scrollLeft = right - root.clientWidth;
    else if (left < root.scrollLeft) root.scrollLeft = left;
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const leaf = leafAt(event.target);
    if (!leaf || !tree) return;
    const chosen = event.key === "Enter" || event.key === " ";
    const next = neighbour(tree, leaf, event.key, step);
    if (!chosen && !next) return;
    event.preventDefault();
    if (chosen) select(leaf);
    else if (next) drawn.get(next)?.node.focus();
  });
  root.addEventListener("click", (event) => {
    const leaf = leafAt(event.target);
    if (leaf) select(leaf);
  });
  root.addEventListener("focusin", (event) => {
    const leaf = leafAt(event.target);
    if (!leaf || !layout) return;
    setStop(leaf);
    reveal(/** @type {import("../charts/search.js").Place} */ (layout.places.get(leaf)));
    look(leaf);
  });
  root.addEventListener("focusout", (event) => {
    if (!root.contains(/** @type {Node | null} */ (event.relatedTarget))) look(null);
  });

  return { draw, show };
}
