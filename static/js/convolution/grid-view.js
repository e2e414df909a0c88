/**
 * One figure: a heatmap, the marks over it, a cursor and, where cells can be typed, an editor.
 *
 * Plotly draws the heatmap of a small grid that is seen whole, a picture any other.
 */

import { baseConfig, loadPlotly, plotly } from "../charts/common.js";
import { cellNumbers, EDGE, gridFigure, MARGIN } from "../charts/grid.js";
import { paddedSize, sizeOf } from "../geometry.js";
import { shown, typeset } from "../numbers.js";
import { wireBrush } from "./brush.js";
import { createCursor } from "./cell-cursor.js";
import { createEditor } from "./cell-editor.js";
import { wireGestures } from "./gestures.js";
import { createOverlay } from "./overlay.js";
import { createPicture } from "./picture.js";
import { createZoomer } from "./zoomer.js";

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {import("../geometry.js").Block} Block */
/** @typedef {import("./guides.js").Box} Box */
/** @typedef {ReturnType<typeof createGridView>} GridView */

const none = { top: 0, bottom: 0, left: 0, right: 0 };
/** A heatmap of more cells would take longer to draw than a step may. */
const HEATMAP_CELLS = 1024;
/** Pixels: beyond every figure. */
const FAR = 1e6;

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
 *   zoom?: () => void,
 *   brush?: import("./brush.js").Brush,
 * }} options `zoom`: small cells can be zoomed into; called whenever that changes what is seen.
 *   `brush`: cells can be painted
 */
