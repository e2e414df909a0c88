/**
 * The marks over a grid's heatmap: hairlines, padding, unread cells, the window, cells still empty.
 *
 * An SVG whose unit is the pixel and whose origin is the input's first cell, so that moving a mark
 * is one attribute and the heatmap is never drawn again. Zooming draws the same marks anew.
 */

import { MARGIN } from "../charts/grid.js";
import { svg } from "../svg.js";

/** @typedef {import("../geometry.js").Block} Block */
/** @typedef {import("../geometry.js").Size} Size */

const LINES_FROM = 8;
const DIGIT_FROM = 18;

/** @param {SVGSVGElement} drawing @param {string} name distinguishes the patterns of several overlays */
export function createOverlay(drawing, name) {
  let side = 1;
  let padding = { top: 0, bottom: 0, left: 0, right: 0 };
  /** What is marked. @type {Record<string, readonly Block[]>} */
  const marked = {};
  /** @type {Block | null} */
  let windowAt = null;
  /** Cells of the window that count, where it is not all of them. @type {readonly Block[]} */
  let taps = [];
  /** @type {readonly import("./copies.js").Copy[]} */
  let copied = [];
  /** @type {Record<string, SVGElement>} */
  const layers = Object.fromEntries(
    ["lines", "ghost", "unread", "pending", "readers", "hover", "source", "chosen", "pair", "landing",
      "taps", "window", "painted"]
      .map((key) => [key, svg("path", { class: `mark mark--${key}` })]),
  );
  const defs = svg("defs");
  const written = svg("g", { class: "mark__numbers" });
  const copies = svg("g", { class: "mark__numbers mark__copies" });
  const [below, above] = [["lines", "ghost"], Object.keys(layers).slice(2)]
    .map((keys) => keys.map((key) => layers[key]));
  const origin = svg("g", {}, ...below, copies, ...above, written, layers.painted);
  const seen = svg("rect");
  const clip = svg("clipPath", { id: `${name}-clip` }, seen);
  /** @type {{index: number, node: SVGElement}[]} */
  let numbers = [];
  /** How many of them stand in the figure, and up to which cell they may. */
  let standing = 0;
  let revealed = Infinity;
  drawing.replaceChildren(defs, origin);

  /** @param {Block} block */
  const box = ({ top, left, rows, columns }) =>
    `M${left * side} ${top * side}h${columns * side}v${rows * side}h${-columns * side}z`;
  /** @param {string} key @param {readonly Block[]} blocks */
  const draw = (key, blocks) => {
    marked[key] = blocks;
    layers[key].setAttribute("d", blocks.map(box).join(""));
  };
  /** @param {string} key */
  const fillWith = (key) => layers[key].style.setProperty("fill", `url("#${name}-${key}")`);

  function drawWindow() {
    const { top, left } = windowAt ?? { top: 0, left: 0 };
    draw("window", windowAt ? [{ ...windowAt, top: 0, left: 0 }] : []);
    draw("taps", taps.map((tap) => ({ ...tap, top: tap.top - top, left: tap.left - left })));
    layers.window.classList.toggle("mark--loose", taps.length > 0);
    for (const key of ["window", "taps"]) {
      layers[key].style.transform = `translate(${left * side}px, ${top * side}px)`;
    }
  }

  function drawCopies() {
    copies.replaceChildren(...copied.flatMap(({ row, column, text, fill, ink }) => {
      const cell = svg("rect", {
        class: "mark__copy", x: column * side + 1, y: row * side + 1,
        width: Math.max(side - 2, 0.5), height: Math.max(side - 2, 0.5), fill,
      });
      if (side < DIGIT_FROM) return [cell];
      const number = svg("text", {
        x: (column + 0.5) * side, y: (row + 0.5) * side, fill: ink,
        "font-size": Math.min(side * 0.32, 16, (side * 1.6) / Math.max(2, text.length)),
        "text-anchor": "middle", "dominant-baseline": "central",
      }, text);
      return [cell, number];
    }));
  }

  /**
   * How the grid is seen: the side of a cell, the padded cells before the first pixel, the pixels
   * that there are. All marks stay on their cells.
   * @param {import("./zoom.js").Look} look
   */
  function look({ side: cell, left, top, width, height, part }) {
    side = cell;
    drawing.classList.add("grid__marks--still");
    drawing.setAttribute("width", String(Math.round(width) + MARGIN.left + MARGIN.right));
    drawing.setAttribute("height", String(Math.round(height) + MARGIN.top + MARGIN.bottom));
    const [x, y] = [(left - padding.left) * side, (top - padding.top) * side];
    origin.setAttribute("transform", `translate(${MARGIN.left - x} ${MARGIN.top - y})`);
    for (const [key, value] of Object.entries({ x, y, width, height })) {
      seen.setAttribute(key, String(value));
    }
    if (part) origin.setAttribute("clip-path", `url(#${name}-clip)`);
    else origin.removeAttribute("clip-path");
    defs.replaceChildren(clip, ...patterns(name, side));
    for (const [key, blocks] of Object.entries(marked)) draw(key, blocks);
    drawWindow();
    drawCopies();
  }

  function standUpTo() {
    let target = numbers.length;
    if (target && numbers[target - 1].index >= revealed) {
      target = numbers.findIndex(({ index }) => index >= revealed);
    }
    if (target > standing) {
      written.append(...numbers.slice(standing, target).map(({ node }) => node));
    } else for (const { node } of numbers.slice(target, standing)) node.remove();
    standing = target;
  }

  return {
    /**
     * A new grid: its cells, and the padding around them.
     * @param {Size} size @param {import("../geometry.js").Sides} around @param {import("./zoom.js").Look} seenAs
     */
    reset(size, around, seenAs) {
      padding = around;
      [windowAt, taps, copied] = [null, [], []];
      const input = { top: 0, left: 0, ...size };
      const whole = {
        top: -padding.top, left: -padding.left,
        rows: size.rows + padding.top + padding.bottom,
        columns: size.columns + padding.left + padding.right,
      };
      for (const key of Object.keys(layers)) draw(key, []);
      draw("lines", [input]);
      if (whole.rows > size.rows || whole.columns > size.columns) draw("ghost", [whole, input]);
      layers.ghost.setAttribute("fill-rule", "evenodd");
      for (const key of ["lines", "ghost", "unread", "pending"]) fillWith(key);
      look(seenAs);
    },
    look,
    /**
     * The numbers of a block of cells, row by row; none of them shows before it is revealed.
     * @param {{texts: string[], inks: string[], size: number}} labels @param {Block} block
     * @param {number} columns of the whole grid
     */
    numbers({ texts, inks, size }, block, columns) {
      written.replaceChildren();
      written.setAttribute("font-size", String(size));
      standing = 0;
      numbers = texts.map((text, place) => {
        const row = block.top + Math.floor(place / block.columns);
        const column = block.left + (place % block.columns);
        const node = svg("text", {
          x: (column + 0.5) * side, y: (row + 0.5) * side,
          fill: inks[place], "text-anchor": "middle", "dominant-baseline": "central",
        }, text);
        return { index: row * columns + column, node };
      });
      standUpTo();
    },
    /** Numbers of the first `count` cells stand in the figure, no others. @param {number} count */
    reveal(count) {
      revealed = count;
      standUpTo();
    },
    /** @param {readonly Block[]} blocks */
    unread: (blocks) => draw("unread", blocks),
    /** Cells being painted, in their colour, until they are computed with. @param {readonly Block[]} blocks @param {string} [colour] */
    painted(blocks, colour) {
      if (colour) layers.painted.style.setProperty("fill", colour);
      draw("painted", blocks);
    },
    /** @param {readonly Block[]} blocks */
    pending: (blocks) => draw("pending", blocks),
    /** @param {readonly Block[]} blocks */
    readers: (blocks) => draw("readers", blocks.flatMap(cellsOf)),
    /** @param {readonly Block[]} blocks */
    hover: (blocks) => draw("hover", blocks),
    /** @param {readonly Block[]} blocks */
    pair: (blocks) => draw("pair", blocks),
    /** A cell of the padding is a copy of these. @param {readonly Block[]} blocks */
    source: (blocks) => draw("source", blocks),
    /** Cells whose value goes on. @param {readonly Block[]} blocks */
    chosen: (blocks) => draw("chosen", blocks),
    /** What stands in the padding; nothing is said of it otherwise. @param {readonly import("./copies.js").Copy[]} cells */
    copies(cells) {
      copied = cells;
      drawCopies();
    },
    /**
     * The window slides: its place is a transform, which can be eased.
     * @param {Block | null} block @param {readonly Block[]} [counting] its cells that count, if not all
     */
    window(block, counting = []) {
      drawing.classList.remove("grid__marks--still");
      [windowAt, taps] = [block, counting];
      drawWindow();
    },
    /** A value that has just arrived in its cell. @param {Block} block */
    land(block) {
      draw("landing", [block]);
      layers.landing.getAnimations?.().forEach((animation) => animation.cancel());
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
      layers.landing.animate([{ opacity: 0.75 }, { opacity: 0 }], { duration: 420, easing: "ease-out" });
    },
    get side() { return side; },
  };
}

