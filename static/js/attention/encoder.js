/**
 * How the sentence was read: for each source token its embedding and the states of both directions,
 * side by side as they make the memory row; and the gates at one token.
 */

import { t } from "../i18n.js";
import { gateReach, gateSymbol } from "./flow.js";
import { byId, element, pieceLabel } from "./nodes.js";
import { cellUnder } from "./painter.js";
import { rovingList } from "./roving.js";
import { vectorStrip, written } from "./strips.js";

/**
 * @typedef {import("./arrays.js").Vector} Vector
 * @typedef {import("./painter.js").Paint} Paint
 * @typedef {import("./painter.js").Stretch} Stretch
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {import("./trace.js").Reach} Reach
 * @typedef {{canvas: HTMLCanvasElement, kind: "embedding" | "forward" | "backward", j: number}} Cell
 */

const KINDS = /** @type {const} */ (["embedding", "forward", "backward"]);
const DIRECTIONS = /** @type {const} */ (["forward", "backward"]);

/** @param {(j: number) => void} choose a source token, from 0 */
export function encoderView(choose) {
  const list = rovingList(byId("states"), { choose });
  const told = byId("states-told");
  /** @type {Traced | null} */
  let trace = null;
  /** @type {Reach | null} */
  let reach = null;
  /** @type {Cell[]} */
  let cells = [];
  /** @type {{strip: import("./strips.js").Strip, rowOf: (j: number) => Stretch[]}[]} */
  let gates = [];
  let language = "";

  /** @param {Cell["kind"]} kind @param {number} j @returns {Vector} */
  function valuesOf(kind, j) {
    const { embeddings, forward, backward } = /** @type {Traced} */ (trace).encoder;
    return { embedding: embeddings, forward, backward }[kind][j];
  }

  /** @param {Traced} given @param {Reach} range @param {string} source its language */
  function build(given, range, source) {
    [trace, reach, language] = [given, range, source];
    const tokens = given.source.tokens;
    cells = [];
    list.draw(
      tokens.map((label, j) => {
        const token = element("span", "states__token", pieceLabel(label));
        token.lang = source;
        const own = KINDS.map((kind) => {
          const canvas = document.createElement("canvas");
          cells.push({ canvas, kind, j });
          return element("span", `states__cells states__cells--${kind}`, canvas);
        });
        return element("li", "states__row", token, ...own);
      }),
    );
    for (const kind of KINDS) byId(`states-${kind}`).textContent = String(valuesOf(kind, 0).length);
    byId("states-memory").textContent = `${tokens.length} × ${given.encoder.memory[0].length}`;
    buildGates(given);
  }

  /** @param {Traced} given */
  function buildGates({ encoder }) {
    const last = encoder.layers[encoder.layers.length - 1];
    gates = [];
    for (const direction of DIRECTIONS) {
      const place = byId(`gates-${direction}`);
      const { gates: values, cell, hidden } = last[direction];
      place.replaceChildren();
      /** @param {string} name @param {string} symbol @param {Vector[]} rows @param {number} [range] */
      const add = (name, symbol, rows, range) => {
        const strip = vectorStrip(name, symbol);
        place.append(strip.element);
        gates.push({ strip, rowOf: (j) => [{ values: rows[j], reach: range }] });
      };
      for (const [name, rows] of Object.entries(values)) {
        add(t(`flow.gate_${name}`), gateSymbol(name, !cell), rows, gateReach(name));
      }
      add(t("flow.hidden"), "h", hidden, reach?.memory);
    }
  }

  /** @param {Paint} paint */
  function drawStates(paint) {
    if (!reach) return;
    for (const { canvas, kind, j } of cells) {
      const range = kind === "embedding" ? reach.source : reach.memory;
      paint(canvas, [{ values: valuesOf(kind, j), reach: range }]);
    }
  }

  /** @param {number} j the source token that is selected, from 0 @param {Paint} paint */
  function draw(j, paint) {
    if (!trace) return;
    list.mark(j);
    for (const { strip, rowOf } of gates) strip.draw(paint, rowOf(j));
    const word = pieceLabel(trace.source.tokens[j]);
    word.lang = language;
    byId("gates-token").replaceChildren(word);
  }

  byId("states").addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const cell = cells.find(({ canvas }) => canvas === event.target);
    if (!cell || !trace) return;
    const values = valuesOf(cell.kind, cell.j);
    const at = cellUnder(cell.canvas, event.clientX, values.length);
    const name = t(`flow.states_${cell.kind}`);
    told.textContent = `${trace.source.tokens[cell.j]} · ${name}[${at + 1}] = ${written(values[at])}`;
  });
  byId("states").addEventListener("pointerleave", () => (told.textContent = ""));

  return { build, drawStates, draw };
}
