// The small convolution figure: a window that steps over a grid and fills the output.

import { t } from "../i18n.js";
import { createPlayer } from "../player.js";

/**
 * @typedef {{index: number, output: {row: number, column: number},
 *   window: {top: number, left: number, bottom: number, right: number},
 *   products: number[][], value: number}} Frame
 * @typedef {{input: number[][], kernel: number[][], convolution: {frames: Frame[]}}} Data
 */

const STEPS_A_SECOND = 0.7;

/**
 * @param {{input: HTMLTableElement, output: HTMLTableElement, window: HTMLElement,
 *   arithmetic: HTMLElement, controls: HTMLElement, step: HTMLElement}} parts
 * @param {Data} data
 */
export function stepsFigure({ input, output, window, arithmetic, controls, step }, data) {
  const { frames } = data.convolution;
  const [previous, toggle, next] = ["previous", "toggle", "next"].map((act) =>
    /** @type {HTMLButtonElement} */ (controls.querySelector(`[data-act="${act}"]`)),
  );
  const player = createPlayer({ count: frames.length, speed: STEPS_A_SECOND, onChange: show });

  /** @param {{index: number, playing: boolean}} state */
  function show({ index, playing }) {
    const frame = frames[index];
    drawWindow(frame);
    for (const { index: at, output: cell, value } of frames) {
      const shown = output.rows[cell.row].cells[cell.column];
      shown.textContent = String(value);
      shown.className = at > index ? "is-pending" : at === index ? "is-current" : "";
    }
    // A reader hears the steps taken by hand, not those that play.
    arithmetic.setAttribute("aria-live", playing ? "off" : "polite");
    writeSum(arithmetic, data, frame);
    step.textContent = t("home.step", { step: index + 1, count: frames.length });
    toggle.textContent = t(playing ? "home.pause" : "home.play");
    previous.disabled = index === 0;
    next.disabled = index === frames.length - 1;
  }

  /** @param {Frame} frame */
  function drawWindow({ window: { top, left, bottom, right } }) {
    window.style.transform =
      `translate(calc(${left} * var(--tile-cell)), calc(${top} * var(--tile-cell)))`;
    data.input.forEach((cells, i) =>
      cells.forEach((value, j) => {
        const cell = input.rows[i].cells[j];
        const read = i >= top && i < bottom && j >= left && j < right;
        cell.className = read ? "is-read" : "";
        cell.textContent = String(value);
        if (read) cell.append(times(data.kernel[i - top][j - left]));
      }),
    );
  }

  previous.addEventListener("click", player.previous);
  toggle.addEventListener("click", player.toggle);
  next.addEventListener("click", player.next);
  controls.hidden = false;
  show(player.state);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) player.play();
}

/** @param {number} weight */
function times(weight) {
  const small = document.createElement("small");
  small.textContent = `×${weight}`;
  return small;
}

/**
 * "0 × 0 + 1 × 1 + 3 × 2 + 4 × 3", and below it "= 0 + 1 + 6 + 12 = 19".
 * @param {HTMLElement} strip @param {Data} data @param {Frame} frame
 */
function writeSum(strip, { input, kernel }, { window: { top, left }, products, value }) {
  const terms = kernel.flatMap((weights, i) =>
    weights.map((weight, j) => `${input[top + i][left + j]} × ${weight}`),
  );
  const sum = document.createElement("b");
  sum.textContent = String(value);
  strip.replaceChildren(
    terms.join(" + "),
    document.createElement("br"),
    `= ${products.flat().join(" + ")} = `,
    sum,
  );
}
