/** What is pointed at is marked in all figures; again with each step, for what it belongs to moves on. */

import { covers, readersOf, tapsOf } from "../geometry.js";
import { single } from "./blocks.js";
import { cellsOf, elementAt } from "./scene.js";
import { sourceOf } from "./words.js";

/** @typedef {{row: number, column: number}} Cell */
/** @typedef {{overlay: ReturnType<typeof import("./overlay.js").createOverlay>}} View */

/**
 * @param {{input: View, kernel: View, output: View,
 *   products: {pair: (at: Cell | null) => void},
 *   strip: {pair: (at: import("./arithmetic.js").At | null) => void}}} figures
 * @param {() => {result: import("./result.js").Result, scene: import("./scene.js").Scene} | null} now
 */
export function createPointing({ input, kernel, output, products, strip }, now) {
  let again = () => {};

  /** One element of the window, its weight, its product and its term. @param {Cell | null} at */
  function pair(at) {
    const here = now();
    if (!here) return;
    const { result, scene } = here;
    const cells = at && cellsOf(result, scene, at);
    input.overlay.pair(cells?.input ? [single(cells.input.row, cells.input.column)] : []);
    output.overlay.pair(result.byInput && cells?.output ? [single(cells.output.row, cells.output.column)] : []);
    kernel.overlay.pair(at && scene.part.weights ? [single(at.row, at.column)] : []);
    products.pair(at);
    strip.pair(at && { ...at, channel: scene.part.channel });
  }

  /** @param {Cell | null} at */
  function element(at) {
    again = () => pair(at);
    again();
  }

  /** An input cell: every output that it has a part in. @param {Cell | null} cell */
  function pointInput(cell) {
    const here = now();
    if (!here) return;
    const { result, scene } = here;
    again = cell ? () => pointInput(cell) : () => {};
    const transposed = result.settings.operation === "transposed";
    const source = cell && !isInside(result, cell) ? sourceOf(result, cell) : null;
    input.overlay.hover(cell ? [single(cell.row, cell.column)] : []);
    input.overlay.source(source ? [single(source.row, source.column)] : []);
    output.overlay.readers(cell ? (transposed ? tapsOf : readersOf)(result.layer, cell.row, cell.column) : []);
    const { window } = scene.input;
    pair(cell && !result.byInput && window && covers(window, cell.row, cell.column)
      ? elementAt(result, scene, cell) : null);
  }

  /** An output cell: every input that has a part in it. @param {Cell | null} cell */
  function pointOutput(cell) {
    const here = now();
    if (!here) return;
    const { result, scene } = here;
    const transposed = result.settings.operation === "transposed";
    output.overlay.hover(cell ? [single(cell.row, cell.column)] : []);
    input.overlay.hover(cell ? (transposed ? readersOf : tapsOf)(result.layer, cell.row, cell.column) : []);
    if (!result.byInput) return;
    again = cell ? () => pointOutput(cell) : () => {};
    pair(cell && elementAt(result, scene, cell));
  }

  return {
    element,
    input: pointInput,
    output: pointOutput,
    again: () => again(),
    forget() { again = () => {}; },
  };
}

/** @param {import("./result.js").Result} result @param {Cell} cell */
const isInside = ({ input }, { row, column }) => input[0][row]?.[column] !== undefined;
