/** Vectors as rows of coloured cells on a canvas: one pixel a cell, stretched by the style sheet. */

import { colourAt } from "../charts/colour.js";

/**
 * @typedef {import("./arrays.js").Vector} Vector
 * @typedef {{values: Vector, reach?: number, factor?: number}} Stretch
 *   A stretch of a row: with `reach`, colours diverge from 0 and end at ±reach; without it they run
 *   from 0 to 1. `factor` multiplies what is drawn.
 */

const SHADES = 256;
/** Fewer cells than this are drawn wider than a pixel, with sharp edges. */
const COARSE = 200;

/** @param {[number, string][]} scale @returns {Uint32Array} one shade each, as a canvas keeps them */
function shadesOf(scale) {
  const shades = new Uint32Array(SHADES);
  const bytes = new Uint8Array(shades.buffer);
  for (let i = 0; i < SHADES; i += 1) {
    bytes.set([...colourAt(scale, i / (SHADES - 1)).map(Math.round), 255], 4 * i);
  }
  return shades;
}

/** @param {import("../theme.js").Palette} palette */
export function createPainter({ signedScale, weightScale }) {
  const [signed, plain] = [signedScale, weightScale].map(shadesOf);

  /** @param {HTMLCanvasElement} canvas @param {Stretch[]} row */
  return function paint(canvas, row) {
    const width = row.reduce((sum, { values }) => sum + values.length, 0);
    if (canvas.width !== width) {
      canvas.width = width;
      canvas.classList.toggle("is-coarse", width < COARSE);
    }
    if (canvas.height !== 1) canvas.height = 1;
    const context = canvas.getContext("2d");
    if (context === null) return;
    const image = context.createImageData(width, 1);
    const pixels = new Uint32Array(image.data.buffer);
    let at = 0;
    for (const { values, reach, factor = 1 } of row) {
      const shades = reach === undefined ? plain : signed;
      const middle = reach === undefined ? 0 : (SHADES - 1) / 2;
      const steps = reach === undefined ? SHADES - 1 : middle / reach;
      for (let i = 0; i < values.length; i += 1) {
        const shade = Math.round(middle + values[i] * factor * steps);
        pixels[at + i] = shades[Math.min(Math.max(shade, 0), SHADES - 1)];
      }
      at += values.length;
    }
    context.putImageData(image, 0, 0);
  };
}

/** @typedef {ReturnType<typeof createPainter>} Paint */

/** The cell of a canvas under the pointer. @param {Element} canvas @param {number} clientX @param {number} cells */
export function cellUnder(canvas, clientX, cells) {
  const { left, width } = canvas.getBoundingClientRect();
  return Math.min(Math.max(Math.floor(((clientX - left) / width) * cells), 0), cells - 1);
}
