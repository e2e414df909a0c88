/**
 * The figures of one computed layer, and the step at which they stand.
 *
 * Drawn once for a result; a step only moves marks, fills products and writes the strip.
 *
 * @typedef {import("../geometry.js").Layer} Layer
 * @typedef {{row: number, column: number}} Cell
 * @typedef {import("./frames.js").Frame} Frame
 * @typedef {{settings: import("./settings.js").Settings, layer: Layer,
 *   output: number[][], padded: number[][], unread: {rows: number[], columns: number[]},
 *   parameters: {biases: number, total: number}, count: number}} Result
 */

import { cellSides, scaleBetween, scaleFor } from "../charts/grid.js";
import { cellOf, covers, outputSize, paddedSize, readersOf, stepOf, windowOf } from "../geometry.js";
import { t } from "../i18n.js";
import { extent, shown } from "../numbers.js";
import { palette } from "../theme.js";
import { arithmetic } from "./arithmetic.js";
import { after, roomFor, single, unreadBlocks } from "./blocks.js";
import { createGridView } from "./grid-view.js";
import { createGuides } from "./guides.js";
import { createProducts } from "./products.js";
import { createStrip } from "./strip.js";
import { inputCell, kernelCell, outputCell } from "./words.js";

/** A larger grid can be typed into where its cells are seen large enough. */
const EDITABLE_CELLS = 1024;
const EDITABLE_SIDE = 12;

/**
 * @param {Document} page
 * @param {{onEdit: (which: "input" | "kernel", cell: Cell, value: number) => void,
 *   onSeek: (step: number) => void, wrong: (typed: string) => string,
 *   accepts: (value: number) => boolean,
 *   brush: import("./brush.js").Brush}} options `brush`: paints cells of the input
 */
