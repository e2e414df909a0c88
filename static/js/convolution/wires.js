/** Which input channels reach which output channels: a drawing, and a slider of the groups. */

import { t } from "../i18n.js";
import { svg } from "../svg.js";

const WIDTH = 120;
const MOST_LINES = 1024;

/** Groups that divide both counts, ascending. @param {number} inputs @param {number} outputs */
export const divisors = (inputs, outputs) =>
  Array.from({ length: Math.min(inputs, outputs) }, (_, index) => index + 1)
    .filter((groups) => inputs % groups === 0 && outputs % groups === 0);

/**
 * @param {(id: string) => HTMLElement} find
 * @param {(groups: number) => void} onGroups
 */
export function createWires(find, onGroups) {
  const root = find("wires");
  const drawing = /** @type {any} */ (find("wires-drawing"));
  const range = /** @type {HTMLInputElement} */ (find("wires-groups"));
  /** @type {number[]} */
  let choices = [1];

  range.addEventListener("input", () => onGroups(choices[Number(range.value)]));

  return {
    /** @param {import("./result.js").Result} result @param {string} parameters */
    show({ settings, input, output, kernel }, parameters) {
      const [inputs, outputs] = [input.length, output.length];
      root.hidden = !kernel.length || inputs * outputs < 2;
      if (root.hidden) return;
      const { groups } = settings;
      choices = divisors(inputs, outputs);
      range.max = String(choices.length - 1);
      range.value = String(choices.indexOf(groups));
      range.disabled = choices.length < 2;
      range.setAttribute("aria-valuetext", String(groups));
      const height = Math.max(40, Math.min(200, Math.max(inputs, outputs) * 16));
      const y = (/** @type {number} */ at, /** @type {number} */ count) => ((at + 0.5) * height) / count;
      /** @type {string[]} */
      const kept = [];
      /** @type {string[]} */
      const gone = [];
      for (let i = 0; i < inputs && inputs * outputs <= MOST_LINES; i += 1) {
        for (let o = 0; o < outputs; o += 1) {
          const joined = Math.floor((i * groups) / inputs) === Math.floor((o * groups) / outputs);
          (joined ? kept : gone).push(`M8 ${y(i, inputs)}L${WIDTH - 8} ${y(o, outputs)}`);
        }
      }
      drawing.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
      drawing.setAttribute("height", String(height));
      const dots = (/** @type {number} */ count, /** @type {number} */ x) =>
        Array.from({ length: count }, (_, at) => svg("circle", { cx: x, cy: y(at, count), r: Math.min(4, height / count / 2.5) }));
      drawing.replaceChildren(
        svg("path", { class: "wires__gone", d: gone.join("") }),
        svg("path", { class: "wires__kept", d: kept.join("") }),
        ...dots(inputs, 6), ...dots(outputs, WIDTH - 6),
      );
      find("wires-text").textContent = t("convolution.wires", {
        inputs, outputs, count: (inputs * outputs) / groups, all: inputs * outputs, sum: parameters,
      });
    },
  };
}
