/**
 * The picture as something to draw on: with mouse, pen, finger or keys.
 *
 * Only the cell under the cursor is rendered for screen readers, as in convolution/cell-cursor.js.
 */

import { t } from "../i18n.js";
import { dotted, SIDE } from "./picture.js";

/** @typedef {import("./picture.js").Pixels} Pixels */

/**
 * @param {HTMLElement} root the element with role="grid", laid over the picture
 * @param {{pixels: () => Pixels, onDraw: (pixels: Pixels) => void, onEnd: () => void,
 *   onPoint: (text: string) => void}} options `onEnd`: a stroke has ended
 */
export function createDrawing(root, { pixels, onDraw, onEnd, onPoint }) {
  const row = document.createElement("div");
  row.setAttribute("role", "row");
  const cells = [0, 1].map((turn) => {
    const node = document.createElement("div");
    node.setAttribute("role", "gridcell");
    node.id = `${root.id}-cell-${turn}`;
    node.className = "net-cursor";
    return node;
  });
  root.replaceChildren(row);
  let at = { row: SIDE / 2, column: SIDE / 2 };
  let turn = 0;
  let drawing = false;
  /** @type {{row: number, column: number} | null} */
  let last = null;

  const described = () => {
    const grey = pixels()[at.row * SIDE + at.column];
    return t("network.input_cell", { ...at, grey, value: (grey / 255).toFixed(3) });
  };

  function place() {
    turn = 1 - turn;
    const node = cells[turn];
    const share = 100 / SIDE;
    node.style.cssText = `left:${at.column * share}%;top:${at.row * share}%;`
      + `width:${share}%;height:${share}%`;
    node.textContent = described();
    row.replaceChildren(node);
    root.setAttribute("aria-activedescendant", node.id);
  }

  function point() {
    place();
    onPoint(described());
  }

  /** @param {PointerEvent} event */
  function under(event) {
    const box = root.getBoundingClientRect();
    const within = (/** @type {number} */ share) =>
      Math.min(Math.max(Math.floor(share * SIDE), 0), SIDE - 1);
    return {
      row: within((event.clientY - box.top) / box.height),
      column: within((event.clientX - box.left) / box.width),
    };
  }

  /** @param {boolean} erase */
  const dot = (erase) => onDraw(dotted(pixels(), at.row, at.column, erase));

  /** Dots along the way from the last one, so that a quick stroke has no gaps. @param {{row: number, column: number}} to @param {boolean} erase */
  function stroke(to, erase) {
    const from = last ?? to;
    const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column), 1);
    let drawn = pixels();
    for (let step = 0; step <= steps; step += 1) {
      const share = step / steps;
      drawn = dotted(
        drawn,
        Math.round(from.row + (to.row - from.row) * share),
        Math.round(from.column + (to.column - from.column) * share),
        erase,
      );
    }
    last = to;
    onDraw(drawn);
  }

  root.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    drawing = true;
    root.setPointerCapture(event.pointerId);
    at = under(event);
    last = null;
    stroke(at, event.shiftKey);
    point();
  });
  root.addEventListener("pointermove", (event) => {
    at = under(event);
    if (drawing) stroke(at, event.shiftKey);
    point();
  });
  const end = () => {
    if (!drawing) return;
    drawing = false;
    onEnd();
  };
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", end);
  root.addEventListener("pointerleave", () => onPoint(""));
  root.addEventListener("focus", point);
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const move = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      Home: [0, -SIDE], End: [0, SIDE],
    }[event.key];
    const bounded = (/** @type {number} */ value) => Math.min(Math.max(value, 0), SIDE - 1);
    if (move) at = { row: bounded(at.row + move[0]), column: bounded(at.column + move[1]) };
    else if (event.key === " ") dot(event.shiftKey);
    else if (event.key === "Delete" || event.key === "Backspace") dot(true);
    else return;
    event.preventDefault();
    point();
    if (!move) onEnd();
  });
  place();
}