export function createGridView(panel, options) {
  const { describe, idle, onPoint, onActivate, editing, padded, zoom, brush } = options;
  const find = (/** @type {string} */ selector) =>
    /** @type {HTMLElement} */ (panel.querySelector(selector));
  const [host, plot, grid, readout] = [".grid", ".grid__plot", ".grid__cells", ".readout"].map(find);
  const overlay = createOverlay(
    /** @type {any} */ (panel.querySelector(".grid__marks")), panel.id,
  );
  const canvas = document.createElement("canvas");
  canvas.className = "grid__picture";
  canvas.setAttribute("aria-hidden", "true");
  plot.after(canvas);
  const picture = createPicture(canvas);
  /** @type {Parameters<typeof gridFigure>[0] & {padding: import("../geometry.js").Sides} | null} */
  let drawn = null;
  let rounded = false;
  /** @type {object | null} */
  let latest = null;

  const editor = editing && createEditor(host, {
    ...editing, error: find(".grid__error"), onClose: () => grid.focus(),
    onReach: (cell) => zoomer.reveal(blockOf(cell)),
  });
  const zoomer = createZoomer({ figure: host, offered: Boolean(zoom), onLook: look });

  const cursor = createCursor(grid, {
    describe,
    padded,
    onPoint(cell) {
      readout.textContent = cell ? describe(cell) : idle();
      onPoint(cell);
    },
    onActivate(cell, typed) {
      if (brushing?.on()) return;
      if (editor && editing?.allowed()) editor.edit(cell, typed);
      else if (typed === undefined) onActivate?.(cell);
    },
    onMove: (cell) => zoomer.reveal(blockOf(cell)),
    onKey: (event, cell) => Boolean(brushing?.key(event, cell))
      || zoomer.key(event.key, zoomer.middleOf(blockOf(cell))),
  });
  const brushing = brush && wireBrush(brush, { cursor, overlay, scale: () => drawn?.scale });
  wireGestures(grid, {
    zoom: (factor, { x, y }) => zoomer.by(factor, { x: x - MARGIN.left, y: y - MARGIN.top }),
    pan: (by) => zoomer.pan(by),
    canPan: () => zoomer.zoomed,
    stroke: brushing?.stroke,
  });

  /** A cell of the grid among the cells with their padding. @param {Cell} cell @returns {Block} */
  const blockOf = ({ row, column }) => padding({ top: row, left: column, rows: 1, columns: 1 });
  /** @param {Block} block @returns {Block} */
  const padding = (block) => ({
    ...block,
    top: block.top + (drawn?.padding.top ?? 0),
    left: block.left + (drawn?.padding.left ?? 0),
  });

  /** The same grid, seen otherwise. */
  function look() {
    if (!drawn) return;
    const now = zoomer.look;
    host.style.width = `${Math.round(now.width) + EDGE}px`;
    host.style.height = `${Math.round(now.height) + MARGIN.top + MARGIN.bottom}px`;
    grid.classList.toggle("grid__cells--zoomed", zoomer.zoomed);
    overlay.look(now);
    writeNumbers();
    cursor.look(now);
    editor?.look(now);
    colour();
    zoom?.();
  }

  /** In the cells of the grid that are seen. */
  function writeNumbers() {
    if (!drawn) return;
    const { values, scale, palette } = drawn;
    const size = sizeOf(values);
    const seen = insideOf(zoomer.visible, drawn.padding, size);
    const part = seen.rows < size.rows || seen.columns < size.columns;
    const shownValues = part
      ? values.slice(seen.top, seen.top + seen.rows)
        .map((row) => row.slice(seen.left, seen.left + seen.columns))
      : values;
    const numbers = cellNumbers(shownValues, zoomer.look.side, scale, palette);
    rounded = numbers.rounded;
    overlay.numbers(numbers, seen, size.columns);
  }

  async function colour() {
    if (!drawn) return;
    const { rows, columns } = sizeOf(drawn.values);
    const asPicture = zoomer.zoomed || rows * columns > HEATMAP_CELLS;
    canvas.hidden = !asPicture;
    plot.hidden = asPicture;
    if (asPicture) {
      latest = null;
      host.classList.remove("grid--uncoloured");
      return picture.draw(drawn, zoomer.look);
    }
    picture.clear();
    const figure = gridFigure(drawn);
    latest = figure;
    if (!plotly()) {
      host.classList.add("grid--uncoloured");
      await painted();
    }
    const Plotly = await loadPlotly().catch(() => null);
    if (!Plotly || latest !== figure) return;
    await Plotly.react(plot, figure.data, figure.layout, { ...baseConfig, staticPlot: true });
    host.classList.remove("grid--uncoloured");
  }

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
      const { values, side, revealed = Infinity } = grid_;
      const size = sizeOf(values);
      drawn = { ...grid_, padding: grid_.padding ?? none };
      zoomer.reset(paddedSize({ input: size, padding: drawn.padding }), side);
      const now = zoomer.look;
      host.style.width = `${Math.round(now.width) + EDGE}px`;
      host.style.height = `${Math.round(now.height) + MARGIN.top + MARGIN.bottom}px`;
      grid.classList.toggle("grid__cells--zoomed", zoomer.zoomed);
      overlay.reset(size, drawn.padding, now);
      overlay.reveal(revealed);
      writeNumbers();
      cursor.reset(size, drawn.padding, now);
      editor?.reset(values, drawn.padding, now);
      readout.textContent = idle();
      showScale(panel, grid_.scale);
      await colour();
    },
    /** Other values in the same cells and colours, at once: as a picture. @param {number[][]} values */
    repaint(values) {
      if (!drawn) return;
      drawn = { ...drawn, values };
      canvas.hidden = false;
      plot.hidden = true;
      latest = null;
      host.classList.remove("grid--uncoloured");
      picture.draw(drawn, zoomer.look);
      writeNumbers();
    },
    /** A block of cells comes into sight. @param {Block} block */
    follow(block) {
      zoomer.reveal(padding(block), true);
    },
    /** Where a block of cells is seen, within the box of its figure; out of sight no line leads there. @param {Box} box @param {Block} block @returns {Box} */
    boxOf(box, block) {
      const { top, left, rows, columns } = padding(block);
      const now = zoomer.look;
      const hidden = top + rows <= now.top || top >= now.top + now.height / now.side
        || left + columns <= now.left || left >= now.left + now.width / now.side;
      if (hidden) return { left: -FAR, top: 0, right: FAR, bottom: 0 };
      const x = (/** @type {number} */ column) =>
        box.left + MARGIN.left + Math.min(Math.max((column - now.left) * now.side, 0), now.width);
      const y = (/** @type {number} */ row) =>
        box.top + MARGIN.top + Math.min(Math.max((row - now.top) * now.side, 0), now.height);
      return { left: x(left), top: y(top), right: x(left + columns), bottom: y(top + rows) };
    },
    /** What is under the cursor and the pointer may have changed. */
    retell() {
      cursor.retell();
      if (cursor.pointed) readout.textContent = describe(cursor.pointed);
    },
    get rounded() { return rounded; },
    /** Of a cell as it is seen, in pixels. */
    get side() { return zoomer.look.side; },
  };
}

/** Those cells of a block, counted with padding, that belong to the grid itself. @param {Block} block @param {import("../geometry.js").Sides} padding @param {import("../geometry.js").Size} size @returns {Block} */
function insideOf(block, padding, size) {
  const top = Math.max(block.top - padding.top, 0);
  const left = Math.max(block.left - padding.left, 0);
  return {
    top,
    left,
    rows: Math.max(0, Math.min(block.top + block.rows - padding.top, size.rows) - top),
    columns: Math.max(0, Math.min(block.left + block.columns - padding.left, size.columns) - left),
  };
}

/** Numbers and hairlines are seen before a large script is run. */
const painted = () => new Promise((resolve) => { setTimeout(resolve, 30); });

/** The key to the colours: what the palest and the darkest stand for. @param {HTMLElement} panel @param {import("../charts/grid.js").Scale} scale */
function showScale(panel, { low, high }) {
  const key = panel.querySelector(".scale");
  if (!key) return;
  key.classList.toggle("scale--signed", low < 0);
  key.setAttribute("data-low", typeset(shown(low, 3).text));
  key.setAttribute("data-high", typeset(shown(high, 3).text));
}
