/**
 * The text box that opens in a cell. Enter keeps the number, Tab keeps it and opens the next cell,
 * Escape leaves it as it was. What is no number stays in the box and is said to be none.
 *
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{
 *   valueAt: (cell: Cell) => number,
 *   label: (cell: Cell) => string,
 *   accepts: (value: number) => boolean,
 *   wrong: (typed: string) => string,
 *   error: HTMLElement,
 *   onCommit: (cell: Cell, value: number) => void,
 * }} Editing
 */

import { exactText, parseNumber, shownWithin } from "../numbers.js";

/**
 * @param {Editing} editing
 * @param {{cellAt: (cell: Cell) => HTMLElement | undefined, onMove: (cell: Cell) => void,
 *   size: () => {rows: number, columns: number}}} grid
 */
export function createCellBox({ valueAt, label, accepts, wrong, error, onCommit }, { cellAt, onMove, size }) {
  const box = document.createElement("input");
  box.className = "lab-cell__box";
  box.type = "text";
  box.autocomplete = "off";
  box.spellcheck = false;
  box.setAttribute("aria-describedby", error.id);
  /** @type {Cell | null} */
  let at = null;

  function clear() {
    box.removeAttribute("aria-invalid");
    error.textContent = "";
  }

  /** @param {Cell} cell @param {string} [typed] replaces what the cell holds */
  function open(cell, typed) {
    close();
    at = { ...cell };
    box.setAttribute("aria-label", label(cell));
    box.value = typed ?? exactText(valueAt(cell));
    cellAt(cell)?.replaceChildren(box);
    box.focus();
    if (typed === undefined) box.select();
  }

  function close() {
    if (!at) return;
    const cell = at;
    at = null;
    clear();
    cellAt(cell)?.replaceChildren(shownWithin(valueAt(cell), 5).text);
  }

  /** @returns {boolean} whether the box holds a number; it is closed then */
  function commit() {
    if (!at) return true;
    const value = parseNumber(box.value);
    if (value === null || !accepts(value)) {
      box.setAttribute("aria-invalid", "true");
      error.textContent = wrong(box.value);
      return false;
    }
    const cell = at;
    const changed = value !== valueAt(cell);
    close();
    if (changed) onCommit(cell, value);
    return true;
  }

  /** @param {Cell} cell @param {number} by @returns {Cell | null} */
  function neighbour(cell, by) {
    const { rows, columns } = size();
    const index = cell.row * columns + cell.column + by;
    if (index < 0 || index >= rows * columns) return null;
    return { row: Math.floor(index / columns), column: index % columns };
  }

  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const cell = at;
    if (!cell) return;
    if (event.key === "Escape") {
      close();
      onMove(cell);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (commit()) onMove(cell);
    } else if (event.key === "Tab") {
      const next = neighbour(cell, event.shiftKey ? -1 : 1);
      if (!commit()) event.preventDefault();
      else if (next) {
        event.preventDefault();
        onMove(next);
        open(next);
      } else onMove(cell);
    }
  });
  box.addEventListener("input", clear);
  box.addEventListener("blur", () => {
    if (box.isConnected) commit();
  });

  return {
    open,
    close,
    /** Whether the box stands in a cell. @param {Cell} cell */
    holds: ({ row, column }) => at?.row === row && at.column === column,
  };
}
