/**
 * The figures of one exercise: what is given, and of the output what may already be seen.
 *
 * @typedef {import("./geometry.js").Given} Given
 * @typedef {{exercise: number, seed: number, level: number, name: string, title: string,
 *   question: string, asks: "number" | "pair", facts: {label: string, text: string}[],
 *   layer: Given, cell: number[] | null, known: number[], output_size: number[] | null,
 *   hint: string, numbers: {label: string, text: string}[]}} Question
 * @typedef {{label: string, text: string, value: number}} Step
 * @typedef {{expected: number | number[], steps: Step[], output_size: number[] | null,
 *   output: number[][] | null, window: number[][][] | null, products: number[][][] | null,
 *   unread: {rows: number[], columns: number[]} | null}} Solution
 * @typedef {{row: number, column: number}} Cell
 */

import { element } from "../attention/nodes.js";
import { EDGE, MARGIN, scaleBetween, scaleFor } from "../charts/grid.js";
import { createGridView } from "../convolution/grid-view.js";
import { createProducts } from "../convolution/products.js";
import { t } from "../i18n.js";
import { exactText, extent, typeset } from "../numbers.js";
import { palette } from "../theme.js";
import { drawChannels } from "./channels.js";
import { blank, cellsFrom, nextPlaces, painted, taps, unreadBlocks, windowAt } from "./geometry.js";
import { SMALLEST, sideFor } from "./sides.js";

const PRODUCT = 64;
const COUNTED = ["parameters", "groups"];
const none = { top: 0, bottom: 0, left: 0, right: 0 };

