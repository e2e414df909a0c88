/**
 * How a cell came about, with its numbers. Pure.
 *
 * @typedef {import("./stages.js").Stage} Stage
 * @typedef {import("./stages.js").Cell} Cell
 * @typedef {import("./stages.js").Plane} Plane
 * @typedef {{channel: number, window: number[][], kernel: number[][] | null,
 *   products: number[][] | null, sum: number}} Part what one channel below gives
 * @typedef {{window: import("../geometry.js").Block, parts: Part[], bias: number | null,
 *   value: number, activated: number | null}} Making
 * @typedef {{weights: any, bias: ArrayLike<number>}} Trained
 */

import { shown, typeset } from "../numbers.js";
import { readingOf, under, unitOf } from "./stages.js";

/**
 * @param {{stage: Stage, below: Stage, cell: Cell, inputs: Plane[], value: number,
 *   trained: Trained | null, rectified: boolean}} what
 *   `rectified`: a ReLU follows
 * @returns {Making}
 */
export function makingOf({ stage, below, cell, inputs, value, trained, rectified }) {
  const { channels, window } = readingOf(stage, below, cell);
  const parts = channels.map((channel) => {
    const numbers = under(inputs[channel], window);
    const kernel = trained && kernelOf(stage, below, trained, cell, channel);
    const products = kernel
      && numbers.map((row, r) => row.map((number, c) => number * kernel[r][c]));
    const sum = products ? total(products) : Math.max(...numbers.flat());
    return { channel, window: numbers, kernel, products, sum };
  });
  const output = stage.flat ? unitOf(stage, cell) : cell.channel;
  return {
    window,
    parts,
    bias: trained ? trained.bias[output] : null,
    value,
    activated: rectified ? Math.max(0, value) : null,
  };
}

/** @param {number[][]} rows */
const total = (rows) => rows.flat().reduce((sum, number) => sum + number, 0);

/**
 * The weights with which a cell reads one channel below.
 * @param {Stage} stage @param {Stage} below @param {Trained} trained @param {Cell} cell
 * @param {number} channel @returns {number[][]}
 */
function kernelOf(stage, below, { weights }, cell, channel) {
  if (stage.operation === "cross_correlation") {
    return weights[cell.channel][channel].map((/** @type {ArrayLike<number>} */ row) => Array.from(row));
  }
  const { rows, columns } = below;
  const start = channel * rows * columns;
  const row = weights[unitOf(stage, cell)];
  return Array.from({ length: rows }, (_, r) =>
    Array.from(row.slice(start + r * columns, start + (r + 1) * columns)));
}

/**
 * "0.31 + −0.02 + bias 0.1 = 0.39", or "max(0.2, 0.1, 0, 0.4) = 0.4".
 * @param {Stage} stage @param {Making} making
 * @returns {{text: string, rounded: boolean}}
 */
export function lineOf(stage, { parts, bias, value, activated }) {
  let rounded = false;
  const write = (/** @type {number} */ number) => {
    const written = shown(number);
    rounded ||= written.rounded;
    return typeset(written.text);
  };
  const result = write(value);
  let left;
  if (stage.operation === "relu") left = `max(0, ${write(parts[0].sum)})`;
  else if (stage.operation === "max_pool") left = `max(${parts[0].window.flat().map(write).join(", ")})`;
  else left = [...parts.map(({ sum }) => write(sum)), `bias ${write(bias ?? 0)}`].join(" + ");
  const end = activated === null ? "" : `; ReLU: max(0, ${result}) = ${write(activated)}`;
  return { text: `${left} ${rounded ? "≈" : "="} ${result}${end}`, rounded };
}
