/** A group of a drawing that is drawn again and again: what is the same in it stays. */

import { svg } from "../svg.js";

/**
 * @typedef {{name: string, attributes: Record<string, string | number>, inside: (Piece | string)[]}} Piece
 *   An element of an SVG before it is made.
 */

/**
 * @param {string} name @param {Record<string, string | number>} attributes
 * @param {...(Piece | string)} inside @returns {Piece}
 */
export const piece = (name, attributes, ...inside) => ({ name, attributes, inside });

/** @param {Piece | string} one @returns {SVGElement | string} */
const made = (one) =>
  typeof one === "string" ? one : svg(one.name, one.attributes, ...one.inside.map(made));

/** @param {Piece | string} one @param {Piece | string} other @returns {boolean} */
function equal(one, other) {
  if (typeof one === "string" || typeof other === "string") return one === other;
  const names = Object.keys(one.attributes);
  return one.name === other.name
    && names.length === Object.keys(other.attributes).length
    && names.every((name) => one.attributes[name] === other.attributes[name])
    && equalAll(one.inside, other.inside);
}

/** @param {(Piece | string)[]} ones @param {(Piece | string)[]} others */
const equalAll = (ones, others) =>
  ones.length === others.length && ones.every((one, i) => equal(one, others[i]));

/** @param {Element} element @param {Piece} before @param {Piece} after of the same name */
function change(element, before, after) {
  for (const [name, value] of Object.entries(after.attributes)) {
    if (before.attributes[name] !== value) element.setAttribute(name, String(value));
  }
  for (const name of Object.keys(before.attributes)) {
    if (!(name in after.attributes)) element.removeAttribute(name);
  }
  if (!equalAll(before.inside, after.inside)) element.replaceChildren(...after.inside.map(made));
}

/**
 * @param {SVGElement} group
 * @returns {(next: Piece[]) => void} draws these and nothing else. What begins and ends the list
 *   as before is left alone, and what stands between takes over the elements there.
 */
export function drawnIn(group) {
  /** @type {Piece[]} */
  let drawn = [];
  return (next) => {
    const least = Math.min(drawn.length, next.length);
    let head = 0;
    while (head < least && equal(drawn[head], next[head])) head += 1;
    let tail = 0;
    while (tail < least - head && equal(drawn[drawn.length - 1 - tail], next[next.length - 1 - tail])) tail += 1;
    const old = [...group.children].slice(head, group.children.length - tail);
    const end = group.children[head + old.length] ?? null;
    next.slice(head, next.length - tail).forEach((one, i) => {
      const [element, before] = [old[i], drawn[head + i]];
      if (!element) group.insertBefore(/** @type {SVGElement} */ (made(one)), end);
      else if (before.name === one.name) change(element, before, one);
      else element.replaceWith(made(one));
    });
    old.slice(next.length - tail - head).forEach((one) => one.remove());
    drawn = next;
  };
}
