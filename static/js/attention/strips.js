/** A vector as a strip of coloured cells: its name, its length, and any of its values on pointing. */

import { t } from "../i18n.js";
import { shown } from "../numbers.js";
import { element } from "./nodes.js";
import { cellUnder } from "./painter.js";

/**
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./painter.js").Stretch} Stretch
 * @typedef {ReturnType<typeof vectorStrip>} Strip
 */

/** @param {number} value @param {number} decimals @returns {string} with a real minus sign */
export const fixed = (value, decimals) => value.toFixed(decimals).replace("-", "\u2212");

/** @param {number} value @returns {string} four significant digits with a real minus sign */
export const written = (value) => shown(value).text.replaceAll("-", "\u2212");

/**
 * @param {string} name @param {string} symbol
 * @param {(cell: number) => void} [choose] told the cell, from 0, that was clicked or stepped to
 */
export function vectorStrip(name, symbol, choose = () => {}) {
  const canvas = document.createElement("canvas");
  const at = element("i", "vector__at");
  const cells = element("div", "vector__cells", canvas, at);
  const title = element("span", "vector__name", `${name} `, element("var", "", symbol));
  const size = element("span", "vector__size");
  const value = element("span", "vector__value");
  const parts = element("div", "vector__parts");
  const root = element("div", "vector", element("div", "vector__head", title, size, value), cells, parts);
  cells.tabIndex = 0;
  cells.setAttribute("role", "slider");
  cells.setAttribute("aria-valuemin", "1");
  at.hidden = true;
  /** @type {Stretch[]} */
  let row = [];
  let length = 0;
  let cursor = 0;
  let pointed = false;

  /** @param {number} index */
  function valueAt(index) {
    let rest = index;
    for (const { values } of row) {
      if (rest < values.length) return values[rest];
      rest -= values.length;
    }
    return NaN;
  }

  function tell() {
    const text = `${symbol}[${cursor + 1}] = ${written(valueAt(cursor))}`;
    cells.setAttribute("aria-valuenow", String(cursor + 1));
    cells.setAttribute("aria-valuetext", text);
    value.textContent = pointed ? text : "";
    at.hidden = !pointed;
    at.style.setProperty("--at", String((cursor + 0.5) / length));
  }

  /** @param {boolean} on @param {number} [index] */
  function point(on, index = cursor) {
    pointed = on;
    cursor = index;
    tell();
  }

  cells.addEventListener("pointermove", ({ clientX }) => point(true, cellUnder(canvas, clientX, length)));
  cells.addEventListener("pointerleave", () => point(cells.matches(":focus-visible")));
  cells.addEventListener("focus", () => point(cells.matches(":focus-visible")));
  cells.addEventListener("blur", () => point(false));
  cells.addEventListener("click", () => choose(cursor));
  cells.addEventListener("keydown", (event) => {
    /** @type {Record<string, number>} */
    const ways = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 16, PageDown: -16 };
    const to = { Home: 0, End: length - 1 }[event.key] ?? cursor + (ways[event.key] ?? NaN);
    if (Number.isNaN(to) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    point(true, Math.min(Math.max(to, 0), length - 1));
    choose(cursor);
  });

  return {
    element: root,
    /**
     * What the stretches of a row are called, below it; one stretch needs no name.
     * @param {(Node | string)[][]} names @param {number[]} lengths
     */
    name(names, lengths) {
      parts.replaceChildren(
        ...names.map((nodes, i) => {
          const part = element("span", "vector__part", ...nodes, ` ${lengths[i]}`);
          part.style.flexGrow = String(lengths[i]);
          return part;
        }),
      );
    },
    /** @param {Paint} paint @param {Stretch[]} next */
    draw(paint, next) {
      row = next;
      paint(canvas, row);
      if (canvas.width !== length) {
        length = canvas.width;
        cursor = Math.min(cursor, length - 1);
        size.textContent = String(length);
        cells.setAttribute("aria-label", t("flow.vector", { name, length }));
        cells.setAttribute("aria-valuemax", String(length));
      }
      tell();
    },
  };
}
