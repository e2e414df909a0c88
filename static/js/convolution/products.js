/** The window times the kernel, element by element: one small cell for each product. */

import { contrastingInk, fillFor } from "../charts/colour.js";
import { WITH_FACTORS } from "../charts/grid.js";
import { exactText, shown, shownWithin } from "../numbers.js";

const NUMBER_FROM = 18;

/** @param {HTMLElement} root @param {(cell: {row: number, column: number} | null) => void} onPair */
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
     * @param {number[][]} products @param {number[][]} window @param {number[][]} kernel
     * @param {import("../charts/grid.js").Scale} scale @param {{ink: string, paper: string}} palette
     */
    show(products, window, kernel, scale, palette) {
      const values = products.flat();
      const texts = values.map((value) => shownWithin(value, 5).text);
      const widest = Math.max(2, ...texts.map((text) => text.length));
      root.style.fontSize = `${Math.max(8, Math.min(side * 0.32, 19, (side * 1.4) / widest))}px`;
      const factor = side >= WITH_FACTORS
        ? values.map((_, index) => `${short(window.flat()[index])} x ${short(kernel.flat()[index])}`)
        : [];
      const longest = Math.max(7, ...factor.map((text) => text.length));
      root.style.setProperty("--factors", `${Math.max(8, Math.min(side * 0.22, 13, (side * 1.8) / longest))}px`);
      values.forEach((value, index) => {
        const { cell, factors, number } = cells[index];
        const [a, b] = [window.flat()[index], kernel.flat()[index]];
        cell.style.background = fillFor(value, scale);
        cell.style.color = contrastingInk(value, scale, palette);
        cell.title = `${exactText(a)} x ${exactText(b)} = ${exactText(value)}`;
        number.textContent = side >= NUMBER_FROM ? texts[index] : "";
        factors.textContent = factor[index] ?? "";
      });
    },
    /** @param {{row: number, column: number} | null} at */
    pair(at) {
      const index = at ? at.row * columns + at.column : -1;
      cells.forEach(({ cell }, each) =>
        cell.classList.toggle("products__cell--pair", each === index));
    },
  };
}

/** @param {number} value */
const short = (value) => shown(value, 2).text;
