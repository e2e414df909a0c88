/**
 * A cursor over the cells of a grid, for pointer and keyboard, with the semantics of a grid of which
 * only the cell under the cursor is rendered: a picture of a million pixels has no million nodes.
 */

import { MARGIN } from "../charts/grid.js";

/** @typedef {{row: number, column: number}} Cell */

/**
 * @param {HTMLElement} root the element with role="grid", laid over the figure
 * @param {{
 *   describe: (cell: Cell) => string,
 *   onPoint: (cell: Cell | null) => void,
 *   onActivate?: (cell: Cell, typed?: string) => void,
 *   padded?: boolean,
 * }} options `padded`: the pointer may also rest on cells of padding
 */
export function createCursor(root, { describe, onPoint, onActivate, padded = false }) {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  const cells = [0, 1].map((turn) => {
    const node = document.createElement("div");
    node.setAttribute("role", "gridcell");
    node.id = `${root.id}-cell-${turn}`;
    node.className = "grid__cursor";
    return node;
  });
  root.replaceChildren(row);

  let side = 1;
  let size = { rows: 0, columns: 0 };
  let padding = { top: 0, bottom: 0, left: 0, right: 0 };
  /** @type {Cell} */
  let at = { row: 0, column: 0 };
  /** @type {Cell | null} */
  let pointed = null;
  let turn = 0;

  const clamp = (/** @type {number} */ value, /** @type {number} */ count) =>
    Math.min(Math.max(value, 0), Math.max(count - 1, 0));

  function place() {
    turn = 1 - turn;
    const node = cells[turn];
    const ring = Math.max(side, 6);
    node.style.cssText = `inset-inline-start:${MARGIN.left + (padding.left + at.column) * side - (ring - side) / 2}px;`
      + `inset-block-start:${MARGIN.top + (padding.top + at.row) * side - (ring - side) / 2}px;`
      + `width:${ring}px;height:${ring}px`;
    node.textContent = size.rows ? describe(at) : "";
    row.replaceChildren(node);
    root.setAttribute("aria-activedescendant", node.id);
  }

  /** @param {Cell} cell */
  function moveTo(cell) {
    at = { row: clamp(cell.row, size.rows), column: clamp(cell.column, size.columns) };
    place();
  }

  /** @param {MouseEvent} event @returns {Cell | null} */
  function cellUnder(event) {
    const box = root.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - MARGIN.left) / side) - padding.left;
    const line = Math.floor((event.clientY - box.top - MARGIN.top) / side) - padding.top;
    const edge = padded ? padding : { top: 0, bottom: 0, left: 0, right: 0 };
    const inside = line >= -edge.top && line < size.rows + edge.bottom
      && column >= -edge.left && column < size.columns + edge.right;
    return inside ? { row: line, column } : null;
  }

  /** @param {Cell | null} cell */
  function point(cell) {
    if (cell?.row === pointed?.row && cell?.column === pointed?.column) return;
    pointed = cell;
    onPoint(cell);
  }

  const inGrid = (/** @type {Cell | null} */ cell) => cell !== null
    && cell.row >= 0 && cell.column >= 0 && cell.row < size.rows && cell.column < size.columns;

  root.addEventListener("pointermove", (event) => point(cellUnder(event)));
  root.addEventListener("pointerleave", () => point(root.matches(":focus-visible") ? at : null));
  root.addEventListener("click", (event) => {
    const cell = cellUnder(event);
    if (!inGrid(cell)) return;
    moveTo(/** @type {Cell} */ (cell));
    point(cell);
    onActivate?.(at);
  });
  root.addEventListener("focus", () => {
    place();
    if (root.matches(":focus-visible")) point(at);
  });
  root.addEventListener("blur", () => point(null));
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== root) return;
    const target = {
      ArrowUp: { row: at.row - 1, column: at.column },
      ArrowDown: { row: at.row + 1, column: at.column },
      ArrowLeft: { row: at.row, column: at.column - 1 },
      ArrowRight: { row: at.row, column: at.column + 1 },
      Home: { row: at.row, column: 0 },
      End: { row: at.row, column: size.columns - 1 },
      PageUp: { row: at.row - 8, column: at.column },
      PageDown: { row: at.row + 8, column: at.column },
    }[event.key];
    if (target) {
      moveTo(target);
      point({ ...at });
    } else if (event.key === "Enter" || event.key === "F2") {
      onActivate?.(at);
    } else if (/^[\d.+-]$/.test(event.key)) {
      onActivate?.(at, event.key);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    /** @param {import("../geometry.js").Size} newSize @param {import("../geometry.js").Sides} newPadding @param {number} cellSide */
    reset(newSize, newPadding, cellSide) {
      [size, padding, side] = [newSize, newPadding, cellSide];
      pointed = null;
      moveTo(at);
    },
    moveTo,
    /** What the cell under the cursor says, after it has changed. */
    retell() {
      if (size.rows) cells[turn].textContent = describe(at);
    },
    /** @returns {Cell | null} */
    get pointed() { return pointed; },
  };
}
