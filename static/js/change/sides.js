/** The two translations beside each other: words that changed marked, and a heatmap of each. */

import { signed } from "../attention/facts.js";
import { heatmapView } from "../attention/heatmap.js";
import { byId, element } from "../attention/nodes.js";
import { drawNumbers } from "../attention/numbers.js";
import { attentionFigure } from "../charts/attention.js";
import { evenWidths, paddingBand } from "../charts/change.js";
import { t } from "../i18n.js";
import { onPaletteChange, palette } from "../theme.js";
import { onWidthChange } from "../width.js";
import { compared } from "./words.js";

/**
 * @typedef {import("./asking.js").Told} Told
 * @typedef {import("../attention/heatmap.js").Spot} Spot
 * @typedef {{source: string, target: string}} Languages
 */

const LABEL_SIZE_PX = 14;
/** With more columns the figures stand below each other: beside each other they would not fit. */
const BESIDE_COLUMNS = 16;

/**
 * @param {{languages: Languages, before: Told,
 *   onChoose: (side: "before" | "after", row: number, column: number | null) => void}} options
 */
export function sidesView({ languages, before, onChoose }) {
  const names = /** @type {const} */ (["before", "after"]);
  /** @type {Record<string, {told: Told, row: number | null}>} */
  const shown = { before: { told: before, row: null }, after: { told: before, row: null } };
  let colours = palette();

  const maps = Object.fromEntries(names.map((name) => {
    /** @type {import("../attention/heatmap.js").Acts} */
    const acts = {
      point: (spot) => maps[name].mark(spot),
      leave: () => maps[name].mark({ row: shown[name].row, column: null }),
      choose: (row, column) => onChoose(name, row, column),
    };
    const start = () => ({ row: shown[name].row ?? 0, column: 0 });
    return [name, heatmapView(byId(`${name}-map`), { acts, start })];
  }));

  /** Both figures, their cells of one size. */
  const draw = () => {
    const most = Math.max(...names.map((name) => shown[name].told.source.tokens.length));
    byId("sides").toggleAttribute("data-wide", most > BESIDE_COLUMNS);
    const fontProse = getComputedStyle(document.body).fontFamily;
    const measure = labelMeasure(fontProse);
    const widths = evenWidths(
      names.map((name) => shown[name].told),
      { width: byId("before-map").clientWidth, measure },
    );
    return Promise.all(names.map((name, i) => drawOne(name, {
      palette: { ...colours, fontProse }, width: widths[i], measure,
    })));
  };

  /** @param {"before" | "after"} name @param {import("../charts/attention.js").Room} room */
  async function drawOne(name, room) {
    const { told } = shown[name];
    const labels = { weight: t("change.weight") };
    const figure = attentionFigure(told, { view: "tokens", labels, ...room });
    drawNumbers(byId(`${name}-table`), figure, languages);
    const title = byId(`${name}-title`).textContent;
    byId(`${name}-table`).createCaption().textContent = t("change.heatmap", { name: title });
    await maps[name].draw(figure, colours);
    hatch(byId(`${name}-map`), paddingBand(figure.geometry, told.source.valid_length));
    maps[name].mark({ row: shown[name].row, column: null });
  }

  /** @param {"before" | "after"} name @param {Told} told @param {import("./words.js").Part[]} parts */
  function tell(name, told, parts) {
    byId(`${name}-log`).textContent = signed(told.log_probability);
    byId(`${name}-text`).replaceChildren(
      ...parts.map(({ text, changed }) => (changed ? element("mark", "changed", text) : text)),
    );
  }

  onPaletteChange((changed) => {
    colours = changed;
    void draw();
  });
  onWidthChange(byId("before-map"), () => void draw());
  void draw();

  return {
    /** @param {Told} after */
    show(after) {
      const [old, now] = compared(before.target.text, after.target.text);
      tell("before", before, old);
      tell("after", after, now);
      shown.after.told = after;
      return draw();
    },
    /** The step that is looked at; null where a side has no such step. @param {number} row @param {number | null} there */
    look(row, there) {
      [shown.before.row, shown.after.row] = [row, there];
      names.forEach((name) => maps[name].mark({ row: shown[name].row, column: null }));
    },
  };
}

/** @param {HTMLElement} root @param {ReturnType<typeof paddingBand>} band */
function hatch(root, band) {
  const box = root.querySelector(".change-hatch");
  if (!(box instanceof HTMLElement)) return;
  box.hidden = band === null;
  if (band === null) return;
  box.style.transform = `translate(${band.x}px, ${band.y}px)`;
  box.style.width = `${band.width}px`;
  box.style.height = `${band.height}px`;
}

/** @param {string} family of type @returns {(label: string) => number} width of an axis label in pixels */
function labelMeasure(family) {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return (label) => label.length * LABEL_SIZE_PX;
  context.font = `${LABEL_SIZE_PX}px ${family}`;
  return (label) => context.measureText(label).width;
}
