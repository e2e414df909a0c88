/** The zoom of one figure: its buttons, its keys, and which part is seen. */

import { t } from "../i18n.js";
import {
  isZoomed, lookOf, pannedBy, revealing, settled, visibleBlock, wholeView, ZOOMED_BELOW, zoomedTo,
} from "./zoom.js";

/** @typedef {import("./zoom.js").Point} Point */
/** @typedef {import("../geometry.js").Block} Block */

const STEP = 2;
/** A narrow grid gets this much room to be zoomed into, in pixels. */
const LEAST_ROOM = 160;

/**
 * @param {{figure: HTMLElement, offered: boolean, onLook: () => void}} options
 *   `offered`: whether there is a zoom at all; `onLook`: something else is seen, at most once a frame
 */
export function createZoomer({ figure, offered, onLook }) {
  /** @type {import("./zoom.js").Room} */
  let room = { rows: 1, columns: 1, fit: 1, width: 1, height: 1 };
  let view = wholeView(room);
  /** What was last brought into sight: zooming by button goes there. @type {Block | null} */
  let focus = null;
  let waiting = false;
  const buttons = offered ? controls(figure) : null;
  buttons?.group.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const kind = button?.dataset.zoom;
    if (kind === "whole") change(wholeView(room));
    else if (kind) by(kind === "in" ? STEP : 1 / STEP, middleOf(focus));
  });

  const useful = () => offered && room.fit < ZOOMED_BELOW;

  function show() {
    if (!buttons) return;
    buttons.group.hidden = !useful();
    const whole = !isZoomed(room, view);
    buttons.out.disabled = whole;
    buttons.whole.disabled = whole;
    buttons.in.disabled = settled(room, { ...view, side: view.side * STEP }).side === view.side;
  }

  /** @param {import("./zoom.js").View} next */
  function change(next) {
    if (next.side === view.side && next.left === view.left && next.top === view.top) return false;
    view = next;
    show();
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        if (waiting) onLook();
        waiting = false;
      });
    }
    return true;
  }

  /** @param {number} factor @param {Point} at in pixels from the first cell @returns {boolean} whether it could */
  function by(factor, at) {
    return useful() && change(zoomedTo(room, view, nudged(view.side, factor), at));
  }

  /** Where a block of padded cells is seen. @param {Block | null} block @returns {Point} */
  function middleOf(block) {
    const { width, height } = lookOf(room, view);
    if (!block) return { x: width / 2, y: height / 2 };
    return {
      x: (block.left + block.columns / 2 - view.left) * view.side,
      y: (block.top + block.rows / 2 - view.top) * view.side,
    };
  }

  return {
    by,
    middleOf,
    /** @param {string} key @param {Point} at @returns {boolean} whether the key is one of the zoom's */
    key(key, at) {
      if (!useful() || !["+", "=", "-", "−"].includes(key)) return false;
      by(key === "+" || key === "=" ? STEP : 1 / STEP, at);
      return true;
    },
    /** @param {Point} pixels */
    pan: (pixels) => { change(pannedBy(room, view, pixels)); },
    /** @param {Block} block of padded cells @param {boolean} [keep] zooming by button goes there */
    reveal(block, keep = false) {
      if (keep) focus = block;
      change(revealing(room, view, block));
    },
    /** Another grid; one of the same size is seen as the last one was. @param {import("../geometry.js").Size} size @param {number} fit */
    reset({ rows, columns }, fit) {
      const same = rows === room.rows && columns === room.columns && isZoomed(room, view);
      const least = offered ? LEAST_ROOM : 0;
      room = {
        rows, columns, fit,
        width: Math.max(columns * fit, least), height: Math.max(rows * fit, least),
      };
      view = same && useful() ? settled(room, view) : wholeView(room);
      waiting = false;
      show();
    },
    get look() { return lookOf(room, view); },
    get visible() { return visibleBlock(room, view); },
    get zoomed() { return isZoomed(room, view); },
  };
}

/** A turn of the wheel moves on, even where sides are whole pixels. @param {number} side @param {number} factor */
function nudged(side, factor) {
  const wanted = side * factor;
  if (side < 4 || Math.abs(wanted - side) >= 1) return wanted;
  return factor > 1 ? side + 1 : side - 1;
}

/** Below the figure. @param {HTMLElement} figure */
function controls(figure) {
  const group = document.createElement("div");
  group.className = "zoom";
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", t("convolution.zoom"));
  const [out, into, whole] = /** @type {const} */ ([["out", "−"], ["in", "+"], ["whole", ""]])
    .map(([kind, sign]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "zoom__button";
      button.dataset.zoom = kind;
      button.textContent = sign || t("convolution.zoom_whole_short");
      button.setAttribute("aria-label", t(`convolution.zoom_${kind}`));
      button.title = t(`convolution.zoom_${kind}`);
      group.append(button);
      return button;
    });
  figure.after(group);
  return { group, out, in: into, whole };
}