/** @param {(id: string) => HTMLElement} find */
export function createFigures(find) {
  const stage = find("stage");
  /** @type {Question | null} */
  let question = null;
  /** @type {Solution | null} */
  let solution = null;
  let hinted = false;

  const products = [0, 1].map((number) => createProducts(
    /** @type {HTMLElement} */ (find(`product-${number}`).querySelector(".products")),
    (at) => pair(number, at),
  ));

  /** What a cell says of itself. @param {"input" | "kernel" | "output"} kind @param {number} number @param {Cell} cell */
  function describe(kind, number, cell) {
    const { row, column } = cell;
    const values = valuesOf(kind, number);
    const value = values?.[row]?.[column];
    if (value !== undefined) return t("practice.cell_value", { row, column, value: typeset(exactText(value)) });
    if (kind === "output" && question?.cell && !solution) {
      const at = row === question.cell[0] && column === question.cell[1];
      return t(at ? "practice.cell_asked" : "practice.cell_later", { row, column });
    }
    const [rows, columns] = question?.layer.size ?? [0, 0];
    const outside = kind === "input" && (row < 0 || column < 0 || row >= rows || column >= columns);
    return t(outside ? "practice.cell_padding" : "practice.cell", { row, column });
  }

  /** The numbers that may be seen, if there are any. @param {string} kind @param {number} number @returns {(number | undefined)[][] | null} */
  function valuesOf(kind, number) {
    if (!question) return null;
    if (kind === "input") return question.layer.input?.[number] ?? null;
    if (kind === "kernel") return question.layer.kernel?.[number] ?? null;
    if (solution) return solution.output;
    const { output_size: size, known } = question;
    return size && blank(size).map((row, r) => row.map((_, c) => known[r * size[1] + c]));
  }

  function outputSize() {
    if (question?.name === "same") return question.layer.size;
    return solution?.output_size ?? question?.output_size ?? null;
  }

  /** @param {"input" | "kernel" | "output"} kind */
  function idle(kind) {
    if (!question || question.layer.input) return "";
    const { name } = question;
    if (kind === "output" && solution && name !== "transposed") return t("practice.idle_windows");
    if (kind !== "input" || (name === "same" && !solution)) return "";
    if (name === "transposed") return solution ? t("practice.idle_painted") : "";
    const left = solution?.unread && solution.unread.rows.length + solution.unread.columns.length;
    return left ? t("practice.unread") : t("practice.idle_places");
  }

  /** @param {string} id @param {"input" | "kernel" | "output"} kind @param {number} number */
  const viewOf = (id, kind, number) => createGridView(find(id), {
    describe: (cell) => describe(kind, number, cell),
    idle: () => idle(kind),
    onPoint: (cell) => point(kind, cell),
    padded: kind === "input",
  });
  const views = {
    input: [viewOf("input-0", "input", 0), viewOf("input-1", "input", 1)],
    kernel: [viewOf("kernel-0", "kernel", 0), viewOf("kernel-1", "kernel", 1)],
    output: [viewOf("output", "output", 0)],
  };

  /** What belongs to the cell under the pointer. @param {string} kind @param {Cell | null} cell */
  function point(kind, cell) {
    const size = outputSize();
    if (!question || !size) return;
    const { layer } = question;
    if (layer.operation === "transposed") {
      if (kind === "input") views.output[0].overlay.hover(cell && solution ? painted(layer, size, cell.row, cell.column) : []);
    } else if (kind === "output" && solution) {
      const window = cell && windowAt(around(), cell.row, cell.column);
      const idleMarks = question.cell ? [] : nextPlaces(around());
      for (const view of views.input) view.overlay.hover(window ? [window] : idleMarks);
    }
  }

  /** One product: its cell of the input and of the kernel. @param {number} number @param {Cell | null} at */
  function pair(number, at) {
    products[number].pair(at);
    if (!question?.cell) return;
    const window = windowAt(question.layer, question.cell[0], question.cell[1]);
    views.kernel[number].overlay.pair(at ? [{ top: at.row, left: at.column, rows: 1, columns: 1 }] : []);
    views.input[number].overlay.pair(at
      ? [{ top: window.top + at.row, left: window.left + at.column, rows: 1, columns: 1 }] : []);
  }

  /** The layer, with the padding that was asked for once it is known. @returns {Given} */
  function around() {
    const { layer, name } = /** @type {Question} */ (question);
    if (name !== "same" || !solution || !Array.isArray(solution.expected)) return layer;
    const [rows, columns] = solution.expected;
    return { ...layer, padding: { top: rows, bottom: rows, left: columns, right: columns } };
  }

  function draw() {
    if (!question) return;
    const colours = palette();
    const { layer, name, cell } = question;
    const counted = COUNTED.includes(name);
    const drawn = around();
    const transposed = layer.operation === "transposed";
    const padding = transposed ? none : drawn.padding;
    const planes = layer.input?.length ?? 1;
    const size = outputSize();
    const wired = counted || layer.channels[0] > planes;
    find("channels").hidden = !wired;
    if (wired) drawChannels(find("channels"), layer);

    const [rows, columns] = layer.size;
    const padded = [rows + padding.top + padding.bottom, columns + padding.left + padding.right];
    const pooling = layer.operation.endsWith("pool");
    const figures = [padded, pooling ? [] : layer.kernel_size].flatMap((each) =>
      Array.from({ length: each.length ? planes : 0 }, () => each));
    const side = counted ? SMALLEST : sideFor([...figures, size ?? [1, 1]], stage.clientWidth);
    const paper = scaleBetween([0, 1], colours);
    const hide = layer.operation === "max_pool";
    views.input.forEach((view, number) => {
      view.panel.hidden = counted || number >= planes;
      if (view.panel.hidden) return;
      view.panel.classList.toggle("practice-panel--empty-padding", hide);
      entitle(view.panel, planes > 1 ? t("practice.input_of", { number }) : t("practice.input"), `${rows} × ${columns}`);
      const values = layer.input?.[number];
      view.draw({
        values: values ?? blank(layer.size), side, padding, palette: colours,
        scale: values ? scaleFor(/** @type {number[][]} */ (layer.input?.flat()), colours) : paper,
        revealed: values ? Infinity : 0,
      });
      markInput(view, drawn);
    });
    views.kernel.forEach((view, number) => {
      view.panel.hidden = counted || pooling || number >= planes;
      if (view.panel.hidden) return;
      entitle(view.panel, planes > 1 ? t("practice.kernel_of", { number }) : t("practice.kernel"), layer.kernel_size.join(" × "));
      const values = layer.kernel?.[number];
      view.draw({
        values: values ?? blank(layer.kernel_size), side, palette: colours, ticks: false,
        scale: values ? scaleFor(/** @type {number[][]} */ (layer.kernel?.flat()), colours) : paper,
        revealed: values ? Infinity : 0,
      });
    });
    const [output] = views.output;
    output.panel.hidden = counted;
    output.panel.classList.toggle("practice-panel--unknown", !size);
    entitle(output.panel, t("practice.output"), size ? size.join(" × ") : "? × ?");
    if (!counted && size) {
      const known = question.known.length;
      const at = cell ? cell[0] * size[1] + cell[1] : 0;
      const values = solution?.output ?? blank(size).map((row, r) => row.map((_, c) => question?.known[r * size[1] + c] ?? 0));
      const numbers = Boolean(cell);
      output.draw({
        values, side, palette: colours,
        scale: numbers ? scaleBetween(extent([solution?.output ? values.flat() : [...question.known, 0]]), colours) : paper,
        revealed: numbers ? (solution ? Infinity : known) : 0,
      });
      if (cell) {
        if (!solution) output.overlay.pending(cellsFrom(size, at));
        output.overlay.window({ top: cell[0], left: cell[1], rows: 1, columns: 1 });
      }
    }
    ask(size, side);
    drawProducts(colours);
    stage.setAttribute("aria-busy", "false");
  }

  /** A question mark in the cell that is asked for. @param {number[] | null} size @param {number} side */
  function ask(size, side) {
    const host = /** @type {HTMLElement} */ (find("output").querySelector(".grid"));
    host.querySelector(".practice-unknown")?.remove();
    if (!question?.cell || solution || !size) return;
    const mark = element("span", "practice-unknown", "?");
    mark.setAttribute("aria-hidden", "true");
    mark.style.cssText = `inset-inline-start:${MARGIN.left + question.cell[1] * side}px;`
      + `inset-block-start:${MARGIN.top + question.cell[0] * side}px;`
      + `width:${side}px;height:${side}px;font-size:${side * 0.45}px`;
    host.append(mark);
  }

  /** @param {import("../convolution/grid-view.js").GridView} view @param {Given} layer */
  function markInput(view, layer) {
    const { name, cell } = /** @type {Question} */ (question);
    if (cell) {
      view.overlay.window(hinted || solution ? windowAt(layer, cell[0], cell[1]) : null);
    } else if (name !== "transposed" && (name !== "same" || solution)) {
      const first = windowAt(layer, 0, 0);
      view.overlay.window(first);
      if (Math.max(...layer.dilation) > 1) view.overlay.readers(taps(layer, first));
      else view.overlay.readers([]);
      view.overlay.pair([]);
      view.overlay.hover(nextPlaces(layer));
      view.overlay.unread(solution?.unread ? unreadBlocks(layer, solution.unread) : []);
    }
  }

  /** @param {import("../theme.js").Palette} colours */
  function drawProducts(colours) {
    const found = solution?.products;
    find("products").hidden = !found;
    if (!found || !solution?.window || !question?.layer.kernel) return;
    const scale = scaleFor(found.flat(), colours);
    products.forEach((one, number) => {
      const section = find(`product-${number}`);
      section.hidden = number >= found.length;
      if (section.hidden) return;
      find(`title-product-${number}`).textContent = found.length > 1
        ? t("practice.products_of", { number }) : t("practice.products");
      const [rows, columns] = [found[number].length, found[number][0].length];
      one.reset({ rows, columns }, Math.min(PRODUCT, Math.floor((stage.clientWidth - EDGE) / columns)));
      const weights = question?.layer.kernel?.[number] ?? null;
      const window = solution?.window?.[number] ?? [];
      one.show({ channel: number, sum: 0, products: found[number], window, weights }, { chosen: null, divisor: null }, scale, colours);
    });
  }

  return {
    stage,
    /** @param {Question} asked @param {{solution: Solution | null, hinted: boolean}} seen */
    show(asked, seen) {
      question = asked;
      ({ solution, hinted } = seen);
      draw();
    },
    redraw: draw,
  };
}

/** @param {HTMLElement} panel @param {string} title @param {string} size */
function entitle(panel, title, size) {
  /** @type {HTMLElement} */ (panel.querySelector("h3")).textContent = title;
  /** @type {HTMLElement} */ (panel.querySelector("[data-size]")).textContent = size;
}
