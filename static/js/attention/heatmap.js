/**
 * The heatmap on the page: Plotly draws the cells, an overlay marks row, column and cell (moving a
 * few boxes costs a hundredth of a redraw), and the keyboard moves a cursor over the cells.
 */

import { baseConfig, baseLayout, loadPlotly } from "../charts/common.js";
import { shortLabel } from "../charts/attention-geometry.js";
import { t } from "../i18n.js";
import { element, pieceLabel } from "./nodes.js";

/**
 * @typedef {import("../charts/attention-geometry.js").Geometry} Geometry
 * @typedef {import("../charts/attention-cells.js").Figure} Figure
 * @typedef {{row: number | null, column: number | null}} Spot
 * @typedef {{point: (spot: Spot) => void, leave: () => void,
 *   choose: (row: number, column: number | null) => void}} Acts
 */

/**
 * @param {HTMLElement} root the focusable, scrolling figure
 * @param {{acts: Acts, start: () => Spot}} options `start` says where the cursor begins
 */
export function heatmapView(root, { acts, start }) {
  const canvas = part(root, ".heatmap__canvas");
  const plot = part(root, ".heatmap__plot");
  const marks = {
    row: part(root, ".mark--row"),
    column: part(root, ".mark--column"),
    cell: part(root, ".mark--cell"),
  };
  const pinned = part(root, ".heatmap__rows");
  /** @type {Figure | null} */
  let figure = null;
  /** @type {Spot | null} */
  let cursor = null;

  /** @param {Figure} next @param {import("../charts/attention.js").Palette} palette */
  async function draw(next, palette) {
    const library = await loadPlotly().catch(() => null);
    if (library === null) {
      plot.textContent = t("common.offline");
      return;
    }
    figure = next;
    cursor = null;
    const { width, height } = next.geometry;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    await library.react(plot, next.data, { ...baseLayout(palette), ...next.layout }, {
      ...baseConfig,
      displayModeBar: false,
      responsive: false,
    });
    drawPinned(next);
  }

  /** Row labels that stay in sight while a wide figure scrolls. @param {Figure} next */
  function drawPinned({ geometry, rows }) {
    const wide = geometry.width > root.clientWidth + 1;
    pinned.hidden = !wide;
    marks.cell.style.scrollMarginInlineStart = wide ? `${geometry.left}px` : "";
    if (!wide) return;
    pinned.style.width = `${geometry.left}px`;
    pinned.style.paddingBlockStart = `${geometry.top}px`;
    pinned.replaceChildren(
      ...rows.map(({ label }, i) => {
        const text = i % geometry.every.row ? "" : pieceLabel(shortLabel(label));
        const line = element("div", "", text);
        line.style.height = `${geometry.cell}px`;
        return line;
      }),
    );
  }

  /** @param {Spot} spot */
  function mark({ row, column }) {
    if (figure === null) return;
    const { left, top, cell, rows, columns } = figure.geometry;
    const x = left + (column ?? 0) * cell;
    const y = top + (row ?? 0) * cell;
    place(marks.row, row !== null, left, y, columns * cell, cell);
    place(marks.column, column !== null, x, top, cell, rows * cell);
    place(marks.cell, row !== null && column !== null, x, y, cell, cell);
    markLabels(plot, ".xtick text", column);
    markLabels(plot, ".ytick text", row);
    markLabels(pinned, "div", row);
  }

  /** @param {number} clientX @param {number} clientY @returns {Spot | null} */
  function spotAt(clientX, clientY) {
    if (figure === null) return null;
    const { left, top, cell, rows, columns, slanted } = figure.geometry;
    const box = canvas.getBoundingClientRect();
    const x = clientX - box.left;
    const y = clientY - box.top;
    const row = y < top ? null : Math.floor((y - top) / cell);
    const along = y < top && slanted ? x - (top - y) : x;
    const column = x < left && y >= top ? null : Math.floor((along - left) / cell);
    if (row === null && column === null) return null;
    if (row !== null && row >= rows) return null;
    if (column !== null && (column < 0 || column >= columns)) return null;
    return { row, column };
  }

  /** @param {PointerEvent} event */
  function onMove(event) {
    const spot = spotAt(event.clientX, event.clientY);
    if (spot) acts.point(spot);
    else acts.leave();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (figure === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      cursor = null;
      acts.leave();
      return;
    }
    const from = cursor ?? start();
    const { rows, columns } = figure.geometry;
    const next = stepped(event.key, from.row ?? 0, from.column ?? 0, rows, columns);
    if (next === null) return;
    event.preventDefault();
    cursor = next;
    acts.point(cursor);
    marks.cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (event.key === "Enter" || event.key === " ") acts.choose(next.row, next.column);
  }

  canvas.addEventListener("pointermove", onMove);
  canvas.addEventListener("pointerleave", () => acts.leave());
  canvas.addEventListener("click", (event) => {
    const spot = spotAt(event.clientX, event.clientY);
    if (spot === null) return;
    acts.point(spot);
    if (spot.row !== null) acts.choose(spot.row, spot.column);
  });
  root.addEventListener("keydown", onKey);
  root.addEventListener("focus", () => {
    if (figure === null || !root.matches(":focus-visible")) return;
    cursor ??= start();
    acts.point(cursor);
  });
  root.addEventListener("blur", () => acts.leave());

  /** @param {"png" | "svg"} format @param {string} filename */
  async function save(format, filename) {
    if (figure === null) return;
    const { width, height } = figure.geometry;
    const library = await loadPlotly();
    await library.downloadImage(plot, { format, filename, width, height, scale: 2 });
  }

  return { draw, mark, save, element: root };
}

/** @param {HTMLElement} root @param {string} selector @returns {HTMLElement} */
function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page lacks ${selector}`);
  return found;
}

/**
 * @param {HTMLElement} box @param {boolean} shown
 * @param {number} x @param {number} y @param {number} width @param {number} height pixels
 */
function place(box, shown, x, y, width, height) {
  box.hidden = !shown;
  box.style.transform = `translate(${x}px, ${y}px)`;
  box.style.width = `${width}px`;
  box.style.height = `${height}px`;
}

/** @param {HTMLElement} root @param {string} selector @param {number | null} current */
function markLabels(root, selector, current) {
  root.querySelectorAll(selector).forEach((label, i) => {
    label.classList.toggle("is-current", i === current);
  });
}

/**
 * The cell that a key leads to; null for a key that means nothing here.
 * @param {string} key @param {number} row @param {number} column
 * @param {number} rows @param {number} columns @returns {{row: number, column: number} | null}
 */
export function stepped(key, row, column, rows, columns) {
  const inside = (/** @type {number} */ value, /** @type {number} */ count) =>
    Math.min(Math.max(value, 0), count - 1);
  switch (key) {
    case "ArrowLeft":
      return { row, column: inside(column - 1, columns) };
    case "ArrowRight":
      return { row, column: inside(column + 1, columns) };
    case "ArrowUp":
      return { row: inside(row - 1, rows), column };
    case "ArrowDown":
      return { row: inside(row + 1, rows), column };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: columns - 1 };
    case "PageUp":
      return { row: 0, column };
    case "PageDown":
      return { row: rows - 1, column };
    case "Enter":
    case " ":
      return { row, column };
    default:
      return null;
  }
}