/** Readers stand as single cells while they can be told apart. @param {Block} block @returns {Block[]} */
function cellsOf(block) {
  if (block.rows * block.columns > 1024) return [block];
  return Array.from({ length: block.rows * block.columns }, (_, index) => ({
    top: block.top + Math.floor(index / block.columns),
    left: block.left + (index % block.columns), rows: 1, columns: 1,
  }));
}

/** @param {string} name @param {number} side @returns {SVGElement[]} */
function patterns(name, side) {
  const cell = (/** @type {string} */ key, /** @type {Node[]} */ children, size = side) =>
    svg("pattern", {
      id: `${name}-${key}`, patternUnits: "userSpaceOnUse", width: size, height: size,
    }, ...children);
  const fine = side >= LINES_FROM;
  const hairlines = () => (fine
    ? [svg("path", { class: "mark__hairline", d: `M${side} 0H0V${side}` })]
    : []);
  const ghost = fine
    ? [svg("rect", {
      class: "mark__ghost", x: 1.5, y: 1.5, width: side - 3, height: side - 3, rx: 1,
    })]
    : [svg("circle", { class: "mark__dot", cx: side / 2, cy: side / 2, r: Math.max(side / 5, 0.4) })];
  if (side >= DIGIT_FROM) {
    ghost.push(svg("text", {
      class: "mark__zero", x: side / 2, y: side / 2, "font-size": Math.min(side * 0.32, 16),
      "text-anchor": "middle", "dominant-baseline": "central",
    }, "0"));
  }
  return [
    cell("lines", hairlines()),
    cell("ghost", ghost),
    cell("pending", [svg("rect", { class: "mark__paper", width: side, height: side }), ...hairlines()]),
    cell("unread", [svg("path", { class: "mark__hatch", d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5" })], 6),
  ];
}
