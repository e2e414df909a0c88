/** A plane of numbers on a canvas: a pixel a cell, stretched by the style sheet. */

import { colourAt } from "../charts/colour.js";

const SHADES = 256;

/**
 * @typedef {{reach: number, signed: boolean}} Range colours end at reach, or diverge from 0 to ±reach
 * @typedef {import("./stages.js").Plane} Plane
 * @typedef {ReturnType<typeof createHeat>} Heat
 */

/** @param {import("../theme.js").Palette} palette */
export function createHeat({ signedScale, weightScale }) {
  const [signed, plain] = [signedScale, weightScale].map((scale) =>
    Array.from({ length: SHADES }, (_, i) => colourAt(scale, i / (SHADES - 1))));

  /**
   * @param {HTMLCanvasElement} canvas @param {Plane} plane @param {Range} range
   * @param {(value: number) => number} [opacity] of a value, 0 to 1
   */
  return function paint(canvas, plane, { reach, signed: diverging }, opacity = () => 1) {
    const [rows, columns] = [plane.length, plane[0].length];
    if (canvas.width !== columns) canvas.width = columns;
    if (canvas.height !== rows) canvas.height = rows;
    const context = canvas.getContext("2d");
    if (!context) return;
    const image = context.createImageData(columns, rows);
    const shades = diverging ? signed : plain;
    for (let r = 0; r < rows; r += 1) {
      for (let c = 0; c < columns; c += 1) {
        const value = plane[r][c];
        const share = diverging ? (value / reach + 1) / 2 : value / reach;
        const shade = Math.round(Math.min(Math.max(share, 0), 1) * (SHADES - 1));
        image.data.set([...shades[shade], 255 * opacity(value)], 4 * (r * columns + c));
      }
    }
    context.putImageData(image, 0, 0);
  };
}
