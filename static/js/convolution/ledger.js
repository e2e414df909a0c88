/** What each channel brings to a step: window times kernel, their products and the sum of these. */

import { createHeat } from "../network/heat.js";
import { t } from "../i18n.js";
import { exactText, shown, typeset } from "../numbers.js";

/** @typedef {import("../charts/grid.js").Scale} Scale */
/** @typedef {{button: HTMLButtonElement, title: HTMLElement, canvases: HTMLCanvasElement[], sum: HTMLElement}} Card */

/**
 * @param {HTMLElement} root
 * @param {(channel: number) => void} onChoice
 */
export function createLedger(root, onChoice) {
  const list = /** @type {HTMLElement} */ (root.querySelector(".ledger__cards"));
  const title = /** @type {HTMLElement} */ (root.querySelector("h2"));
  /** @type {Card[]} */
  let cards = [];
  /** @type {number[]} */
  let channels = [];
  /** @type {ReturnType<typeof createHeat> | null} */
  let paint = null;
  /** @type {{input: Scale, kernel: Scale, products: Scale} | null} */
  let ranges = null;

  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const index = cards.findIndex((card) => card.button === button);
    if (index >= 0) onChoice(channels[index]);
  });

  /** @param {HTMLCanvasElement} canvas @param {import("./result.js").Cells} values @param {Scale} scale */
  function draw(canvas, values, { low, high }) {
    canvas.style.aspectRatio = `${values[0].length} / ${values.length}`;
    const plane = values.map((row) => row.map((value) => value ?? 0));
    paint?.(canvas, plane, { reach: high, signed: low < 0 });
  }

  return {
    /** @param {{input: Scale, kernel: Scale, products: Scale}} scales @param {import("../theme.js").Palette} palette */
    reset(scales, palette) {
      ranges = scales;
      paint = createHeat(palette);
    },
    /** @param {import("./scene.js").Scene} scene @param {boolean} byInput */
    show({ frame, part: seen }, byInput) {
      const { parts } = frame;
      root.hidden = parts.length < 2;
      if (root.hidden || !ranges) return;
      title.textContent = t(`convolution.ledger${byInput ? "_painted" : ""}`);
      if (cards.length !== parts.length) {
        cards = parts.map(card);
        list.replaceChildren(...cards.map(({ button }) => button));
        list.classList.toggle("ledger__cards--many", parts.length > 8);
      }
      channels = parts.map(({ channel }) => channel);
      for (const [index, part] of parts.entries()) {
        const { button, title: name, canvases: [window, kernel, products], sum } = cards[index];
        name.textContent = t("convolution.channel_number", { channel: part.channel });
        button.setAttribute("aria-pressed", String(part === seen));
        draw(window, part.window, ranges.input);
        draw(kernel, part.weights ?? [], ranges.kernel);
        draw(products, part.products, ranges.products);
        const { text, rounded } = shown(part.sum, 4);
        sum.textContent = byInput ? "" : `${rounded ? "≈" : "="} ${typeset(text)}`;
        sum.title = byInput ? "" : exactText(part.sum);
      }
    },
  };
}

/** @returns {Card} */
function card() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "ledger__card";
  const [title, sum] = ["title", "sum"].map((name) => {
    const node = document.createElement("span");
    node.className = `ledger__${name}`;
    return node;
  });
  const canvases = Array.from({ length: 3 }, () => document.createElement("canvas"));
  const [times, equals] = ["×", "="].map((sign) => {
    const node = document.createElement("i");
    node.setAttribute("aria-hidden", "true");
    node.textContent = sign;
    return node;
  });
  button.append(title, canvases[0], times, canvases[1], equals, canvases[2], sum);
  return { button, title, canvases, sum };
}
