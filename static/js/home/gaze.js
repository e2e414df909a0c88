// The small attention figure: words of a translation, and where the model looked for each.

import { t } from "../i18n.js";
import { mergeAttention, sharesOf, unitsOf } from "../tokens.js";

const LEVELS = 20;

/** @typedef {{source: import("../tokens.js").Side, target: import("../tokens.js").Side, attention: number[][]}} Answer */

/**
 * An answer over whole words.
 * @param {Answer} answer
 * @returns {{rows: string[], columns: string[], weights: number[][]}}
 */
export function inWords(answer) {
  const rows = unitsOf(answer.target, "words");
  const columns = unitsOf(answer.source, "words");
  return {
    rows: rows.map(({ label }) => label),
    columns: columns.map(({ label }) => label),
    weights: mergeAttention(answer.attention, rows, columns),
  };
}

/**
 * Wire the table, its sentence and its two buttons.
 * @param {{table: HTMLTableElement, strip: HTMLElement, controls: HTMLElement}} parts
 * @param {Answer} answer
 */
export function gazeFigure({ table, strip, controls }, answer) {
  let figure = inWords(answer);
  let row = 0;

  /** @param {number} next */
  function look(next) {
    row = Math.min(Math.max(next, 0), figure.rows.length - 1);
    [...table.tBodies[0].rows].forEach((line, i) => line.classList.toggle("is-current", i === row));
    const { named } = sharesOf(figure.weights[row], { limit: 2, atLeast: 0 });
    const [first, second] = named;
    markColumns([first.index]);
    strip.textContent = t(second?.percent ? "home.looked" : "home.looked_at_one", {
      target: figure.rows[row],
      first: figure.columns[first.index],
      first_percent: first.percent,
      second: figure.columns[second?.index ?? 0],
      second_percent: second?.percent ?? 0,
    });
  }

  /** @param {number[]} columns */
  function markColumns(columns) {
    table.querySelectorAll("thead th").forEach((head, j) => {
      head.classList.toggle("is-read", columns.includes(j));
    });
  }

  /** @param {Event} event */
  function point(event) {
    const cell = event.target instanceof Element ? event.target.closest("td, th") : null;
    const line = cell?.parentElement;
    if (!(cell instanceof HTMLTableCellElement) || !(line instanceof HTMLTableRowElement)) return;
    if (line.parentElement !== table.tBodies[0]) return;
    look(line.sectionRowIndex);
    if (cell.cellIndex === 0) return;
    const column = cell.cellIndex - 1;
    markColumns([column]);
    strip.textContent = t("home.weight", {
      target: figure.rows[row],
      source: figure.columns[column],
      weight: figure.weights[row][column].toFixed(4),
    });
  }

  /** @param {Answer} next */
  function show(next) {
    figure = inWords(next);
    table.tHead?.rows[0].replaceChildren(
      document.createElement("td"),
      ...figure.columns.map((word) => headed(word)),
    );
    table.tBodies[0].replaceChildren(...figure.rows.map(tableRow));
    look(0);
  }

  table.addEventListener("pointerover", point);
  table.addEventListener("click", point);
  table.addEventListener("pointerleave", () => look(row));
  controls.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) look(row + (button.dataset.act === "next" ? 1 : -1));
  });
  controls.hidden = false;
  look(0);

  /** @param {string} word @param {number} i */
  function tableRow(word, i) {
    const line = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.lang = "fr";
    head.textContent = word;
    line.append(head, ...figure.weights[i].map(shaded));
    return line;
  }

  return { show };
}

/** @param {string} word */
function headed(word) {
  const head = document.createElement("th");
  const label = document.createElement("span");
  head.scope = "col";
  label.lang = "en";
  label.textContent = word;
  head.append(label);
  return head;
}

/** @param {number} weight */
function shaded(weight) {
  const cell = document.createElement("td");
  cell.className = `shade-${Math.round(weight * LEVELS)}`;
  cell.textContent = weight.toFixed(2).replace("0.", ".");
  return cell;
}
