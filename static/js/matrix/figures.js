/**
 * The figures of one layer, and the output cell at which they stand.
 *
 * @typedef {import("./layer.js").Layer} Layer
 * @typedef {import("./links.js").Name} Name
 * @typedef {import("./links.js").Cell} Cell
 * @typedef {import("./links.js").Place} Place
 */

import { EDGE, scaleBetween, scaleFor } from "../charts/grid.js";
import { createGridView } from "../convolution/grid-view.js";
import { sizeOf, tapsOf, windowOf } from "../geometry.js";
import { t } from "../i18n.js";
import { extent } from "../numbers.js";
import { palette } from "../theme.js";
import { cellOf, inRows } from "./layer.js";
import { AXES, after, blocksOf, placeOf } from "./links.js";
import { createStrip } from "./strip.js";
import { RESULTS, wordsOf } from "./words.js";

const GATHERING = /** @type {const} */ ([
  "input", "kernel", "output", "kernel_flat", "im2col", "im2col_output", "input_flat", "toeplitz",
  "toeplitz_output",
]);
const SCATTERING = /** @type {const} */ ([
  "output", "kernel", "painted", "output_flat", "turned", "painted_flat",
]);
const ALL = /** @type {Name[]} */ (Object.keys(AXES));
/** The matrix that a figure stands at. @type {Partial<Record<Name, "im2col" | "toeplitz" | "turned">>} */
const PRODUCT = {
  kernel_flat: "im2col", im2col: "im2col", im2col_output: "im2col", input_flat: "toeplitz",
  toeplitz: "toeplitz", toeplitz_output: "toeplitz", output_flat: "turned", turned: "turned",
  painted_flat: "turned",
};

const LARGEST = 40;
/** Cells keep their numbers; a wider matrix scrolls within its figure. */
const SMALLEST = 24;
const GAP = 48;
/** Of the window's height, for a matrix. */
const HIGH = 0.5;

/** @param {number} side */
const bounded = (side) => Math.floor(Math.min(Math.max(side, SMALLEST), LARGEST));

/**
 * @param {(id: string) => HTMLElement} find
 * @param {{onEdit: (which: "input" | "kernel", cell: Cell, value: number) => void,
 *   onSeek: (index: number) => void, accepts: (value: number) => boolean}} options
 */
