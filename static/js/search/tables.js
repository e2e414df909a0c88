/** What a search found, and the candidates of one step, as tables. */

import { actingLink, element, pieceLabel, setCurrent } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { divisor, signed } from "./numbers.js";
import { pathTo, START } from "./tree.js";

/** @typedef {import("./tree.js").Answer} Answer */
/** @typedef {import("./tree.js").Leaf} Leaf */

/**
 * @param {HTMLTableElement} table @param {Answer} answer
 * @param {{current: number, language: string, href: (number: number) => string,
 *   choose: (number: number) => void}} how `current`: the number of the selected one, from 1
 */
export function drawHypotheses(table, answer, { current, language, href, choose }) {
  const rows = answer.hypotheses.map(({ text, tokens, log_probability, score }, index) => {
    const number = index + 1;
    const link = actingLink("", href(number), () => choose(number), text);
    link.lang = language;
    link.dir = "auto";
    setCurrent(link, number === current);
    const title = element("th", "", link);
    title.setAttribute("scope", "row");
    const numbers = [
      signed(log_probability),
      String(tokens.length),
      divisor(tokens.length, answer.length_penalty).toFixed(3),
      signed(score),
    ];
    const row = element("tr", number === current ? "is-current" : "", element("td", "", String(number)), title);
    row.append(...numbers.map((one) => element("td", "", one)));
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
}

/** @param {Leaf} leaf @returns {string} the text that a candidate lengthens */
function beginning({ parent }) {
  const tokens = parent ? pathTo(parent).slice(1).map(({ token }) => token) : [];
  return tokens.join("").replaceAll("\u2581", " ").trim() || START;
}

/**
 * @param {HTMLElement} root holds the tables that the server made
 * @param {Leaf[]} leaves of one step @param {string} language
 */
export function drawCandidates(root, leaves, language) {
  const [table] = root.querySelectorAll("table");
  const rows = [...leaves].sort((a, b) => a.rank - b.rank).map((leaf) => {
    const before = element("td", "table-numbers__text", beginning(leaf));
    const token = element("th", "", pieceLabel(leaf.token));
    token.setAttribute("scope", "row");
    for (const cell of [before, token]) cell.lang = language;
    const numbers = [leaf.log_probability, leaf.total, leaf.score].map(signed);
    const row = element("tr", `is-${leaf.status}`, before, token);
    row.append(...numbers.map((one) => element("td", "", one)));
    row.append(element("td", "table-numbers__text", t(`search.${leaf.status}`)));
    return row;
  });
  table.createCaption().textContent = t("search.step_number", { step: leaves[0].step });
  table.tBodies[0].replaceChildren(...rows);
  root.replaceChildren(table);
}
