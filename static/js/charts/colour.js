/** Colours between the stops of a scale, and the ink that reads best on them. Pure. */

/** @param {string} colour "#rgb", "#rrggbb" or "rgb(r, g, b)" @returns {number[]} red, green, blue, 0 to 255 */
export function channels(colour) {
  const text = colour.trim();
  if (text.startsWith("#")) {
    const hex = text.slice(1);
    const pairs = hex.length < 6 ? [...hex].map((digit) => digit + digit) : hex.match(/../g) ?? [];
    return pairs.slice(0, 3).map((pair) => Number.parseInt(pair, 16));
  }
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** @param {[number, string][]} colorscale stops from 0 to 1 @param {number} share 0 to 1 @returns {number[]} */
export function colourAt(colorscale, share) {
  const place = Math.min(Math.max(share, 0), 1);
  const after = Math.max(1, colorscale.findIndex(([stop]) => stop >= place));
  const [from, first] = colorscale[after - 1];
  const [to, second] = colorscale[after];
  const way = to > from ? (place - from) / (to - from) : 0;
  const [left, right] = [channels(first), channels(second)];
  return left.map((value, index) => value + way * (right[index] - value));
}

/** @param {number} value @param {import("./grid.js").Scale} scale */
export function fillFor(value, scale) {
  const rgb = colourAt(scale.colorscale, (value - scale.low) / (scale.high - scale.low));
  return `rgb(${rgb.map(Math.round).join(", ")})`;
}

/** Relative luminance as WCAG 2 defines it. @param {number[]} rgb */
export function luminance(rgb) {
  const [red, green, blue] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, 1 to 21. @param {number[]} one @param {number[]} other */
export function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** What the guidelines ask of text (WCAG 2, 1.4.3). */
const READABLE = 4.5;

/**
 * Ink or paper, whichever reads better on the colour of a value; black or white where that is not
 * enough, as one of them always is.
 * @param {number} value @param {import("./grid.js").Scale} scale @param {{ink: string, paper: string}} palette
 */
export function contrastingInk(value, scale, palette) {
  const ground = channels(fillFor(value, scale));
  const better = (/** @type {string} */ one, /** @type {string} */ other) =>
    (contrast(channels(one), ground) >= contrast(channels(other), ground) ? one : other);
  const own = better(palette.ink, palette.paper);
  return contrast(channels(own), ground) >= READABLE ? own : better("#000000", "#ffffff");
}
