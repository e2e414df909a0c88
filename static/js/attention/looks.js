/** Where one target token looked: in words with small bars, and a spoken line for a single cell. */

import { t } from "../i18n.js";
import { sharesOf } from "../tokens.js";
import { element, quoted, tNodes } from "./nodes.js";

/**
 * @typedef {import("../charts/attention-cells.js").Figure} Figure
 * @typedef {{source: string, target: string}} Languages tags of the two sentences' languages
 */

/**
 * @param {{sentence: HTMLElement, bars: HTMLElement}} parts
 * @param {Figure} figure @param {number} row @param {Languages} languages
 */
export function drawLooks({ sentence, bars }, figure, row, languages) {
  const { named, elsewhere } = sharesOf(figure.weights[row]);
  const places = named.flatMap(({ index, percent }, rank) => [
    ...(rank > 0 ? [t("attention.between_places")] : []),
    ...tNodes("attention.place", {
      source: [quoted(figure.columns[index].name, languages.source)],
      percent: [String(percent)],
    }),
  ]);
  const rest = t("attention.elsewhere", { percent: elsewhere.percent });
  sentence.replaceChildren(
    ...tNodes("attention.looked", {
      target: [quoted(figure.rows[row].name, languages.target)],
      places: [...places, t("attention.between_places"), rest],
    }),
  );
  bars.replaceChildren(
    ...named.map(({ index, weight, percent }) =>
      bar([quoted(figure.columns[index].name, languages.source)], weight, percent, "looks__bar"),
    ),
    bar(
      [t("attention.elsewhere_label")],
      elsewhere.weight,
      elsewhere.percent,
      "looks__bar looks__bar--rest",
    ),
  );
}

/** @param {(Node | string)[]} label @param {number} weight @param {number} percent @param {string} className */
function bar(label, weight, percent, className) {
  const fill = element("span", className);
  fill.style.setProperty("--share", String(weight));
  const row = element("li", "looks__row");
  row.append(
    element("span", "looks__label", ...label),
    element("span", "looks__track", fill),
    element("span", "looks__percent", `${percent}\u00a0%`),
  );
  return row;
}

/**
 * One line on what is pointed at.
 * @param {Figure} figure @param {number | null} row @param {number | null} column
 * @param {Languages} languages @returns {(Node | string)[]}
 */
export function spokenCell(figure, row, column, languages) {
  if (column === null) return [t("attention.cell_hint")];
  const source = [quoted(figure.columns[column].name, languages.source)];
  const strongest = row ?? strongestRow(figure.weights, column);
  return tNodes(row === null ? "attention.column" : "attention.cell", {
    source,
    target: [quoted(figure.rows[strongest].name, languages.target)],
    weight: [figure.weights[strongest][column].toFixed(4)],
  });
}

/** @param {number[][]} weights @param {number} column @returns {number} */
function strongestRow(weights, column) {
  let best = 0;
  weights.forEach((row, i) => {
    if (row[column] > weights[best][column]) best = i;
  });
  return best;
}
