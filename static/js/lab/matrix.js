/**
 * A matrix as a grid of numbers, each in its own cell: for pointer and keyboard, and for editing
 * where that is allowed. Rows and columns are those that are seen.
 *
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{row: number, column: number, rows: number, columns: number, kind: string}} Mark
 * @typedef {import("../charts/lab.js").MatrixFigure} MatrixFigure
 */

import { parseNumber } from "../numbers.js";
import { createCellBox } from "./cell-box.js";

/**
 * @param {HTMLElement} root the element with role="grid"
 * @param {{
 *   onPoint: (cell: Cell | null) => void,
 *   onSelect: (cell: Cell) => void,
 *   onPaste?: (text: string) => void,
 *   editing?: import("./cell-box.js").Editing,
 * }} options
 */
export function createMatrix(root, { onPoint, onSelect, onPaste, editing }) {
  /** @type {HTMLElement[][]} */
  let cells = [];
  /** @type {HTMLElement[]} */
  let marks = [];
  /** @type {Cell} */
  let at = { row: 0, column: 0 };
  const box = editing && createCellBox(editing, {
    cellAt: ({ row, column }) => cells[row]?.[column],
    onMove: (cell) => moveTo(cell),
    size: () => ({ rows: cells.length, columns: cells[0]?.length ?? 0 }),
  });

  /** @param {EventTarget | null} target @returns {Cell | null} */
  function cellOf(target) {
    const node = target instanceof Element ? target.closest("[role=gridcell]") : null;
    if (!(node instanceof HTMLElement)) return null;
    return { row: Number(node.dataset.row), column: Number(node.dataset.column) };
  }

  /** @param {Cell} cell @param {boolean} [focus] */
  function moveTo(cell, focus = true) {
    const row = Math.min(Math.max(cell.row, 0), cells.length - 1);
    const column = Math.min(Math.max(cell.column, 0), cells[0].length - 1);
    cells[at.row]?.[at.column]?.setAttribute("tabindex", "-1");
    at = { row, column };
    cells[row][column].setAttribute("tabindex", "0");
    if (focus) cells[row][column].focus();
  }

  root.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") onPoint(cellOf(event.target));
  });
  root.addEventListener("pointerleave", () => onPoint(null));
  root.addEventListener("focusin", (event) => {
    const cell = cellOf(event.target);
    if (!cell || event.target instanceof HTMLInputElement) return;
    moveTo(cell, false);
    onSelect(cell);
  });
  root.addEventListener("click", (event) => {
    const cell = cellOf(event.target);
    if (cell && !(event.target instanceof HTMLInputElement)) box?.open(cell);
  });
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target instanceof HTMLInputElement) return;
    const target = {
      ArrowUp: { row: at.row - 1, column: at.column },
      ArrowDown: { row: at.row + 1, column: at.column },
      ArrowLeft: { row: at.row, column: at.column - 1 },
      ArrowRight: { row: at.row, column: at.column + 1 },
      Home: { row: at.row, column: 0 },
      End: { row: at.row, column: Infinity },
      PageUp: { row: 0, column: at.column },
      PageDown: { row: Infinity, column: at.column },
    }[event.key];
    if (target) moveTo(target);
    else if (box && (event.key === "Enter" || event.key === "F2")) box.open(at);
    else if (box && /^[\d.+-]$/.test(event.key)) box.open(at, event.key);
    else return;
    event.preventDefault();
  });
  root.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const single = event.target instanceof HTMLInputElement && parseNumber(text) !== null;
    if (!onPaste || !text.trim() || single) return;
    event.preventDefault();
    box?.close();
    onPaste(text);
  });

  return {
    /** @param {MatrixFigure} figure */
    draw(figure) {
      const rows = figure.cells.length;
      const columns = figure.cells[0].length;
      if (cells.length !== rows || cells[0]?.length !== columns) {
        box?.close();
        cells = build(root, figure);
        marks = [];
        at = { row: Math.min(at.row, rows - 1), column: Math.min(at.column, columns - 1) };
        cells[at.row][at.column].setAttribute("tabindex", "0");
      }
      figure.cells.forEach((row, i) => row.forEach((cell, j) => {
        const node = cells[i][j];
        if (!box?.holds({ row: i, column: j })) node.textContent = cell.text;
        node.style.setProperty("--fill", cell.fill);
        node.style.setProperty("--on-fill", cell.ink);
        node.className = `lab-cell${cell.masked ? " lab-cell--masked" : ""}${cell.text.length > 4 ? " lab-cell--long" : ""}`;
        node.title = cell.exact;
        node.setAttribute("aria-label", cell.name);
      }));
      root.setAttribute("aria-rowcount", String(rows));
      root.setAttribute("aria-colcount", String(columns));
    },
    /** @param {Mark[]} wanted */
    mark(wanted) {
      for (const node of marks) node.remove();
      marks = wanted.map(({ row, column, rows, columns, kind }) => {
        const node = document.createElement("span");
        node.className = `lab-mark lab-mark--${kind}`;
        node.setAttribute("aria-hidden", "true");
        node.style.gridArea = `${row + 2} / ${column + 2} / span ${rows} / span ${columns}`;
        return node;
      });
      root.append(...marks);
    },
    moveTo,
    get size() { return { rows: cells.length, columns: cells[0]?.length ?? 0 }; },
  };
}

/** @param {HTMLElement} root @param {MatrixFigure} figure */
function build(root, { cells, rowNames, columnNames }) {
  root.style.setProperty("--columns", String(cells[0].length));
  const head = line();
  columnNames.forEach((name, j) => head.append(label("columnheader", name, 1, j + 2)));
  const lines = cells.map((row, i) => {
    const node = line();
    node.append(label("rowheader", rowNames[i], i + 2, 1), ...row.map((_, j) => cellNode(i, j)));
    return node;
  });
  root.replaceChildren(head, ...lines);
  return lines.map((node) =>
    /** @type {HTMLElement[]} */ ([...node.querySelectorAll("[role=gridcell]")]));
}

function line() {
  const node = document.createElement("div");
  node.setAttribute("role", "row");
  node.className = "lab-row";
  return node;
}

/** "k2" as a letter with an index. @param {string} role @param {string} name @param {number} row @param {number} column */
function label(role, name, row, column) {
  const node = document.createElement("div");
  node.setAttribute("role", role);
  node.className = "lab-label";
  const text = document.createElement("span");
  text.append(...indexed(name));
  node.append(text);
  node.style.gridArea = `${row} / ${column}`;
  return node;
}

/** "q1", "q1,2" or "W_q" with the index set low. @param {string} name @returns {Node[]} */
export function indexed(name) {
  const [, letter, index] = /^([a-z]?)_?([\w,]*)$/i.exec(name) ?? ["", name, ""];
  if (!letter) return [document.createTextNode(index)];
  const symbol = document.createElement("var");
  symbol.textContent = letter;
  if (!index) return [symbol];
  const low = document.createElement("sub");
  low.textContent = index;
  return [symbol, low];
}

/** @param {number} row @param {number} column */
function cellNode(row, column) {
  const node = document.createElement("div");
  node.setAttribute("role", "gridcell");
  node.tabIndex = -1;
  node.dataset.row = String(row);
  node.dataset.column = String(column);
  node.style.gridArea = `${row + 2} / ${column + 2}`;
  return node;
}
