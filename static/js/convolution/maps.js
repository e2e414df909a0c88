/** All planes of an input or of an output side by side, small; one of them is the one that is seen. */

import { createHeat } from "../network/heat.js";
import { t } from "../i18n.js";

/** @typedef {import("../charts/grid.js").Scale} Scale */

/**
 * @param {HTMLElement} root
 * @param {(channel: number) => void} onChoice
 */
export function createMaps(root, onChoice) {
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button) onChoice(buttons.indexOf(button));
  });

  return {
    /** @param {number[][][]} planes @param {Scale} scale @param {import("../theme.js").Palette} palette */
    reset(planes, scale, palette) {
      root.hidden = planes.length < 2;
      if (root.hidden) return;
      const paint = createHeat(palette);
      if (buttons.length !== planes.length) {
        buttons = planes.map((_, channel) => {
          const button = document.createElement("button");
          button.type = "button";
          button.className = "map";
          const label = document.createElement("span");
          label.textContent = String(channel);
          button.setAttribute("aria-label", t("convolution.channel_number", { channel }));
          button.append(document.createElement("canvas"), label);
          return button;
        });
        root.replaceChildren(...buttons);
      }
      planes.forEach((plane, channel) => {
        const canvas = /** @type {HTMLCanvasElement} */ (buttons[channel].firstElementChild);
        paint(canvas, plane, { reach: scale.high, signed: scale.low < 0 });
        canvas.style.aspectRatio = `${plane[0].length} / ${plane.length}`;
      });
    },
    /** @param {number} current @param {readonly number[]} [joined] with a part in this step; all if not given */
    mark(current, joined) {
      buttons.forEach((button, channel) => {
        button.setAttribute("aria-pressed", String(channel === current));
        button.classList.toggle("map--apart", joined !== undefined && !joined.includes(channel));
      });
    },
  };
}
