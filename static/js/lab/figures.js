/** The seven matrices and the weights of the additive score, linked by the cell that is looked at. */

import { attentionMatrices, weightMatrices } from "../charts/lab.js";
import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { exactText } from "../numbers.js";
import { palette } from "../theme.js";
import { drawEntropy } from "./entropy.js";
import { createMatrix, indexed } from "./matrix.js";

/** @typedef {import("./arithmetic.js").Place} Place */
/** @typedef {import("./arithmetic.js").Block} Block */
/** @typedef {import("../charts/lab.js").AttendRequest} AttendRequest */
/** @typedef {import("../charts/lab.js").AttendAnswer} AttendAnswer */

export const LINKED = ["queries", "keys", "values", "scores", "masked_scores", "weights", "output"];
const GIVEN = ["queries", "keys", "values"];
const WEIGHTS = ["wq", "wk", "v"];
/** Of a cell, in pixels. */
const SIDE = { least: 30, small: 32, usual: 40, most: 50, step: 2 };
const MANY = 8;

/**
 * @param {{
 *   onPoint: (place: Place | null) => void, onSelect: (place: Place) => void,
 *   onEdit: (place: Place, value: number) => void, onPaste: (figure: string, text: string) => void,
 *   onLength: (query: number, typed: string) => void, accepts: (value: number) => boolean,
 * }} handlers
 */
