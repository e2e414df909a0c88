/**
 * Pictures of 28 x 28 bytes: in addresses, and made from any other grid. Pure.
 *
 * @typedef {Uint8Array} Pixels row by row, 0 black to 255 white
 * @typedef {{key: string, parameters?: Record<string, number | string>}} Remark
 */

export const SIDE = 28;
export const COUNT = SIDE * SIDE;
const WHITE = 255;

/** @param {string} text base64, URL-safe or not @returns {Pixels | null} null: no such picture */
export function pixelsFrom(text) {
  let bytes;
  try {
    bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return null;
  }
  if (bytes.length !== COUNT) return null;
  return Uint8Array.from(bytes, (each) => each.charCodeAt(0));
}

/** @param {Pixels} pixels */
export const textOf = (pixels) =>
  btoa(String.fromCharCode(...pixels)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {Pixels} pixels @returns {number[][]} */
export const rowsOf = (pixels) =>
  Array.from({ length: SIDE }, (_, row) => Array.from(pixels.slice(row * SIDE, (row + 1) * SIDE)));

/** @param {Pixels} one @param {Pixels} other */
export const same = (one, other) => one.every((value, index) => value === other[index]);

/**
 * A grid of any size as a picture of 28 x 28: grey, the whole of it within a square, light on black.
 * @param {number[][][]} channels colours, or one plane @param {number | null} white
 *   what stands for white; null: the largest value does, and the smallest for black
 * @returns {{pixels: Pixels, remarks: Remark[]}}
 */
export function pictureFrom(channels, white) {
  /** @type {Remark[]} */
  const remarks = [];
  let grey = channels[0];
  if (channels.length > 1) {
    grey = grey.map((row, r) => row.map((_, c) =>
      channels.reduce((sum, plane) => sum + plane[r][c], 0) / channels.length));
    remarks.push({ key: "note_grey" });
  }
  const [rows, columns] = [grey.length, grey[0].length];
  const values = grey.flat();
  let [low, high] = [0, white ?? 0];
  if (white === null) {
    low = values.reduce((a, b) => Math.min(a, b), Infinity);
    high = values.reduce((a, b) => Math.max(a, b), -Infinity);
    remarks.push({ key: "note_stretched" });
  }
  const bright = (/** @type {number} */ value) => (high > low ? (value - low) / (high - low) : 0);
  const edge = grey.flatMap((row, r) =>
    row.filter((_, c) => r === 0 || c === 0 || r === rows - 1 || c === columns - 1));
  const background = bright(edge.reduce((sum, value) => sum + value, 0) / edge.length);
  const inverted = background > 0.5;
  if (inverted) remarks.push({ key: "note_inverted" });
  if (rows !== SIDE || columns !== SIDE) {
    remarks.push({ key: "note_resized", parameters: { rows, columns } });
  }
  const square = Math.max(rows, columns);
  const shares = averaged(grey, square, (value) => bright(value), background);
  const pixels = Uint8Array.from(shares, (share) =>
    Math.round(WHITE * Math.min(Math.max(inverted ? 1 - share : share, 0), 1)));
  return { pixels, remarks };
}

/**
 * Means over the 28 x 28 parts of a square that holds the grid in its middle.
 * @param {number[][]} grid @param {number} square its side @param {(value: number) => number} bright
 * @param {number} background what stands around the grid
 */
function averaged(grid, square, bright, background) {
  const [rows, columns] = [grid.length, grid[0].length];
  const [above, before] = [(square - rows) / 2, (square - columns) / 2];
  const part = square / SIDE;
  const down = Array.from({ length: SIDE }, (_, i) => shares(i * part - above, part, rows));
  const across = Array.from({ length: SIDE }, (_, i) => shares(i * part - before, part, columns));
  return down.flatMap((vertical) => across.map((horizontal) => {
    let sum = 0;
    let covered = 0;
    for (const [row, height] of vertical) {
      for (const [column, width] of horizontal) {
        sum += bright(grid[row][column]) * height * width;
        covered += height * width;
      }
    }
    const whole = part * part;
    return (sum + background * Math.max(0, whole - covered)) / whole;
  }));
}

/** The cells that a stretch from `start` covers, and how much of each. @param {number} start @param {number} length @param {number} count @returns {[number, number][]} */
function shares(start, length, count) {
  const first = Math.max(0, Math.floor(start));
  const end = Math.min(count, start + length);
  /** @type {[number, number][]} */
  const found = [];
  for (let at = first; at < end; at += 1) {
    const covered = Math.min(at + 1, start + length) - Math.max(at, start);
    if (covered > 1e-9) found.push([at, covered]);
  }
  return found;
}

/**
 * A soft dot of the brush. @param {Pixels} pixels @param {number} row @param {number} column
 * @param {boolean} erase @returns {Pixels} a new picture
 */
export function dotted(pixels, row, column, erase) {
  const next = Uint8Array.from(pixels);
  for (let r = row - 1; r <= row + 1; r += 1) {
    for (let c = column - 1; c <= column + 1; c += 1) {
      if (r < 0 || c < 0 || r >= SIDE || c >= SIDE) continue;
      const at = r * SIDE + c;
      const strength = [WHITE, 200, 90][Math.abs(r - row) + Math.abs(c - column)];
      next[at] = erase ? Math.min(next[at], WHITE - strength) : Math.max(next[at], strength);
    }
  }
  return next;
}
