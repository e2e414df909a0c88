/** The vectors of one step as a table of numbers: a column for each, a line for each component. */

import { t } from "../i18n.js";
import { byId, element } from "./nodes.js";
import { fixed } from "./strips.js";

/** @typedef {import("./arrays.js").Vector} Vector */

/** @param {import("./trace.js").Traced} trace @param {number} index the step, from 0 */
export function drawStepNumbers({ steps }, index) {
  const step = steps[index];
  const layers = step.layers.flatMap(({ gates, cell, hidden }, at) => {
    const suffix = step.layers.length > 1 ? ` (${at + 1})` : "";
    /** @type {[string, Vector][]} */
    const columns = Object.entries(gates).map(([name, values]) => [t(`flow.gate_${name}`), values]);
    if (cell) columns.push([t("flow.cell"), cell]);
    columns.push([t("flow.hidden"), hidden]);
    return columns.map(([name, values]) => /** @type {[string, Vector]} */ ([name + suffix, values]));
  });
  /** @type {[string, Vector][]} */
  const columns = [
    [t("flow.query"), step.query],
    [t("flow.projected_query"), step.projected_query],
    [t("flow.context"), step.context],
    [t("flow.input"), step.rnn_input],
    ...layers,
    [t("flow.readout"), step.readout],
  ];
  const length = Math.max(...columns.map(([, values]) => values.length));
  const head = element("tr", "", element("td", ""), ...columns.map(([name]) => headed(name, "col")));
  const rows = Array.from({ length }, (_, i) => {
    const cells = columns.map(([, values]) =>
      element("td", "", i < values.length ? fixed(values[i], 5) : ""));
    return element("tr", "", headed(String(i + 1), "row"), ...cells);
  });
  const table = byId("flow-table");
  table.querySelectorAll("thead, tbody").forEach((/** @type {Element} */ part) => part.remove());
  table.append(element("thead", "", head), element("tbody", "", ...rows));
}

/** @param {string} text @param {"col" | "row"} scope */
function headed(text, scope) {
  const cell = element("th", "", text);
  cell.setAttribute("scope", scope);
  return cell;
}