export function createFigures(find, { onEdit, onSeek, accepts }) {
  const stage = find("stage");
  /** @type {Layer | null} */
  let layer = null;
  let index = 0;
  let transpose = false;
  /** @type {Partial<Record<Name, number[][]>>} */
  let values = {};
  const strip = createStrip(find("arithmetic"), pair);

  /** @param {Name} name @param {Cell} cell @returns {string} */
  function describe(name, cell) {
    const value = values[name]?.[cell.row]?.[cell.column];
    if (!layer || value === undefined) return "";
    const place = placeOf(name, cell, columnsOf(name), layer.products);
    return wordsOf(name, place, value, layer, transpose ? Infinity : index);
  }

  /** @param {Name} name */
  function viewOf(name) {
    const panel = find(`figure-${name}`);
    const told = PRODUCT[name] && find(`told-${PRODUCT[name]}`);
    const edited = name === "input" || name === "kernel" ? name : null;
    return createGridView(panel, {
      describe: (cell) => describe(name, cell),
      idle: () => (edited ? t("matrix.edit_idle") : told ? "" : t("matrix.idle")),
      onPoint: (cell) => {
        point(name, cell);
        if (told) told.textContent = cell ? describe(name, cell) : t("matrix.idle");
      },
      onActivate: edited ? undefined : (cell) => {
        if (!layer) return;
        const { output } = placeOf(name, cell, columnsOf(name), layer.products);
        if (output !== undefined) onSeek(output);
      },
      editing: edited ? {
        label: (cell) => t("matrix.cell", cell),
        wrong: (value) => t("matrix.bad_cell", { value }),
        accepts,
        allowed: () => true,
        onCommit: (cell, value) => onEdit(edited, cell, value),
      } : undefined,
    });
  }

  const views = /** @type {Record<Name, ReturnType<typeof viewOf>>} */ (
    Object.fromEntries(ALL.map((name) => [name, viewOf(name)])));

  const shownNames = () => /** @type {readonly Name[]} */ (transpose ? SCATTERING : GATHERING);
  const columnsOf = (/** @type {Name} */ name) => values[name]?.[0].length ?? 1;

  /** @param {Place} place @param {"hover" | "pair"} how */
  function link(place, how) {
    for (const name of shownNames()) {
      views[name].overlay[how](blocksOf(name, place, columnsOf(name), layer?.products ?? []));
    }
  }

  function unlink(/** @type {"hover" | "pair"} */ how) {
    for (const name of ALL) views[name].overlay[how]([]);
  }

  /** What belongs to the cell under the pointer. @param {Name} name @param {Cell | null} cell */
  function point(name, cell) {
    unlink("hover");
    if (!cell || !layer) return strip.pair(null);
    const place = placeOf(name, cell, columnsOf(name), layer.products);
    link(place, "hover");
    strip.pair(place.output === index && place.element !== undefined ? place : null);
  }

  /** One product of the strip. @param {Place | null} place */
  function pair(place) {
    strip.pair(place);
    unlink("pair");
    if (place) link(place, "pair");
  }

  /** The values of each figure as they are at the end, but for what is painted. */
  function fill() {
    const { request, output, im2col, kernel, toeplitz, input, flat, turned, sums } = /** @type {Layer} */ (layer);
    const upright = (/** @type {number[]} */ list) => list.map((value) => [value]);
    const painted = sums[index + 1];
    values = {
      input: request.input, kernel: request.kernel, output,
      painted: inRows(painted, request.input[0].length),
      kernel_flat: [kernel], im2col, im2col_output: upright(flat),
      input_flat: [input], toeplitz, toeplitz_output: upright(flat),
      output_flat: [flat], turned, painted_flat: upright(painted),
    };
  }

  function mark() {
    if (!layer) return;
    const { geometry, products } = layer;
    const place = { output: index };
    const { row, column } = cellOf(layer, "output", index);
    const window = windowOf(geometry, row, column);
    const taps = tapsOf(geometry, row, column);
    for (const name of shownNames()) {
      const { overlay } = views[name];
      const size = sizeOf(values[name] ?? [[0]]);
      const cells = blocksOf(name, place, size.columns, products);
      if (name === "input" || name === "painted") {
        overlay.window(window, taps.length > 1 ? taps : []);
      } else if (name === "toeplitz" || name === "im2col") {
        overlay.window({ top: index, left: 0, rows: 1, columns: size.columns }, name === "toeplitz" ? cells : []);
      } else if (name === "turned") {
        overlay.window({ top: 0, left: index, rows: size.rows, columns: 1 }, cells);
      } else if (name === "input_flat" || name === "painted_flat") {
        overlay.window({ top: 0, left: 0, ...size }, cells);
      } else if (name !== "kernel") {
        overlay.window(name === "kernel_flat" ? { top: 0, left: 0, ...size } : cells[0]);
      }
      if (!transpose && RESULTS.includes(name)) {
        overlay.reveal(index + 1);
        overlay.pending(after(index, size));
      }
    }
    strip.show(layer, index, transpose, layer.sums[index]);
    follow();
  }

  /** The row or column at which the player stands comes into sight, within its figure alone. */
  function follow() {
    for (const name of transpose ? /** @type {const} */ (["turned"]) : /** @type {const} */ (["im2col", "toeplitz"])) {
      const { panel, side } = views[name];
      const box = /** @type {HTMLElement} */ (panel.closest(".matrix-scroll"));
      const axis = transpose ? "scrollLeft" : "scrollTop";
      const end = (index + 2) * side
        + (transpose ? panel.offsetLeft - box.clientWidth : panel.offsetTop - box.clientHeight);
      box[axis] = Math.min(Math.max(box[axis], end), index * side);
    }
  }

  /** @param {Name} name @param {any} colours */
  function scaleOf(name, colours) {
    const { request, output, sums } = /** @type {Layer} */ (layer);
    const axes = AXES[name];
    if (name === "painted" || name === "painted_flat") return scaleBetween(extent(sums), colours);
    if (axes.length === 2) return scaleFor(name === "im2col" ? request.input : request.kernel, colours);
    return scaleFor({ input: request.input, element: request.kernel, output }[axes[0]], colours);
  }

  /** Side of a cell of each matrix and of a grid, for the width that there is. */
  function sidesNow() {
    const { im2col, toeplitz, turned, padding } = /** @type {Layer} */ (layer);
    const width = stage.clientWidth;
    const beside = width - GAP - 6 * EDGE;
    const both = beside / (im2col[0].length + toeplitz[0].length + 2);
    const abreast = !transpose && both >= SMALLEST && matchMedia("(min-width: 64rem)").matches;
    stage.classList.toggle("matrix-stage--abreast", abreast);
    const own = (/** @type {number[][]} */ matrix) => Math.min(
      abreast ? both : (width - 3 * EDGE) / (matrix[0].length + 1),
      (innerHeight * HIGH) / (matrix.length + 1),
    );
    const wide = Math.max(columnsOf("input"), columnsOf("painted")) + padding.left + padding.right;
    const grid = bounded((width - EDGE) / wide);
    return {
      input: grid, kernel: grid, output: grid, painted: grid,
      im2col: bounded(own(im2col)), toeplitz: bounded(own(toeplitz)), turned: bounded(own(turned)),
    };
  }

  async function draw() {
    if (!layer) return;
    fill();
    const colours = palette();
    const sides = sidesNow();
    const drawn = Promise.all(shownNames().map((name) => views[name].draw({
      values: /** @type {number[][]} */ (values[name]), palette: colours, scale: scaleOf(name, colours),
      side: sides[/** @type {keyof typeof sides} */ (PRODUCT[name] ?? name)],
      ticks: PRODUCT[name] === undefined || PRODUCT[name] === name,
      padding: name === "input" || name === "painted" ? layer?.padding : undefined,
    })));
    pale();
    mark();
    await drawn;
  }

  /** Numbers where the matrix holds neither kernel nor input step back. */
  function pale() {
    const { products } = /** @type {Layer} */ (layer);
    const held = new Set(products.map(({ output, input }) => `${output},${input}`));
    for (const name of /** @type {const} */ (["im2col", "toeplitz", "turned"])) {
      if (!shownNames().includes(name)) continue;
      const columns = columnsOf(name);
      views[name].panel.querySelectorAll(".mark__numbers:not(.mark__copies) text").forEach((text, count) => {
        const [row, column] = [Math.floor(count / columns), count % columns];
        const kept = name === "im2col" ? products[count].input >= 0
          : held.has(name === "turned" ? `${column},${row}` : `${row},${column}`);
        text.classList.toggle("matrix-pale", !kept);
      });
    }
  }

  return {
    stage,
    strip,
    get layer() { return layer; },
    get transpose() { return transpose; },
    /** @param {Layer} next @param {number} at_ @param {boolean} turned */
    show(next, at_, turned) {
      [layer, index, transpose] = [next, at_, turned];
      unlink("hover");
      unlink("pair");
      draw();
    },
    /** @param {number} next */
    stepTo(next) {
      if (!layer || next === index) return;
      index = next;
      fill();
      if (transpose) {
        for (const name of /** @type {const} */ (["painted", "painted_flat"])) {
          views[name].repaint(/** @type {number[][]} */ (values[name]));
        }
      }
      mark();
      for (const name of shownNames()) views[name].retell();
    },
    redraw: () => draw(),
  };
}
