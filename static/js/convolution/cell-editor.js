/** One text box that opens over a cell, so that a number can be typed where it stands. */

import { MARGIN } from "../charts/grid.js";
import { exactText, parseNumber } from "../numbers.js";

/** @typedef {{row: number, column: number}} Cell */

/**
 * Enter keeps the number, Tab keeps it and opens the next cell, Escape leaves it as it was. What is
 * no number stays in the box and is said to be none.
 * @param {HTMLElement} host the positioned figure
 * @param {{
 *   label: (cell: Cell) => string,
 *   error: HTMLElement, wrong: (typed: string) => string, accepts: (value: number) => boolean,
 *   onCommit: (cell: Cell, value: number) => void,
 *   onClose: () => void,
 *   onReach?: (cell: Cell) => void,
 * }} options `onReach`: before a cell that may be out of sight is opened
 */
export function createEditor(host, { label, error, wrong, accepts, onCommit, onClose, onReach }) {
  const box = document.createElement("input");
  box.className = "grid__editor";
  box.type = "text";
  box.autocomplete = "off";
  box.spellcheck = false;
  box.setAttribute("aria-describedby", error.id);

  let size = { rows: 0, columns: 0 };
  let padding = { top: 0, left: 0 };
  /** @type {import("./zoom.js").Look} */
  let seen = { side: 1, left: 0, top: 0, width: 0, height: 0, part: false };
  /** @type {number[][]} */
  let values = [];
  /** @type {Cell | null} */
  let open = null;

  function clear() {
    box.removeAttribute("aria-invalid");
    error.textContent = "";
  }

  /** @param {Cell} cell @param {string} [typed] replaces what the cell holds */
  function edit(cell, typed) {
    open = { ...cell };
    clear();
    stand(open);
    box.setAttribute("aria-label", label(cell));
    box.value = typed ?? exactText(values[cell.row][cell.column]);
    if (!box.isConnected) host.append(box);
    box.focus();
    if (typed === undefined) box.select();
  }

  /** Over its cell. @param {Cell} cell */
  function stand({ row, column }) {
    const { side } = seen;
    const width = Math.max(side, 56);
    const height = Math.max(side, 30);
    const left = MARGIN.left + (padding.left + column - seen.left + 0.5) * side - width / 2;
    const top = MARGIN.top + (padding.top + row - seen.top + 0.5) * side - height / 2;
    box.style.cssText = `inset-inline-start:${Math.max(left, 0)}px;inset-block-start:${top}px;`
      + `width:${width}px;height:${height}px`;
  }

  function close() {
    open = null;
    clear();
    box.remove();
  }

  /** @returns {boolean} whether the box holds a number */
  function commit() {
    if (!open) return true;
    const value = parseNumber(box.value);
    if (value === null || !accepts(value)) {
      box.setAttribute("aria-invalid", "true");
      error.textContent = wrong(box.value);
      return false;
    }
    const cell = open;
    if (value !== values[cell.row][cell.column]) onCommit(cell, value);
    return true;
  }

  /** @param {Cell} cell @param {number} by @returns {Cell | null} */
  function neighbour(cell, by) {
    const index = cell.row * size.columns + cell.column + by;
    if (index < 0 || index >= size.rows * size.columns) return null;
    return { row: Math.floor(index / size.columns), column: index % size.columns };
  }

  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      close();
      onClose();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (commit()) {
        close();
        onClose();
      }
    } else if (event.key === "Tab" && open) {
      const next = neighbour(open, event.shiftKey ? -1 : 1);
      if (!commit()) event.preventDefault();
      else if (next) {
        event.preventDefault();
        onReach?.(next);
        edit(next);
      } else close();
    }
  });
  box.addEventListener("input", clear);
  box.addEventListener("blur", () => {
    if (open && box.isConnected && commit()) close();
  });

  return {
    edit,
    close,
    get isOpen() { return open !== null; },
    /** @param {import("./zoom.js").Look} look */
    look(look) {
      seen = look;
      if (open) stand(open);
    },
    /** @param {number[][]} newValues @param {import("../geometry.js").Sides} newPadding @param {import("./zoom.js").Look} look */
    reset(newValues, newPadding, look) {
      values = newValues;
      size = { rows: values.length, columns: values[0].length };
      [padding, seen] = [newPadding, look];
      if (open && (open.row >= size.rows || open.column >= size.columns)) close();
    },
  };
}
