/** What the network says of a picture: its classes as bars, and what one of them hangs on. */

import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";

/**
 * @param {HTMLElement} root the list @param {string[]} classes @param {(index: number) => void} onChoose
 */
export function createBars(root, classes, onChoose) {
  const rows = classes.map((name, index) => {
    const bar = element("i", "net-bar__fill");
    const value = element("span", "net-bar__value");
    const button = /** @type {HTMLButtonElement} */ (element("button", "net-bar",
      element("span", "net-bar__name", name), element("span", "net-bar__track", bar), value));
    button.type = "button";
    button.addEventListener("click", () => onChoose(index));
    return { button, bar, value, item: element("li", "", button) };
  });
  root.replaceChildren(...rows.map(({ item }) => item));

  return {
    /** @param {{logit: number, probability: number}[]} answer @param {number} chosen */
    show(answer, chosen) {
      const best = answer.reduce((a, { logit }, i) => (logit > answer[a].logit ? i : a), 0);
      answer.forEach(({ logit, probability }, index) => {
        const { button, bar, value } = rows[index];
        bar.style.width = `${100 * probability}%`;
        value.textContent = `${(100 * probability).toFixed(probability < 0.1 ? 2 : 1)} %`;
        button.title = t("network.logit", { logit: logit.toFixed(4), probability: String(probability) });
        button.setAttribute("aria-pressed", String(index === chosen));
        button.classList.toggle("net-bar--best", index === best);
      });
    },
  };
}

/**
 * The gradient over the picture: strong where it is large, with the picture faint behind it.
 * @param {{under: HTMLCanvasElement, over: HTMLCanvasElement}} canvases
 * @param {import("./stages.js").Plane} picture @param {import("./stages.js").Plane} gradient
 * @param {import("./heat.js").Heat} paint @returns {number} the reach of its colours
 */
export function showSaliency({ under, over }, picture, gradient, paint) {
  const reach = gradient.reduce((most, row) =>
    Array.from(row).reduce((a, value) => Math.max(a, Math.abs(value)), most), 0) || 1;
  paint(under, picture, { reach: 1, signed: false });
  paint(over, gradient, { reach, signed: true }, (value) =>
    Math.min(1, 0.2 + 1.2 * (Math.abs(value) / reach)));
  return reach;
}
