/** Painting cells: press and drag, or with keys, a value into every cell that is touched. */

import { fillFor } from "../charts/colour.js";

/**
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{on: () => boolean, value: () => number | null, paint: (cells: Cell[]) => void}} Brush
 *   `value`: null while it is typed wrong, and nothing is painted
 */

/**
 * @param {Brush} brush
 * @param {{cursor: ReturnType<typeof import("./cell-cursor.js").createCursor>,
 *   overlay: ReturnType<typeof import("./overlay.js").createOverlay>,
 *   scale: () => import("../charts/grid.js").Scale | undefined}} figure
 */
export function wireBrush(brush, { cursor, overlay, scale }) {
  /** Cells of the stroke that is being drawn. @type {Map<string, Cell>} */
  const stroke = new Map();
  /** @type {Cell | null} */
  let last = null;

  /** @param {Cell | null} cell */
  function touch(cell) {
    const value = brush.value();
    if (!cell || value === null) return;
    for (const each of between(last ?? cell, cell)) stroke.set(`${each.row},${each.column}`, each);
    last = cell;
    const colours = scale();
    overlay.painted(
      [...stroke.values()].map(({ row, column }) => ({ top: row, left: column, rows: 1, columns: 1 })),
      colours && fillFor(value, colours),
    );
  }

  return {
    on: brush.on,
    stroke: {
      on: brush.on,
      /** @param {PointerEvent} event */
      begin(event) {
        stroke.clear();
        last = null;
        const cell = cursor.under(event);
        if (cell) cursor.moveTo(cell);
        touch(cell);
      },
      /** @param {PointerEvent} event */
      go(event) {
        const points = event.getCoalescedEvents?.() ?? [];
        for (const point of points.length ? points : [event]) touch(cursor.under(point));
      },
      /** @param {boolean} kept */
      end(kept) {
        const cells = [...stroke.values()];
        stroke.clear();
        if (last) cursor.moveTo(last);
        if (kept && cells.length) brush.paint(cells);
        else overlay.painted([]);
      },
    },
    /** Enter and Space paint the cell, arrows with Shift draw a line. @param {KeyboardEvent} event @param {Cell} at */
    key(event, at) {
      if (!brush.on() || brush.value() === null) return false;
      const way = /** @type {Record<string, [number, number]>} */ ({
        Enter: [0, 0], " ": [0, 0],
        ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      })[event.key];
      if (!way || (event.key.startsWith("Arrow") && !event.shiftKey)) return false;
      cursor.go({ row: at.row + way[0], column: at.column + way[1] });
      const cells = [at, cursor.at];
      brush.paint(cells);
      return true;
    },
  };
}

/** The cells of a straight line, both ends included. @param {Cell} from @param {Cell} to @returns {Cell[]} */
function between(from, to) {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column));
  return Array.from({ length: steps + 1 }, (_, step) => ({
    row: Math.round(from.row + (to.row - from.row) * (steps ? step / steps : 0)),
    column: Math.round(from.column + (to.column - from.column) * (steps ? step / steps : 0)),
  }));
}