export function createFigures(page, { onEdit, onSeek, wrong, accepts, brush }) {
  const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (page.getElementById(id));
  const stage = find("stage");
  /** @type {Result | null} */
  let result = null;
  /** @type {Frame | undefined} */
  let frame;
  let step = 0;
  let sides = { side: 1, kernelSide: 1 };
  let colours = palette();
  /** @type {import("../charts/grid.js").Scale} */
  let productScale = { colorscale: [], low: 0, high: 1 };
  /** Marks what is pointed at; again with each step, for what it belongs to moves on. */
  let pointing = () => {};
  let boxes = { input: zero(), products: zero(), output: zero() };

  const guides = createGuides(/** @type {any} */ (find("guides")), stage);
  const products = createProducts(find("products"), pointPair);
  const strip = createStrip({
    line: /** @type {HTMLElement} */ (stage.parentElement?.querySelector(".line")),
    text: find("arithmetic"), note: find("rounded"), copy: find("copy"),
  }, pointPair);

  const editable = () => result !== null
    && (input.side >= EDITABLE_SIDE
      || result.layer.input.rows * result.layer.input.columns <= EDITABLE_CELLS);
  const editing = (/** @type {"input" | "kernel"} */ which) => ({
    label: (/** @type {Cell} */ cell) => t("convolution.cell", cell),
    wrong,
    accepts,
    allowed: () => which === "kernel" || editable(),
    onCommit: (/** @type {Cell} */ cell, /** @type {number} */ value) => onEdit(which, cell, value),
  });
  const idle = (/** @type {string} */ key, /** @type {() => import("./grid-view.js").GridView} */ view) =>
    () => t(view().rounded ? "convolution.and_rounded" : "convolution.as_it_is", { text: t(`convolution.${key}`) });

  /** @type {import("./grid-view.js").GridView} */
  const input = createGridView(find("figure-input"), {
    describe: (cell) => (result ? inputCell(result.layer, result.settings.input, cell) : ""),
    idle: () => idle(editable() ? "input_idle_edit" : "input_idle", () => input)(),
    onPoint: pointInput,
    editing: editing("input"),
    padded: true,
    zoom: seen,
    brush,
  });
  /** @type {import("./grid-view.js").GridView} */
  const kernel = createGridView(find("figure-kernel"), {
    describe: (cell) => (result ? kernelCell(result.settings.kernel, cell) : ""),
    idle: idle("kernel_idle", () => kernel),
    onPoint: pointPair,
    editing: editing("kernel"),
  });
  /** @type {import("./grid-view.js").GridView} */
  const output = createGridView(find("figure-output"), {
    describe: (cell) => (result
      ? outputCell(result.layer, result.output, cell, stepAt(cell) <= step) : ""),
    idle: idle("output_idle", () => output),
    onPoint: pointOutput,
    onActivate: (cell) => onSeek(stepAt(cell)),
    zoom: seen,
  });

  const stepAt = (/** @type {Cell} */ { row, column }) =>
    (result ? stepOf(outputSize(result.layer), row, column) : 0);
  const windowNow = () => {
    const { row, column } = cellOf(outputSize(/** @type {Result} */ (result).layer), step);
    return windowOf(/** @type {Result} */ (result).layer, row, column);
  };

  /** One element of the window, its weight, its product and its term. @param {Cell | null} at */
  function pair(at) {
    if (!result) return;
    const window = windowNow();
    input.overlay.pair(at ? [single(window.top + at.row, window.left + at.column)] : []);
    kernel.overlay.pair(at ? [single(at.row, at.column)] : []);
    products.pair(at);
    strip.pair(at);
  }

  /** @param {Cell | null} at */
  function pointPair(at) {
    pointing = () => pair(at);
    pointing();
  }

  /** @param {Cell | null} cell */
  function pointInput(cell) {
    if (!result) return;
    pointing = cell ? () => pointInput(cell) : () => {};
    const readers = cell && readersOf(result.layer, cell.row, cell.column);
    input.overlay.hover(cell ? [single(cell.row, cell.column)] : []);
    output.overlay.readers(readers ? [readers] : []);
    const window = windowNow();
    pair(cell && covers(window, cell.row, cell.column)
      ? { row: cell.row - window.top, column: cell.column - window.left } : null);
  }

  /** @param {Cell | null} cell */
  function pointOutput(cell) {
    if (!result) return;
    output.overlay.hover(cell ? [single(cell.row, cell.column)] : []);
    input.overlay.hover(cell ? [windowOf(result.layer, cell.row, cell.column)] : []);
  }

  async function draw() {
    if (!result) return;
    const { settings, layer } = result;
    colours = palette();
    const room = roomFor({
      arrangement: arrangement(), width: stage.clientWidth, windowHeight: innerHeight,
      top: stage.getBoundingClientRect().top + scrollY,
    });
    sides = cellSides({
      ...room, padded: paddedSize(layer), kernel: layer.kernel, output: outputSize(layer),
    });
    productScale = scaleBetween(productRange(settings), colours);
    pointing = () => {};
    products.reset(layer.kernel, sides.kernelSide);
    const drawn = Promise.all([
      input.draw({
        values: settings.input, side: sides.side, padding: layer.padding,
        scale: scaleFor(settings.input, colours), palette: colours,
      }),
      kernel.draw({
        values: settings.kernel, side: sides.kernelSide,
        scale: scaleFor(settings.kernel, colours), palette: colours, ticks: false,
      }),
      output.draw({
        values: result.output, side: sides.side,
        scale: scaleFor(result.output, colours), palette: colours, revealed: step + 1,
      }),
    ]);
    input.panel.querySelector(".grid")?.classList.toggle("grid--editable", editable());
    input.overlay.unread(unreadBlocks(result));
    follow();
    measure();
    stand();
    await drawn;
  }

  /** The window and its output cell are in sight. */
  function follow() {
    if (!result) return;
    const { row, column } = cellOf(outputSize(result.layer), step);
    input.follow(windowNow());
    output.follow(single(row, column));
  }

  /** A figure is seen otherwise: nearer, or another part of it. */
  function seen() {
    input.panel.querySelector(".grid")?.classList.toggle("grid--editable", editable());
    measure();
    lead();
  }

  function measure() {
    boxes = {
      input: guides.boxOf(/** @type {Element} */ (input.panel.querySelector(".grid"))),
      products: guides.boxOf(products.root),
      output: guides.boxOf(/** @type {Element} */ (output.panel.querySelector(".grid"))),
    };
  }

  function lead() {
    if (!result) return;
    const { row, column } = cellOf(outputSize(result.layer), step);
    guides.lead(
      input.boxOf(boxes.input, windowNow()),
      boxes.products,
      output.boxOf(boxes.output, single(row, column)),
    );
  }

  /** Marks of the present step, all of them moved rather than drawn. */
  function stand() {
    if (!result) return;
    const size = outputSize(result.layer);
    const cell = cellOf(size, step);
    const window = windowNow();
    input.overlay.window(window);
    output.overlay.window(single(cell.row, cell.column));
    output.overlay.reveal(step + 1);
    output.retell();
    output.overlay.pending(after(size, cell));
    lead();
    if (frame?.index === step) write(frame);
    else find("arithmetic").setAttribute("aria-busy", "true");
    pointing();
  }

  /** @param {Frame} now */
  function write(now) {
    if (!result) return;
    const { kernel: weights, bias } = result.settings;
    const { top, bottom, left, right } = now.window;
    const window = result.padded.slice(top, bottom).map((row) => row.slice(left, right));
    products.show(now.products, window, weights, productScale, colours);
    strip.show(arithmetic(window, weights, bias, now.value),
      { window, kernel: weights, bias, value: now.value });
    find("arithmetic").removeAttribute("aria-busy");
    const value = shown(now.value, 6);
    find("sum-label").textContent = bias === null
      ? t("convolution.sum") : t("convolution.sum_and_bias", { bias: shown(bias).text });
    find("sum-value").textContent = `${value.rounded ? "≈" : "="} ${value.text}`;
  }

  return {
    stage,
    strip,
    input,
    kernel,
    get result() { return result; },
    /** A new result, at a step. @param {Result} next @param {number} at */
    async show(next, at) {
      [result, step, frame] = [next, at, undefined];
      await draw();
    },
    redraw: draw,
    /** @param {number} index @param {Frame | undefined} here @param {boolean} swift too fast for sliding */
    stepTo(index, here, swift) {
      const moved = index !== step;
      [step, frame] = [index, here];
      stage.classList.toggle("stage--swift", swift);
      follow();
      stand();
      if (moved && !swift && result) {
        const { row, column } = cellOf(outputSize(result.layer), index);
        output.overlay.land(single(row, column));
      }
    },
    /** A frame that has come after its step. @param {Frame | undefined} late */
    fill(late) {
      if (late?.index !== step) return;
      frame = late;
      write(late);
      pointing();
    },
  };
}

/** As css/convolution.css sets them. @returns {import("./blocks.js").Arrangement} */
function arrangement() {
  if (matchMedia("(min-width: 64rem)").matches) return "line";
  return matchMedia("(min-width: 40rem)").matches ? "pairs" : "stack";
}

/** The largest product that this input and this kernel can make, one range for all steps. @param {import("./settings.js").Settings} settings @returns {[number, number]} */
function productRange({ input, kernel }) {
  const [[low, high], [least, most]] = [extent(input), extent(kernel)];
  const reach = Math.max(-low, high) * Math.max(-least, most);
  return [low < 0 || least < 0 ? -reach : 0, reach];
}

const zero = () => ({ left: 0, top: 0, right: 0, bottom: 0 });
