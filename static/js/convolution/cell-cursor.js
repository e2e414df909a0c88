/**
 * A cursor over the cells of a grid, for pointer and keyboard, with the semantics of a grid of which
 * only the cell under the cursor is rendered: a picture of a million pixels has no million nodes.
 */

import { MARGIN } from "../charts/grid.js";

/** @typedef {{row: number, column: number}} Cell */

const NONE = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * @param {HTMLElement} root the element with role="grid", laid over the figure
 * @param {{
 *   describe: (cell: Cell) => string,
 *   onPoint: (cell: Cell | null) => void,
 *   onActivate?: (cell: Cell, typed?: string) => void,
 *   onMove?: (cell: Cell) => void,
 *   onKey?: (event: KeyboardEvent, cell: Cell) => boolean,
 *   padded?: boolean,
 * }} options `onMove`: the cursor is about to stand on a cell by a key; `onKey`: keys of the figure's
 *   own, before those of the cursor: true where it took one; `padded`: pointer and arrow keys reach
 *   cells of padding, too
 */
export function createCursor(root, { describe, onPoint, onActivate, onMove, onKey, padded = false }) {
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

  /** @type {import("./zoom.js").Look} */
  let seen = { side: 1, left: 0, top: 0, width: 0, height: 0, part: false };
  let size = { rows: 0, columns: 0 };
  let padding = NONE;
  const edge = () => (padded ? padding : NONE);
  /** @type {Cell} */
  let at = { row: 0, column: 0 };
  /** @type {Cell | null} */
  let pointed = null;
  let turn = 0;

  const clamp = (/** @type {number} */ value, /** @type {number} */ least, /** @type {number} */ end) =>
    Math.min(Math.max(value, least), Math.max(end - 1, least));
  /** The nearest cell of the grid, or of what stands around it. @param {Cell} cell @returns {Cell} */
  const within = (cell, edge = NONE) => ({
    row: clamp(cell.row, -edge.top, size.rows + edge.bottom),
    column: clamp(cell.column, -edge.left, size.columns + edge.right),
  });

  function place() {
    turn = 1 - turn;
    const node = cells[turn];
    stand(node);
    node.textContent = size.rows ? describe(at) : "";
    row.replaceChildren(node);
    root.setAttribute("aria-activedescendant", node.id);
  }

  /** Where its cell is seen; hidden where it is not. @param {HTMLElement} node */
  function stand(node) {
    const { side } = seen;
    const ring = Math.max(side, 6);
    const x = (padding.left + at.column - seen.left) * side;
    const y = (padding.top + at.row - seen.top) * side;
    const inside = x > -side && y > -side && x < seen.width && y < seen.height;
    node.style.cssText = `inset-inline-start:${MARGIN.left + x - (ring - side) / 2}px;`
      + `inset-block-start:${MARGIN.top + y - (ring - side) / 2}px;`
      + `width:${ring}px;height:${ring}px;${inside ? "" : "opacity:0"}`;
  }

  /** @param {Cell} cell */
  function moveTo(cell) {
    at = within(cell);
    place();
  }

  /** @param {MouseEvent} event @returns {Cell | null} */
  function cellUnder(event) {
    const box = root.getBoundingClientRect();
    const x = event.clientX - box.left - MARGIN.left;
    const y = event.clientY - box.top - MARGIN.top;
    if (seen.part && (x < 0 || y < 0 || x >= seen.width || y >= seen.height)) return null;
    const column = Math.floor(x / seen.side + seen.left) - padding.left;
    const line = Math.floor(y / seen.side + seen.top) - padding.top;
    const cell = { row: line, column };
    const nearest = within(cell, edge());
    return nearest.row === line && nearest.column === column ? cell : null;
  }

  /** @param {Cell | null} cell */
  function point(cell) {
    if (cell?.row === pointed?.row && cell?.column === pointed?.column) return;
    pointed = cell;
    onPoint(cell);
  }

  /** By a key: the figure follows. @param {Cell} cell */
  function go(cell, around = NONE) {
    at = within(cell, around);
    onMove?.(at);
    place();
    point({ ...at });
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
    if (onKey?.(event, within(at))) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
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
      go(target, edge());
    } else if (!inGrid(at)) {
      return;
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
    /** @param {import("../geometry.js").Size} newSize @param {import("../geometry.js").Sides} newPadding @param {import("./zoom.js").Look} look */
    reset(newSize, newPadding, look) {
      [size, padding, seen] = [newSize, newPadding, look];
      pointed = null;
      moveTo(at);
    },
    /** @param {import("./zoom.js").Look} look */
    look(look) {
      seen = look;
      stand(cells[turn]);
    },
    moveTo,
    go,
    /** The cell of the grid at a place on the screen, or null. @param {MouseEvent} event */
    under(event) {
      const cell = cellUnder(event);
      return inGrid(cell) ? cell : null;
    },
    /** What the cell under the cursor says, after it has changed. */
    retell() {
      if (size.rows) cells[turn].textContent = describe(at);
    },
    /** The cell of the grid at which it stands, or the one nearest to it. */
    get at() { return within(at); },
    /** @returns {Cell | null} */
    get pointed() { return pointed; },
  };
}
