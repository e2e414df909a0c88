/** What the drawing of the whole model is made of: wires with heads, boxes, texts, parts. */

import { piece } from "./map-drawn.js";

/** @typedef {import("./map-drawn.js").Piece} Piece */
/** @typedef {[number, number]} Point */
/** @typedef {"start" | "middle" | "end"} Anchor */

const HEAD = { length: 6, half: 3 };
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** @param {string} letter @param {number} number @returns {string} "h₁₂" */
export const indexed = (letter, number) =>
  letter + [...String(number)].map((digit) => SUBSCRIPTS[Number(digit)]).join("");

/** @returns {(text: string, font: string) => number} width of a text in pixels */
export function textMeasure() {
  const context = document.createElement("canvas").getContext("2d");
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, font) => {
    const name = `${font}\n${text}`;
    let width = known.get(name);
    if (width === undefined) {
      if (context) context.font = font;
      width = context ? context.measureText(text).width : 8 * text.length;
      known.set(name, width);
    }
    return width;
  };
}

/** @typedef {ReturnType<typeof createPen>} Pen */

/**
 * @param {(text: string, font: string) => number} measure
 * @param {{ui: string, prose: string}} families of the fonts
 */
export function createPen(measure, { ui, prose }) {
  /** @type {Piece[]} */
  const ground = [];
  /** @type {Piece[]} */
  const wires = [];
  /** @type {Map<string, Piece[]>} */
  const parts = new Map();

  /** @param {string} id @param {...Piece} pieces */
  function add(id, ...pieces) {
    const own = parts.get(id);
    if (own) own.push(...pieces);
    else parts.set(id, pieces);
  }

  /**
   * A text cut short where it is longer than its room.
   * @param {string} whole @param {number} room @param {string} font
   */
  function fitted(whole, room, font) {
    if (measure(whole, font) <= room) return whole;
    const signs = [...whole];
    while (signs.length > 1 && measure(`${signs.join("")}…`, font) > room) signs.pop();
    return `${signs.join("")}…`;
  }

  return {
    ground,
    wires,
    parts,
    add,

    /**
     * Straight lines through points, with a head at the last one.
     * @param {string} kind @param {Point[]} points @param {boolean} [head]
     */
    wire(kind, points, head = true) {
      const d = `M${points.map((point) => point.join(" ")).join("L")}`;
      wires.push(piece("path", { class: `whole__wire is-${kind}`, d }));
      if (!head) return;
      const [[x0, y0], [x, y]] = points.slice(-2);
      const size = Math.hypot(x - x0, y - y0) || 1;
      const [dx, dy] = [(x - x0) / size, (y - y0) / size];
      const corners = [-1, 1].map((side) => [
        x - HEAD.length * dx - side * HEAD.half * dy, y - HEAD.length * dy + side * HEAD.half * dx,
      ]);
      const outline = [[x, y], ...corners].map((point) => point.join(","));
      wires.push(piece("polygon", { class: `whole__head is-${kind}`, points: outline.join(" ") }));
    },

    /** @param {string} kind @param {number} x @param {number} y @param {number} width @param {number} height */
    box: (kind, x, y, width, height) =>
      piece("rect", { class: `whole__box is-${kind}`, x, y, width: Math.max(width, 1), height, rx: 2 }),

    /**
     * @param {string} kind @param {number} x @param {number} y of the baseline @param {string} whole
     * @param {{anchor?: Anchor, room?: number, size?: number, lang?: string}} [options]
     */
    text(kind, x, y, whole, { anchor = "start", room = Infinity, size = 12, lang } = {}) {
      const font = `${size}px ${kind === "token" || kind === "word" ? prose : ui}`;
      const shown = fitted(whole, room, font);
      return piece("text", {
        class: `whole__text is-${kind}`, x, y, "text-anchor": anchor, "font-size": size, ...(lang && { lang }),
      }, shown, ...(shown === whole ? [] : [piece("title", {}, whole)]));
    },

    /** Paper behind a text that stands on wires. @param {number} x @param {number} y of the baseline @param {string} whole @param {number} size */
    backing: (x, y, whole, size) =>
      piece("rect", {
        class: "whole__backing", x: x - 3, y: y - size, height: size + 2,
        width: Math.ceil(measure(whole, `${size}px ${ui}`)) + 6,
      }),

    /** @param {number} x @param {number} y @param {string} number of what starts the decoder */
    badge: (x, y, number) =>
      piece("g", { class: "whole__badge" },
        piece("circle", { cx: x, cy: y, r: 8 }),
        piece("text", { x, y: y + 4, "text-anchor": "middle", "font-size": 11 }, number)),

    /** A surface that takes the pointer. @param {number} x @param {number} y @param {number} width @param {number} height */
    surface: (x, y, width, height) => piece("rect", { class: "whole__surface", x, y, width, height, rx: 3 }),
  };
}
