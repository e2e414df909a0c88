/** Every weight of a figure as a table. */

import { t } from "../i18n.js";
import { element, pieceLabel } from "./nodes.js";

/**
 * @param {HTMLElement} table holds a caption, which stays
 * @param {ReturnType<typeof import("../charts/attention.js").attentionFigure>} figure
 * @param {{source: string, target: string}} languages
 */
export function drawNumbers(table, { rows, columns, weights }, languages) {
  const head = element("tr", "", element("td", ""));
  head.append(
    ...columns.map(({ label }) => headed(label, "col", languages.source)),
    headed(t("attention.row_sum"), "col", ""),
  );
  const body = rows.map(({ label }, i) => {
    const line = element("tr", "", headed(label, "row", languages.target));
    const sum = weights[i].reduce((total, weight) => total + weight, 0);
    line.append(...weights[i].map(weighted), element("td", "numbers__sum", sum.toFixed(4)));
    return line;
  });
  table.querySelectorAll("thead, tbody").forEach((part) => part.remove());
  table.append(element("thead", "", head), element("tbody", "", ...body));
}

/** @param {string} label @param {"col" | "row"} scope @param {string} language */
function headed(label, scope, language) {
  const cell = element("th", "", pieceLabel(label));
  cell.setAttribute("scope", scope);
  if (language) cell.lang = language;
  return cell;
}

/** @param {number} weight */
function weighted(weight) {
  const cell = element("td", "", weight.toFixed(4));
  cell.style.setProperty("--weight", weight.toFixed(4));
  return cell;
}
