/**
 * One figure: a Plotly heatmap, the marks over it, a cursor and, where cells can be typed, an editor.
 */

import { baseConfig, loadPlotly, plotly } from "../charts/common.js";
import { cellNumbers, gridFigure } from "../charts/grid.js";
import { sizeOf } from "../geometry.js";
import { shown } from "../numbers.js";
import { createCursor } from "./cell-cursor.js";
import { createEditor } from "./cell-editor.js";
import { createOverlay } from "./overlay.js";

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {ReturnType<typeof createGridView>} GridView */

const none = { top: 0, bottom: 0, left: 0, right: 0 };

/**
 * @param {HTMLElement} panel the figure's region: holds .grid, .readout and, for typing, .field-error
 * @param {{
 *   describe: (cell: Cell) => string,
 *   idle: () => string,
 *   onPoint: (cell: Cell | null) => void,
 *   onActivate?: (cell: Cell) => void,
 *   editing?: {label: (cell: Cell) => string, wrong: (typed: string) => string,
 *     accepts: (value: number) => boolean, onCommit: (cell: Cell, value: number) => void, allowed: () => boolean},
 *   padded?: boolean,
 * }} options
 */
export function createGridView(panel, { describe, idle, onPoint, onActivate, editing, padded }) {
  const find = (/** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (panel.querySelector(selector));
  const [host, plot, grid, readout] = [".grid", ".grid__plot", ".grid__cells", ".readout"].map(find);
  const overlay = createOverlay(
    /** @type {any} */ (panel.querySelector(".grid__marks")), panel.id,
  );
  /** @type {number[][]} */
  let values = [[0]];
  let rounded = false;
  /** @type {object | null} */
  let latest = null;

  const editor = editing && createEditor(host, {
    ...editing, error: find(".grid__error"), onClose: () => grid.focus(),
  });

  const cursor = createCursor(grid, {
    describe,
    padded,
    onPoint(cell) {
      readout.textContent = cell ? describe(cell) : idle();
      onPoint(cell);
    },
    onActivate(cell, typed) {
      if (editor && editing?.allowed()) editor.edit(cell, typed);
      else if (typed === undefined) onActivate?.(cell);
    },
  });

  return {
    panel,
    overlay,
    cursor,
    /**
     * @param {{values: number[][], side: number, scale: import("../charts/grid.js").Scale,
     *   padding?: import("../geometry.js").Sides, ticks?: boolean, revealed?: number, palette: any}} grid_
     *   `revealed`: how many cells, row by row, show their number; all by default.
     *   Numbers need no chart library: they are there before it, and without it.
     */
    async draw(grid_) {
      values = grid_.values;
      const padding = grid_.padding ?? none;
      const figure = gridFigure({ ...grid_, padding });
      host.style.width = `${figure.layout.width}px`;
      host.style.height = `${figure.layout.height}px`;
      const size = sizeOf(values);
      const numbers = cellNumbers(values, grid_.side, grid_.scale, grid_.palette);
      rounded = numbers.rounded;
      overlay.reset(size, padding, grid_.side);
      overlay.numbers(numbers, size.columns);
      overlay.reveal(grid_.revealed ?? Infinity);
      cursor.reset(size, padding, grid_.side);
      editor?.reset(values, padding, grid_.side);
      readout.textContent = idle();
      showScale(panel, grid_.scale);
      latest = figure;
      if (!plotly()) {
        host.classList.add("grid--uncoloured");
        await painted();
      }
      const Plotly = await loadPlotly().catch(() => null);
      if (!Plotly || latest !== figure) return;
      await Plotly.react(plot, figure.data, figure.layout, { ...baseConfig, staticPlot: true });
      host.classList.remove("grid--uncoloured");
    },
    /** What is under the cursor and the pointer may have changed. */
    retell() {
      cursor.retell();
      if (cursor.pointed) readout.textContent = describe(cursor.pointed);
    },
    get rounded() { return rounded; },
  };
}

/** Numbers and hairlines are seen before a large script is run. */
const painted = () => new Promise((resolve) => { setTimeout(resolve, 30); });

/** The key to the colours: what the palest and the darkest stand for. @param {HTMLElement} panel @param {import("../charts/grid.js").Scale} scale */
function showScale(panel, { low, high }) {
  const key = panel.querySelector(".scale");
  if (!key) return;
  key.classList.toggle("scale--signed", low < 0);
  key.setAttribute("data-low", shown(low, 3).text);
  key.setAttribute("data-high", shown(high, 3).text);
}
