/** One node of the search tree as SVG: its token, its total, and the sign of an end. */

import { END_SIGN } from "../charts/search.js";
import { t } from "../i18n.js";
import { svg } from "../svg.js";
import { WORD_START } from "../tokens.js";
import { signed } from "./numbers.js";

/** @typedef {import("./tree.js").Leaf} Leaf */

const SIZES = { token: 16, sign: 9, total: 12 };
const RADII = [3, 6];

/** @returns {(leaf: Leaf) => number} width of a node's text in pixels */
export function measure() {
  const context = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(document.documentElement);
  const [prose, numbers] = ["--font-prose", "--font-numbers"].map((name) => style.getPropertyValue(name));
  const widthOf = (/** @type {string} */ font, /** @type {string} */ text, /** @type {number} */ size) => {
    if (!context) return text.length * size * 0.6;
    context.font = `${size}px ${font}`;
    return context.measureText(text).width;
  };
  return (leaf) => Math.ceil(Math.max(
    widthOf(prose, leaf.token.slice(signOf(leaf).length), SIZES.token) + widthOf(prose, signOf(leaf), SIZES.sign),
    widthOf(numbers, totalOf(leaf), SIZES.total),
  ));
}

/** The sign for the beginning of a word, which is set small. @param {Leaf} leaf */
const signOf = ({ token }) => (token.startsWith(WORD_START) ? WORD_START : "");

/** @param {SVGElement} part @param {boolean} seen */
export function setSeen(part, seen) {
  if (seen) part.removeAttribute("display");
  else part.setAttribute("display", "none");
}

/** @param {Leaf} leaf */
const totalOf = (leaf) => (leaf.parent ? signed(leaf.total) : "0");

/** @param {Leaf} leaf @returns {string} a node as it is spoken */
function spoken(leaf) {
  if (!leaf.parent) return t("search.start");
  const status = t(`search.${leaf.status}`);
  const numbers = { total: signed(leaf.total), score: signed(leaf.score) };
  const said = t("search.node", { token: leaf.token, status, ...numbers });
  if (!leaf.hypothesis) return said;
  return said + t("search.between") + t("search.node_hypothesis", { number: leaf.hypothesis });
}

/**
 * @param {Leaf} leaf @param {import("../charts/search.js").Place} place
 * @param {string} language of the token @returns {SVGElement}
 */
export function nodeOf(leaf, { x, y, width }, language) {
  const token = svg("text", { class: "tree__token", y: -3, lang: language },
    svg("tspan", { class: "tree__sign" }, signOf(leaf)), leaf.token.slice(signOf(leaf).length));
  const total = svg("text", { class: "tree__total", y: 13 }, totalOf(leaf));
  const ground = svg("rect", {
    class: "tree__ground", x: -5, y: -18, width: width + 10, height: 36, rx: 3,
  });
  const node = svg("g", {
    class: `tree__node is-${leaf.status}`,
    role: "treeitem",
    transform: `translate(${x} ${y})`,
    "aria-level": leaf.step + 1,
    "aria-label": spoken(leaf),
    "aria-selected": "false",
    tabindex: -1,
  }, ground, token, total);
  if (leaf.status === "ended") {
    const centre = width - END_SIGN + 14;
    node.append(...RADII.map((r, i) => svg("circle", { class: `tree__end tree__end--${i}`, cx: centre, cy: 0, r })));
    if (leaf.hypothesis) node.append(svg("text", { class: "tree__number", x: centre + 10, y: 4 }, String(leaf.hypothesis)));
  }
  return node;
}
