/** What the network received: the numbers of the picture, and the part of it that a cell reads. */

import { SIDE } from "./picture.js";

/** @param {HTMLElement} mark over the picture @param {import("../geometry.js").Block | null} window the part that is read */
export function markInput(mark, window) {
  mark.hidden = !window;
  if (!window) return;
  const share = (/** @type {number} */ from, /** @type {number} */ to) =>
    [Math.max(from, 0), Math.min(to, SIDE)].map((each) => (100 * each) / SIDE);
  const [top, bottom] = share(window.top, window.top + window.rows);
  const [left, right] = share(window.left, window.left + window.columns);
  mark.style.cssText = `top:${top}%;left:${left}%;height:${bottom - top}%;width:${right - left}%`;
}

/** Number by number. @param {HTMLElement} body of a table @param {import("./stages.js").Plane} plane */
export function writeNumbers(body, plane) {
  const rows = Array.from(plane, (row) => {
    const line = document.createElement("tr");
    line.append(...Array.from(row, (value) => {
      const cell = document.createElement("td");
      cell.textContent = value === 0 ? "0" : value.toFixed(3).replace(/^0/, "");
      cell.title = String(value);
      return cell;
    }));
    return line;
  });
  body.replaceChildren(...rows);
}
