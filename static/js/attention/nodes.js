/** Texts of the catalogue whose placeholders are filled with elements. */

import { language, t } from "../i18n.js";
import { WORD_START } from "../tokens.js";

const OPEN = "\ue000";
const CLOSE = "\ue001";

/** What parts two sentences of the page's language. */
export const BETWEEN = language.startsWith("zh") ? "" : " ";

/** @param {string} id @returns {any} */
export const byId = (id) => document.getElementById(id);

/**
 * A catalogue text as nodes, each placeholder replaced by the nodes given for it.
 * @param {string} key @param {Record<string, (Node | string)[]>} nodes
 * @returns {(Node | string)[]}
 */
export function tNodes(key, nodes) {
  const marks = Object.fromEntries(Object.keys(nodes).map((name) => [name, OPEN + name + CLOSE]));
  return t(key, marks)
    .split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`))
    .filter((part) => part !== "")
    .flatMap((part) => (part.startsWith(OPEN) ? nodes[part.slice(1, -1)] : [part]));
}

/**
 * @param {string} tag @param {string} className @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/**
 * A token as it is quoted in a sentence of the page; its direction stays its own.
 * @param {string} label @param {string} language @returns {HTMLElement}
 */
export function quoted(label, language) {
  const made = element("bdi", "quoted", label);
  made.lang = language;
  return made;
}

/**
 * A label with the sign for the beginning of a word set small.
 * @param {string} label @returns {HTMLElement}
 */
export function pieceLabel(label) {
  if (!label.startsWith(WORD_START)) return element("bdi", "", label);
  const sign = element("span", "piece-sign", WORD_START);
  return element("bdi", "", sign, label.slice(WORD_START.length));
}

/**
 * A link that acts on this page; with a modifier key it stays a plain link.
 * @param {HTMLAnchorElement} link @param {() => void} act
 */
export function acting(link, act) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act();
  });
}

/**
 * @param {string} className @param {string} href @param {() => void} act
 * @param {...(Node | string)} children @returns {HTMLAnchorElement}
 */
export function actingLink(className, href, act, ...children) {
  const link = document.createElement("a");
  if (className) link.className = className;
  link.href = href;
  link.append(...children);
  acting(link, act);
  return link;
}

/** @param {Element} link @param {boolean} current */
export function setCurrent(link, current) {
  if (current) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}
