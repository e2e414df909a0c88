/**
 * A grid as a picture of one pixel a cell, of which any part is drawn at any size.
 *
 * A million cells take some tens of milliseconds once, and zooming next to nothing.
 */

import { MARGIN, tickValues } from "../charts/grid.js";
import { colourAt } from "../charts/colour.js";

/** @typedef {import("../charts/grid.js").Scale} Scale */

const SHADES = 512;
/** The last column's number may stand a little beside it, rather than be cut off. */
const SLIP = 4;

/** @param {HTMLCanvasElement} canvas */
export function createPicture(canvas) {
  const pixels = document.createElement("canvas");
  /** What the pixels show. @type {unknown[]} */
  let painted = [];

  /** @param {number[][]} values @param {Scale} scale */
  function paint(values, scale) {
    const wanted = [values, scale.low, scale.high, JSON.stringify(scale.colorscale)];
    if (wanted.every((part, index) => part === painted[index])) return;
    painted = wanted;
    [pixels.width, pixels.height] = [values[0].length, values.length];
    const image = new ImageData(pixels.width, pixels.height);
    const words = new Uint32Array(image.data.buffer);
    const shades = shadesOf(scale);
    const factor = (SHADES - 1) / (scale.high - scale.low);
    let at = 0;
    for (const row of values) {
      for (const value of row) {
        const shade = Math.round((value - scale.low) * factor);
        words[at] = shades[shade < 0 ? 0 : shade >= SHADES ? SHADES - 1 : shade];
        at += 1;
      }
    }
    pixels.getContext("2d")?.putImageData(image, 0, 0);
  }

  return {
    /**
     * @param {{values: number[][], scale: Scale, padding: import("../geometry.js").Sides,
     *   ticks?: boolean, palette: any}} grid
     * @param {import("./zoom.js").Look} look
     */
    draw({ values, scale, padding, ticks = true, palette }, look) {
      paint(values, scale);
      const ratio = devicePixelRatio || 1;
      const width = Math.round(look.width) + MARGIN.left + MARGIN.right;
      const height = Math.round(look.height) + MARGIN.top + MARGIN.bottom;
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
      const drawing = canvas.getContext("2d");
      if (!drawing) return;
      drawing.scale(ratio, ratio);
      drawing.translate(MARGIN.left, MARGIN.top);
      if (ticks) writeTicks(drawing, pixels, padding, look, palette);
      drawing.beginPath();
      drawing.rect(0, 0, look.width, look.height);
      drawing.clip();
      drawing.imageSmoothingEnabled = look.side * ratio < 1;
      drawing.imageSmoothingQuality = "high";
      drawing.drawImage(
        pixels, (padding.left - look.left) * look.side, (padding.top - look.top) * look.side,
        pixels.width * look.side, pixels.height * look.side,
      );
    },
    /** Free what a picture of many cells holds. */
    clear() {
      painted = [];
      [pixels.width, pixels.height, canvas.width, canvas.height] = [0, 0, 0, 0];
    },
  };
}

/** The colours of a scale as pixels are stored, red first. @param {Scale} scale */
function shadesOf({ colorscale }) {
  const bytes = new Uint8ClampedArray(SHADES * 4);
  for (let shade = 0; shade < SHADES; shade += 1) {
    const [red, green, blue] = colourAt(colorscale, shade / (SHADES - 1));
    bytes.set([red, green, blue, 255], shade * 4);
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * Row and column numbers beside the cells that are seen.
 * @param {CanvasRenderingContext2D} drawing @param {{width: number, height: number}} cells
 * @param {import("../geometry.js").Sides} padding @param {import("./zoom.js").Look} look @param {any} palette
 */
function writeTicks(drawing, cells, padding, look, palette) {
  drawing.font = `10px ${palette.fontNumbers}`;
  drawing.fillStyle = palette.inkSoft;
  drawing.textBaseline = "alphabetic";
  drawing.textAlign = "center";
  for (const column of tickValues(cells.width, look.side)) {
    const x = (padding.left + column - look.left + 0.5) * look.side;
    const half = drawing.measureText(String(column)).width / 2;
    const most = look.width + MARGIN.right - half;
    if (x >= 0 && x <= most + SLIP) drawing.fillText(String(column), Math.min(x, most), -5);
  }
  drawing.textBaseline = "middle";
  drawing.textAlign = "right";
  for (const row of tickValues(cells.height, look.side)) {
    const y = (padding.top + row - look.top + 0.5) * look.side;
    if (y >= 0 && y <= look.height) drawing.fillText(String(row), -4, y, MARGIN.left - 4);
  }
}