export function createFigures({ onPoint, onSelect, onEdit, onPaste, onLength, accepts }) {
  const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const stage = find("stage");
  /** @type {AttendRequest | null} */
  let request = null;
  /** @type {AttendAnswer | null} */
  let answer = null;
  let fitted = "";

  /** Keys stand as columns. @template {{row: number, column: number}} T @param {string} figure @param {T} cell @returns {T} */
  const turned = (figure, cell) =>
    (figure === "keys" ? { ...cell, row: cell.column, column: cell.row } : cell);
  const valueAt = (/** @type {string} */ figure, /** @type {{row: number, column: number}} */ cell) => {
    const { row, column } = turned(figure, cell);
    const additive = answer?.additive;
    const parts = { wq: additive?.query, wk: additive?.key, v: additive && [additive.vector] };
    const matrix = figure in parts
      ? parts[/** @type {"wq"} */ (figure)]
      : request?.[/** @type {"queries"} */ (figure)];
    return matrix?.[row]?.[column] ?? 0;
  };

  const matrices = Object.fromEntries([...LINKED, ...WEIGHTS].map((figure) => {
    const panel = find(`figure-${figure}`);
    const linked = LINKED.includes(figure);
    const given = GIVEN.includes(figure);
    const place = (/** @type {{row: number, column: number}} */ cell) => ({ figure, ...turned(figure, cell) });
    const matrix = createMatrix(
      /** @type {HTMLElement} */ (panel.querySelector("[role=grid]")), {
        onPoint: (cell) => { if (linked) onPoint(cell && place(cell)); },
        onSelect: (cell) => { if (linked) onSelect(place(cell)); },
        ...(given && { onPaste: (text) => onPaste(figure, text) }),
        ...((given || !linked) && {
          editing: {
            valueAt: (cell) => valueAt(figure, cell),
            label: (cell) => {
              const { row, column } = turned(figure, cell);
              const name = t(`lab.cell_${linked ? figure : "weight"}`,
                { row: row + 1, column: column + 1, value: exactText(valueAt(figure, cell)) });
              return t("lab.edit", { cell: name });
            },
            accepts,
            wrong: (typed) => t("lab.bad_cell", { value: typed.slice(0, 60) }),
            error: find(`error-${figure}`),
            onCommit: (cell, value) => onEdit(place(cell), value),
          },
        }),
      },
    );
    return [figure, matrix];
  }));

  /** As large as fits in one line, but never too small to be read; then the figures fold. */
  function fit() {
    const blocks = [...stage.querySelectorAll(".lab-block")];
    const set = (/** @type {number} */ side) => stage.style.setProperty("--side", `${side}px`);
    stage.classList.remove("lab-stage--folded");
    const inLine = () => new Set(blocks.map((block) =>
      Math.round(block.getBoundingClientRect().bottom))).size === 1;
    for (let side = SIDE.most; side >= SIDE.least; side -= SIDE.step) {
      set(side);
      if (inLine()) return;
    }
    stage.classList.add("lab-stage--folded");
    const columns = LINKED.map((figure) => matrices[figure].size.columns);
    set(Math.max(...columns) > MANY ? SIDE.small : SIDE.usual);
  }

  function drawLengths() {
    if (!request || !answer) return;
    const host = find("lengths");
    const { valid_lengths } = answer;
    const most = String(request.keys.length);
    if (host.querySelectorAll("input").length !== valid_lengths.length) {
      host.replaceChildren(element("span", "lab-label", t("lab.valid_short")),
        ...valid_lengths.map((_, query) => {
          const input = document.createElement("input");
          Object.assign(input, { type: "number", min: "1", step: "1", required: true });
          input.setAttribute("aria-label", t("lab.valid_of", { query: query + 1 }));
          input.setAttribute("aria-describedby", "error-masked_scores");
          input.addEventListener("change", () => onLength(query, input.value));
          return input;
        }));
    }
    host.querySelectorAll("input").forEach((input, query) => {
      input.max = most;
      input.removeAttribute("aria-invalid");
      if (input !== document.activeElement || input.value !== String(valid_lengths[query])) {
        input.value = String(valid_lengths[query]);
      }
    });
  }

  function formulas() {
    const d = request?.keys[0].length ?? 0;
    /** @type {Record<string, (string | Node[])[]>} */
    const parts = {
      dot: [indexed("q"), " · ", indexed("k")],
      scaled_dot: [indexed("q"), " · ", indexed("k"), ` / √${d}`],
      additive: [indexed("v"), " · tanh(", indexed("W_q"), indexed("q"), " + ", indexed("W_k"), indexed("k"), ")"],
    };
    for (const node of stage.querySelectorAll("[data-formula]")) {
      const score = /** @type {HTMLElement} */ (node).dataset.formula ?? "";
      node.replaceChildren(...parts[score].flat());
    }
    const note = (/** @type {string} */ figure) => document.querySelector(`#figure-${figure} [data-note]`);
    note("scores")?.replaceChildren(...parts[request?.score ?? "dot"].flat().map((part) =>
      (typeof part === "string" ? part : part.cloneNode(true))));
    for (const [figure, name] of [["wq", "W_q"], ["wk", "W_k"], ["v", "v"]]) {
      note(figure)?.replaceChildren(...indexed(name));
    }
  }

  return {
    stage,
    /** @param {AttendRequest} newRequest @param {AttendAnswer} newAnswer */
    draw(newRequest, newAnswer) {
      [request, answer] = [newRequest, newAnswer];
      const look = palette();
      const figures = {
        ...attentionMatrices(request, answer, look),
        ...(answer.additive && weightMatrices(answer.additive, look)),
      };
      for (const [name, figure] of Object.entries(figures)) {
        matrices[name].draw(figure);
        const size = document.querySelector(`#figure-${name} [data-size]`);
        if (size) size.textContent = `${figure.shape[0]} × ${figure.shape[1]}`;
      }
      drawLengths();
      drawEntropy(find("entropy"), find("entropy-legend"), answer, request.keys[0].length);
      formulas();
      const shape = [request.queries, request.keys, request.values].map((rows) => `${rows.length}×${rows[0].length}`).join();
      if (shape !== fitted) fit();
      fitted = shape;
    },
    fit,
    redraw() {
      if (request && answer) this.draw(request, answer);
    },
    /** @param {Block[]} blocks */
    mark(blocks) {
      for (const figure of [...LINKED, ...WEIGHTS]) {
        matrices[figure].mark(blocks.filter((block) => block.figure === figure).map((block) =>
          (figure === "keys"
            ? { ...turned(figure, block), rows: block.columns, columns: block.rows }
            : block)));
      }
    },
    /** Where Tab enters a figure. @param {Place} place */
    enterAt(place) {
      const { row, column } = turned(place.figure, place);
      matrices[place.figure].moveTo({ row, column }, false);
    },
    /** Whether a place exists. @param {Place} place */
    has(place) {
      const matrix = LINKED.includes(place.figure) ? matrices[place.figure] : null;
      const { row, column } = turned(place.figure, place);
      return Boolean(matrix && row >= 0 && column >= 0
        && row < matrix.size.rows && column < matrix.size.columns);
    },
  };
}
