/**
 * Two models beside each other in words: what is compared with what, how good either is, and how
 * far each row diverges, with one number worked out.
 */

import { t } from "../i18n.js";
import { termsOf } from "./comparison.js";
import { givenIn } from "./given.js";
import { BETWEEN, byId, element, pieceLabel, quoted, tNodes } from "./nodes.js";
import { rovingList } from "./roving.js";

/**
 * @typedef {import("./comparison.js").Compared} Compared
 * @typedef {import("./reading.js").Model} Model
 * @typedef {{source: string, target: string}} Languages
 * @typedef {{point: (row: number) => void, leave: () => void, choose: (row: number) => void}} Acts
 */

const DASH = "–";

/** @param {number} value @returns {string} four decimals with their sign, a real minus */
export const signedWeight = (value) =>
  (value < 0 ? "" : "+") + value.toFixed(4).replace("-", "\u2212");

/** @param {Acts} acts what pointing at a row of the list does */
export function comparingView(acts) {
  const { point, leave, choose } = acts;
  const list = rovingList(byId("divergence"), { point, leave, choose });

  /**
   * What stands above the figures.
   * @param {{shown: import("./parts.js").Sentence, beside: import("./reading.js").Rival | null,
   *   both: Compared | null, view: string, asked: string, models: Record<string, Model>}} given
   */
  function tell({ shown, beside, both, view, asked, models }) {
    byId("compared").hidden = beside === null;
    byId("one-look").hidden = both !== null;
    byId("two-looks").hidden = both === null;
    nameMaps(shown.model, beside?.answer.model);
    for (const input of document.querySelectorAll('input[name="view"]')) {
      if (!(input instanceof HTMLInputElement)) continue;
      input.checked = input.value === view;
      input.disabled = view !== asked && input.value !== view;
    }
    if (beside === null) return;
    const names = { first: [shown.model], second: [beside.answer.model] };
    const language = models[shown.model]?.target ?? "";
    const given = givenIn(shown);
    const begun = given === "some" ? "_begun" : "";
    const how = given === "all"
      ? tNodes("attention.compared_given", names)
      : beside.alike
        ? tNodes(`attention.compared_alike${begun}`, names)
        : tNodes(`attention.compared_forced${begun}`, { ...names, text: [quoted(beside.own, language)] });
    if (view !== asked) how.push(BETWEEN, t("attention.compared_over_words"));
    if (both === null) how.push(BETWEEN, t("attention.compared_apart"));
    byId("compared-how").replaceChildren(...how);
    const rows = [shown.model, beside.answer.model].map((name) => quality(models[name], name));
    byId("quality").tBodies[0].replaceChildren(...rows);
  }

  /** @param {Compared} compared @param {Languages} languages */
  function draw({ rows, divergence }, languages) {
    list.draw(
      rows.map(({ label }, row) => {
        const name = element("span", "looks__label", pieceLabel(label));
        name.lang = languages.target;
        const bar = element("span", "looks__bar");
        bar.style.setProperty("--share", String(divergence[row]));
        const line = element("li", "looks__row looks__row--pointed", name);
        line.append(
          element("span", "looks__track", bar),
          element("span", "looks__percent", divergence[row].toFixed(3)),
        );
        return line;
      }),
    );
    const mean = divergence.reduce((sum, one) => sum + one, 0) / divergence.length;
    byId("divergence-mean").textContent = t("attention.divergence_mean", { mean: mean.toFixed(3) });
  }

  /** @param {number} row */
  const select = (row) => list.mark(row);

  /** @param {Compared} both @param {number} row @param {number} column @param {Languages} languages */
  function mark({ rows, columns, one, other, divergence }, row, column, languages) {
    [...byId("divergence").children].forEach((line, i) => line.classList.toggle("is-current", i === row));
    const { p, q, middle, one: mine, other: theirs } = termsOf(one[row][column], other[row][column]);
    const written = { p, q, m: middle, sum: mine + theirs, total: divergence[row] };
    const numbers = Object.entries(written).map(([name, value]) => [name, [value.toFixed(4)]]);
    byId("arithmetic").replaceChildren(
      ...tNodes("attention.divergence_worked", {
        target: [quoted(rows[row].name, languages.target)],
        source: [quoted(columns[column].name, languages.source)],
        ...Object.fromEntries(numbers),
      }),
    );
  }

  /**
   * One line on the cell that is pointed at.
   * @param {Compared} both @param {number | null} row @param {number | null} column
   * @param {Languages} languages @returns {(Node | string)[]}
   */
  function spoken({ rows, columns, one, other, difference }, row, column, languages) {
    if (row === null || column === null) return [t("attention.cell_hint")];
    return tNodes("attention.compared_cell", {
      target: [quoted(rows[row].name, languages.target)],
      source: [quoted(columns[column].name, languages.source)],
      p: [one[row][column].toFixed(4)],
      q: [other[row][column].toFixed(4)],
      difference: [signedWeight(difference[row][column])],
    });
  }

  return { tell, draw, mark, select, spoken };
}

/** Names over the figures, and what a screen reader calls them. @param {string} one @param {string} [other] */
function nameMaps(one, other) {
  const named = other !== undefined;
  const minus = named ? t("attention.difference_of", { first: one, second: other }) : "";
  const maps = [["heatmap", one], ["heatmap-other", other ?? ""], ["heatmap-difference", minus]];
  for (const [id, name] of maps) {
    byId(`${id}-name`).hidden = !named;
    byId(`${id}-name`).textContent = name;
    const label = id === "heatmap-difference"
      ? t("attention.difference_named", { name })
      : t("attention.heatmap_of", { model: name });
    byId(id).setAttribute("aria-label", named ? label : t("attention.heatmap"));
  }
}

/** @param {Model | undefined} model @param {string} name @returns {HTMLElement} */
function quality(model, name) {
  const head = element("th", "", name);
  head.setAttribute("scope", "row");
  const cell = (/** @type {number | null | undefined} */ value, /** @type {number} */ digits) =>
    element("td", "", value == null ? DASH : value.toFixed(digits));
  return element("tr", "", head, cell(model?.bleu, 1), cell(model?.chrf, 1), cell(model?.aer, 2));
}
