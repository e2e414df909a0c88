/** Every weight of a figure as a table, of one model or of two. */

import { t } from "../i18n.js";
import { signedWeight } from "./comparing.js";
import { element, pieceLabel } from "./nodes.js";

/** @typedef {{source: string, target: string}} Languages tags of the two sentences' languages */

/**
 * @param {HTMLTableElement} table
 * @param {import("../charts/attention-cells.js").Figure} figure @param {Languages} languages
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
  fill(table, t("attention.numbers_caption"), head, [element("tbody", "", ...body)]);
}

/**
 * For each target unit three lines: the weights of both models and their difference.
 * @param {HTMLTableElement} table @param {import("./comparison.js").Compared} both
 * @param {[string, string]} models their names @param {Languages} languages
 */
export function drawCompared(table, both, [first, second], languages) {
  const corner = element("td", "");
  corner.setAttribute("colspan", "2");
  const head = element("tr", "", corner);
  head.append(
    ...both.columns.map(({ label }) => headed(label, "col", languages.source)),
    headed(t("attention.divergence_unit"), "col", ""),
  );
  const bodies = both.rows.map(({ label }, i) => {
    const name = headed(label, "rowgroup", languages.target);
    const divergence = element("td", "numbers__sum", both.divergence[i].toFixed(4));
    for (const cell of [name, divergence]) cell.setAttribute("rowspan", "3");
    const one = element("tr", "", name, headed(first, "row", ""), ...both.one[i].map(weighted));
    const other = element("tr", "", headed(second, "row", ""), ...both.other[i].map(weighted));
    const minus = element("tr", "", headed(t("attention.difference"), "row", ""));
    minus.append(...both.difference[i].map((value) => element("td", "", signedWeight(value))));
    one.append(divergence);
    return element("tbody", "", one, other, minus);
  });
  fill(table, t("attention.compared_caption"), head, bodies);
}

/**
 * @param {HTMLTableElement} table @param {string} caption @param {HTMLElement} head one line
 * @param {HTMLElement[]} bodies
 */
function fill(table, caption, head, bodies) {
  table.createCaption().textContent = caption;
  table.querySelectorAll("thead, tbody").forEach((part) => part.remove());
  table.append(element("thead", "", head), ...bodies);
}

/** @param {string} label @param {"col" | "row" | "rowgroup"} scope @param {string} language */
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
