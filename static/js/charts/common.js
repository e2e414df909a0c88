// What all Plotly figures share.

/** @typedef {import("../theme.js").Palette} Palette */

/** Plotly itself, as its script tag left it. @returns {any} */
export const plotly = () => /** @type {any} */ (globalThis).Plotly;

/** @type {Promise<any> | undefined} */
let loading;

/**
 * Plotly, fetched when it is first wanted: for pages that must not wait for 1.5 MB.
 * @returns {Promise<any>}
 */
export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    if (plotly()) return resolve(plotly());
    const meta = document.querySelector('meta[name="loupe-plotly"]');
    const script = document.createElement("script");
    script.src = meta?.getAttribute("content") ?? "";
    script.addEventListener("load", () => resolve(plotly()));
    script.addEventListener("error", () => reject(new Error(`No answer from ${script.src}`)));
    document.head.append(script);
  });
  return loading;
}

/**
 * @param {Palette} palette
 * @returns {object} a Plotly layout: paper, ink and hairlines, no box
 */
export const baseLayout = (palette) => ({
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  font: { family: palette.fontUi, size: 14, color: palette.ink },
  margin: { t: 8, r: 8, b: 8, l: 8 },
  hoverlabel: {
    bgcolor: palette.paperRaised,
    bordercolor: palette.hairline,
    font: { family: palette.fontNumbers, size: 14, color: palette.ink },
  },
  showlegend: false,
  modebar: {
    bgcolor: "rgba(0,0,0,0)",
    color: palette.inkSoft,
    activecolor: palette.accent,
  },
});

/**
 * No logo and no link to elsewhere; the picture as PNG or SVG.
 * @type {any}
 */
export const baseConfig = {
  displaylogo: false,
  responsive: true,
  showLink: false,
  modeBarButtons: [["toImage"]],
  toImageButtonOptions: { format: "png", scale: 3, filename: "loupe" },
};
