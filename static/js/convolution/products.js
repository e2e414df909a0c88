/** What one window comes to, element by element: one small cell for each product or value. */

import { contrastingInk, fillFor } from "../charts/colour.js";
import { WITH_FACTORS } from "../charts/grid.js";
import { exactText, shown, shownWithin, typeset } from "../numbers.js";

const NUMBER_FROM = 18;

/** @typedef {{row: number, column: number}} Cell */

/** @param {HTMLElement} root @param {(cell: Cell | null) => void} onPair */
export function createProducts(root, onPair) {
  /** @type {{cell: HTMLElement, number: HTMLElement, factors: HTMLElement}[]} */
  let cells = [];
  let columns = 1;
  let side = 1;

  root.addEventListener("pointerover", (event) => {
    const index = cells.findIndex(({ cell }) => cell.contains(/** @type {Node} */ (event.target)));
    onPair(index < 0 ? null : { row: Math.floor(index / columns), column: index % columns });
  });
  root.addEventListener("pointerleave", () => onPair(null));

  return {
    root,
    /** @param {import("../geometry.js").Size} size @param {number} cellSide */
    reset(size, cellSide) {
      columns = size.columns;
      side = cellSide;
      root.style.gridTemplateColumns = `repeat(${columns}, ${side}px)`;
      root.style.gridAutoRows = `${side}px`;
      cells = Array.from({ length: size.rows * columns }, () => {
        const [cell, factors, number] = ["cell", "factors", "number"].map((name) => {
          const node = document.createElement("span");
          node.className = `products__${name}`;
          return node;
        });
        cell.append(factors, number);
        return { cell, factors, number };
      });
      root.replaceChildren(...cells.map(({ cell }) => cell));
    },
    /**
     * @param {import("./frame.js").Part} part @param {{chosen: Cell | null, divisor: number | null}} of
     * @param {import("../charts/grid.js").Scale} scale @param {{ink: string, paper: string}} palette
     */
    show({ products, window, weights }, { chosen, divisor }, scale, palette) {
      const values = products.flat();
      const texts = values.map((value) => (value === null ? "" : shownWithin(value, 5).text));
      const widest = Math.max(2, ...texts.map((text) => text.length));
      root.style.fontSize = `${Math.max(8, Math.min(side * 0.32, 19, (side * 1.4) / widest))}px`;
      const [inputs, others] = [window.flat(), weights?.flat()];
      const factorsOf = (/** @type {number} */ index, /** @type {(value: number) => string} */ write) => {
        const value = inputs[index];
        if (value === null || !(others || divisor)) return "";
        return others ? `${write(value)} × ${write(others[index])}` : `${write(value)} / ${divisor}`;
      };
      const factor = values.map((_, index) => (side >= WITH_FACTORS ? factorsOf(index, short) : ""));
      const longest = Math.max(7, ...factor.map((text) => text.length));
      root.style.setProperty("--factors", `${Math.max(8, Math.min(side * 0.22, 13, (side * 1.8) / longest))}px`);
      values.forEach((value, index) => {
        const { cell, factors, number } = cells[index];
        const best = chosen !== null && chosen.row * columns + chosen.column === index;
        cell.classList.toggle("products__cell--empty", value === null);
        cell.classList.toggle("products__cell--chosen", best);
        cell.style.background = value === null ? "" : fillFor(value, scale);
        cell.style.color = value === null ? "" : contrastingInk(value, scale, palette);
        const whole = factorsOf(index, exactText);
        cell.title = value === null ? "" : `${whole}${whole && " = "}${exactText(value)}`;
        number.textContent = side >= NUMBER_FROM ? texts[index] : "";
        factors.textContent = factor[index];
      });
    },
    /** @param {Cell | null} at */
    pair(at) {
      const index = at ? at.row * columns + at.column : -1;
      cells.forEach(({ cell }, each) =>
        cell.classList.toggle("products__cell--pair", each === index));
    },
  };
}

/** @param {number} value */
const short = (value) => typeset(shown(value, 2).text);
