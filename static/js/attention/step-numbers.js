/** The vectors of one step as a table of numbers: a column for each, a line for each component. */

import { t } from "../i18n.js";
import { byId, element } from "./nodes.js";
import { fixed } from "./strips.js";

/**
 * @typedef {import("./arrays.js").Vector} Vector
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {[string, Vector]} Column
 */

/** @param {Traced} trace @param {number} index the step, from 0 @returns {Column[]} */
function columnsOf({ steps }, index) {
  const step = steps[index];
  const layers = step.layers.flatMap(({ gates, cell, hidden }, at) => {
    const suffix = step.layers.length > 1 ? ` (${at + 1})` : "";
    /** @type {Column[]} */
    const columns = Object.entries(gates).map(([name, values]) => [t(`flow.gate_${name}`), values]);
    if (cell) columns.push([t("flow.cell"), cell]);
    columns.push([t("flow.hidden"), hidden]);
    return columns.map(([name, values]) => /** @type {Column} */ ([name + suffix, values]));
  });
  return [
    [t("flow.query"), step.query],
    [t("flow.projected_query"), step.projected_query],
    [t("flow.context"), step.context],
    [t("flow.input"), step.rnn_input],
    ...layers,
    [t("flow.readout"), step.readout],
  ];
}

/** The table is made once a sentence; a step changes the texts of its cells. */
export function stepNumbers() {
  const table = byId("flow-table");
  /** @type {Traced | null} */
  let made = null;
  /** @type {Text[][]} one list a column */
  let texts = [];

  /** @param {Column[]} columns */
  function make(columns) {
    texts = columns.map(([, values]) => Array.from(values, () => document.createTextNode("")));
    const head = element("tr", "", element("td", ""), ...columns.map(([name]) => headed(name, "col")));
    const length = Math.max(...texts.map((column) => column.length));
    const rows = Array.from({ length }, (_, i) => {
      const cells = texts.map((column) => element("td", "", ...column.slice(i, i + 1)));
      return element("tr", "", headed(String(i + 1), "row"), ...cells);
    });
    table.querySelectorAll("thead, tbody").forEach((/** @type {Element} */ part) => part.remove());
    table.append(element("thead", "", head), element("tbody", "", ...rows));
  }

  /** @param {Traced} trace @param {number} index the step, from 0 */
  return function draw(trace, index) {
    const columns = columnsOf(trace, index);
    if (made !== trace) make(columns);
    made = trace;
    columns.forEach(([, values], c) => {
      texts[c].forEach((text, i) => (text.data = fixed(values[i], 5)));
    });
  };
}

/** @param {string} text @param {"col" | "row"} scope */
function headed(text, scope) {
  const cell = element("th", "", text);
  cell.setAttribute("scope", scope);
  return cell;
}
