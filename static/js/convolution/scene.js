/**
 * What one step shows: its numbers, and where they stand in the input and in the output. Pure.
 *
 * @typedef {import("../geometry.js").Block} Block
 * @typedef {import("./result.js").Result} Result
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{window: Block | null, taps: Block[]}} Marks
 *   taps: the cells that count, where they are not the whole window
 * @typedef {{frame: import("./frame.js").Frame, part: import("./frame.js").Part,
 *   inputChannel: number, outputChannel: number, input: Marks, output: Marks}} Scene
 *   part: of the channel that is looked at
 */

import { readersOf, tapsOf, windowOf } from "../geometry.js";
import { single } from "./blocks.js";
import { frameAt } from "./frame.js";

/**
 * @param {Result} result @param {number} step
 * @param {number} channel to look at: of the input, or by input cell of the output
 * @returns {Scene}
 */
export function sceneOf(result, step, channel) {
  const frame = frameAt(result, step);
  const part = frame.parts.find((each) => each.channel === channel) ?? frame.parts[0];
  const { place } = frame;
  const here = { window: single(place.row, place.column), taps: [] };
  const there = marksOf(result, place);
  return result.byInput
    ? { frame, part, inputChannel: place.channel, outputChannel: part.channel, input: here, output: there }
    : { frame, part, inputChannel: part.channel, outputChannel: place.channel, input: there, output: here };
}

/** What belongs to a cell on the other side. @param {Result} result @param {Cell} cell @returns {Marks} */
function marksOf({ settings, layer, byInput }, { row, column }) {
  if (settings.operation !== "transposed" || byInput) {
    const taps = tapsOf(layer, row, column);
    return { window: windowOf(layer, row, column), taps: taps.length > 1 ? taps : [] };
  }
  const blocks = readersOf(layer, row, column);
  return { window: around(blocks), taps: blocks.length > 1 ? blocks : [] };
}

/** The smallest block that holds all. @param {Block[]} blocks @returns {Block | null} */
function around(blocks) {
  if (!blocks.length) return null;
  const top = Math.min(...blocks.map((block) => block.top));
  const left = Math.min(...blocks.map((block) => block.left));
  const bottom = Math.max(...blocks.map((block) => block.top + block.rows));
  const right = Math.max(...blocks.map((block) => block.left + block.columns));
  return { top, left, rows: bottom - top, columns: right - left };
}

/**
 * The cells of the input and of the output that an element of the kernel joins; null where it joins
 * none.
 * @param {Result} result @param {Scene} scene @param {Cell} element
 * @returns {{input: Cell | null, output: Cell | null}}
 */
export function cellsOf({ settings, layer, byInput }, { frame }, element) {
  const { place } = frame;
  const here = { row: place.row, column: place.column };
  const { stride, dilation, padding } = layer;
  const shift = { row: element.row * dilation.rows, column: element.column * dilation.columns };
  if (settings.operation === "transposed" && !byInput) {
    const row = (place.row + padding.top - shift.row) / stride.rows;
    const column = (place.column + padding.left - shift.column) / stride.columns;
    const lands = Number.isInteger(row) && Number.isInteger(column)
      && row >= 0 && column >= 0 && row < layer.places.rows && column < layer.places.columns;
    return { input: lands ? { row, column } : null, output: here };
  }
  const there = {
    row: place.row * stride.rows - padding.top + shift.row,
    column: place.column * stride.columns - padding.left + shift.column,
  };
  return byInput ? { input: here, output: there } : { input: there, output: here };
}

/**
 * The element of the kernel that covers a cell of the other side at this step, or null.
 * @param {Result} result @param {Scene} scene @param {Cell} cell @returns {Cell | null}
 */
export function elementAt(result, scene, cell) {
  const { kernel } = result.layer;
  const side = result.byInput ? "output" : "input";
  for (let row = 0; row < kernel.rows; row += 1) {
    for (let column = 0; column < kernel.columns; column += 1) {
      const at = cellsOf(result, scene, { row, column })[side];
      if (at?.row === cell.row && at.column === cell.column) return { row, column };
    }
  }
  return null;
}
