// The colours of the current theme, for figures; and the switch between light and dark.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const KEY = "loupe-theme";

/** @typedef {[number, string][]} Scale stops from 0 to 1, as Plotly takes them */
/**
 * @typedef {object} Palette
 * @property {string} paper
 * @property {string} paperRaised
 * @property {string} ink
 * @property {string} inkSoft
 * @property {string} hairline
 * @property {string} accent
 * @property {string} accentWash
 * @property {Scale} weightScale for 0 … 1: paper to ink
 * @property {Scale} signedScale for −m … m: low, paper at 0, high
 * @property {string} fontNumbers
 * @property {string} fontUi
 */

/** @returns {Palette} */
export function palette() {
  const style = getComputedStyle(root);
  /** @param {string} name */
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    paper: read("--paper"),
    paperRaised: read("--paper-raised"),
    ink: read("--ink"),
    inkSoft: read("--ink-soft"),
    hairline: read("--hairline"),
    accent: read("--accent"),
    accentWash: read("--accent-wash"),
    weightScale: [0, 1, 2, 3, 4].map((step) => [step / 4, read(`--weight-${step}`)]),
    signedScale: [
      [0, read("--signed-low")],
      [0.5, read("--signed-mid")],
      [1, read("--signed-high")],
    ],
    fontNumbers: read("--font-numbers"),
    fontUi: read("--font-ui"),
  };
}

/** @returns {boolean} */
export const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

/** @type {Set<(palette: Palette) => void>} */
const listeners = new Set();

/**
 * Call back with the new colours whenever they change.
 * @param {(palette: Palette) => void} callback
 * @returns {() => void} stops it
 */
export function onPaletteChange(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

const tell = () => listeners.forEach((callback) => callback(palette()));

system.addEventListener("change", tell);

/**
 * Choose a theme. The system's own needs no memory: it is forgotten and followed again.
 * @param {boolean} dark
 */
export function setDark(dark) {
  const theme = dark ? "dark" : "light";
  const follows = dark === system.matches;
  if (follows) delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (follows) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts for this page.
  }
  tell();
}
