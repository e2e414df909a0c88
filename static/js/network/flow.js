/** Every feature map of every layer, from left to right; what a cell reads is marked in them. */

import { t } from "../i18n.js";
import { element } from "../attention/nodes.js";

/**
 * @typedef {import("./stages.js").Stage} Stage
 * @typedef {import("./stages.js").Cell} Cell
 * @typedef {import("./heat.js").Range} Range
 */

const HEIGHT = 540;
const GAP = 6;
const LARGEST = 18;
/** More maps than these stand in two columns. */
const ONE_COLUMN = 8;

/**
 * @param {HTMLElement} root @param {Stage[]} stages @param {(stage: number, cell: Cell) => void} onChoose
 */
export function createFlow(root, stages, onChoose) {
  /** @type {Map<number, {canvas: HTMLCanvasElement, mark: HTMLElement}[]>} */
  const maps = new Map();
  /** @type {HTMLButtonElement[]} */
  const names = [];

  for (const [index, stage] of stages.entries()) {
    if (!stage.layer) continue;
    const perColumn = Math.ceil(stage.channels / (stage.channels > ONE_COLUMN ? 2 : 1));
    const height = (HEIGHT - GAP * (perColumn - 1)) / perColumn;
    const side = Math.max(2, Math.min(LARGEST, Math.floor(height / stage.rows)));
    const name = /** @type {HTMLButtonElement} */ (element("button", "net-layer__name", stage.name));
    name.type = "button";
    name.title = titleOf(stage);
    name.addEventListener("click", () => onChoose(index, middleOf(stage)));
    names[index] = name;
    const made = Array.from({ length: stage.channels }, (_, channel) => {
      const canvas = document.createElement("canvas");
      const mark = element("i", "net-mark");
      mark.hidden = true;
      const map = element("div", "net-map", canvas, mark);
      map.style.width = `${stage.columns * side}px`;
      map.style.height = `${stage.rows * side}px`;
      map.addEventListener("click", (event) => {
        const box = canvas.getBoundingClientRect();
        const within = (/** @type {number} */ share, /** @type {number} */ count) =>
          Math.min(Math.max(Math.floor(share * count), 0), count - 1);
        onChoose(index, {
          channel,
          row: within((event.clientY - box.top) / box.height, stage.rows),
          column: within((event.clientX - box.left) / box.width, stage.columns),
        });
      });
      return { canvas, mark, map };
    });
    maps.set(index, made);
    const columns = stage.channels > ONE_COLUMN ? "net-maps net-maps--two" : "net-maps";
    const held = element("div", columns, ...made.map(({ map }) => map));
    held.setAttribute("aria-hidden", "true");
    root.append(element("div", "net-layer", element("p", "net-layer__head", name,
      element("span", "net-layer__shape", stage.layer.output_shape.join(" × "))), held));
  }

  const lines = /** @type {SVGPathElement} */ (root.querySelector(".net-lines path"));

  /** From each window to the cell, where they stand side by side. */
  function lead() {
    const base = root.getBoundingClientRect();
    const boxes = [...root.querySelectorAll(".net-mark:not([hidden])")].map((mark) =>
      ({ box: mark.getBoundingClientRect(), own: mark.classList.contains("net-mark--cell") }));
    const cell = boxes.find(({ own }) => own)?.box;
    const paths = boxes.filter(({ own, box }) => cell && !own && box.right < cell.left).map(({ box }) => {
      const [x, y] = [box.right - base.left, (box.top + box.bottom) / 2 - base.top];
      const to = /** @type {DOMRect} */ (cell);
      const [end, height] = [to.left - 3 - base.left, (to.top + to.bottom) / 2 - base.top];
      const middle = (x + end) / 2;
      return `M${x} ${y}C${middle} ${y} ${middle} ${height} ${end} ${height}`;
    });
    lines.setAttribute("d", paths.join(""));
  }

  return {
    lead,
    /** @param {number} index @param {import("./stages.js").Plane[]} planes @param {Range} range @param {import("./heat.js").Heat} paint */
    draw(index, planes, range, paint) {
      maps.get(index)?.forEach(({ canvas }, channel) => paint(canvas, planes[channel], range));
    },
    /**
     * A cell, and its window in the stage below.
     * @param {number} index @param {Cell} cell @param {number} below @param {import("./stages.js").Reading} reading
     */
    mark(index, cell, below, { channels, window }) {
      for (const [each, made] of maps) {
        for (const [channel, { mark }] of made.entries()) {
          const own = each === index && channel === cell.channel;
          const read = each === below && channels.includes(channel);
          mark.hidden = !own && !read;
          if (own) place(mark, stages[each], { top: cell.row, left: cell.column, rows: 1, columns: 1 });
          else if (read) place(mark, stages[each], window);
          mark.classList.toggle("net-mark--cell", own);
        }
      }
      names.forEach((name, each) => name.setAttribute("aria-pressed", String(each === index)));
      lead();
    },
  };
}

/**
 * Put a mark over a block of cells, cut at the edges of its map.
 * @param {HTMLElement} mark @param {Stage} stage @param {import("../geometry.js").Block} block
 */
export function place(mark, { rows, columns }, block) {
  const [top, left] = [Math.max(block.top, 0), Math.max(block.left, 0)];
  const bottom = Math.min(block.top + block.rows, rows);
  const right = Math.min(block.left + block.columns, columns);
  mark.classList.toggle("net-mark--whole", bottom - top === rows && right - left === columns);
  mark.style.top = `${(100 * top) / rows}%`;
  mark.style.left = `${(100 * left) / columns}%`;
  mark.style.height = `${(100 * (bottom - top)) / rows}%`;
  mark.style.width = `${(100 * (right - left)) / columns}%`;
}

/** @param {Stage} stage @returns {Cell} */
export const middleOf = ({ rows, columns }) =>
  ({ channel: 0, row: Math.floor(rows / 2), column: Math.floor(columns / 2) });

/** @param {Stage} stage */
function titleOf({ operation, layer }) {
  const total = layer?.parameters.total ?? 0;
  const name = t(`network.operation_${operation}`);
  return total ? t("network.layer_title", { name, total: total.toLocaleString("en") }) : name;
}
