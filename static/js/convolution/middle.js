/** Between input and output: the kernel's and the window's captions, and what the products come to. */

import { t } from "../i18n.js";
import { exactText, shown, typeset } from "../numbers.js";
import { isPooling } from "./operations.js";

/** @typedef {import("./result.js").Result} Result */

/** @param {(id: string) => HTMLElement} find */
export function createMiddle(find) {
  const title = find("title-products");
  const [label, value, activated] = ["sum-label", "sum-value", "sum-activated"].map(find);
  const [turned, given] = ["kernel-turned", "kernel-given"].map(find);
  let flipped = false;

  /** The kernel turns before the eyes, once. @param {HTMLElement} grid */
  function turn(grid) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    grid.animate([{ transform: "rotate(-180deg)" }, { transform: "none" }], { duration: 600, easing: "ease-in-out" });
  }

  return {
    /** @param {Result} result */
    reset(result) {
      const { operation } = result.settings;
      title.textContent = t(`convolution.${
        isPooling(operation) ? "window" : result.byInput ? "painted" : "products"}`);
      if (result.flipped !== flipped) {
        turn(/** @type {HTMLElement} */ (find("figure-kernel").querySelector(".grid")));
      }
      flipped = result.flipped;
      turned.hidden = given.hidden = !flipped;
    },
    /** @param {Result} result @param {import("./scene.js").Scene} scene */
    show(result, { frame, part, inputChannel, outputChannel }) {
      const several = frame.parts.length > 1;
      if (flipped) write(given, result.settings.kernel[outputChannel][frame.parts.indexOf(part)]);
      const { bias } = frame;
      const [text, number] = result.byInput
        ? [t("convolution.paints_value", { value: typeset(shown(frame.value).text) }), null]
        : several ? [t("convolution.channel_sum", { channel: inputChannel }), part.sum]
          : frame.chosen ? [t("convolution.largest"), frame.value]
            : frame.divisor !== null ? [t("convolution.mean", { count: frame.divisor }), frame.value]
              : [bias === null ? t("convolution.sum")
                : t("convolution.sum_and_bias", { bias: typeset(shown(bias).text) }), frame.value];
      label.textContent = text;
      value.textContent = number === null ? "" : written(number);
      activated.hidden = frame.activated === null || several;
      activated.textContent = frame.activated === null ? ""
        : `${t(`convolution.act_${result.settings.activation}`)} ${written(frame.activated)}`;
    },
  };
}

/** @param {number} number */
function written(number) {
  const { text, rounded } = shown(number, 6);
  return `${rounded ? "≈" : "="} ${typeset(text)}`;
}

/** The kernel as it was given, small. @param {HTMLElement} root @param {number[][]} kernel */
function write(root, kernel) {
  const table = /** @type {HTMLTableElement} */ (root.querySelector("table"));
  if (kernel.flat().length > 49) return table.replaceChildren();
  table.replaceChildren(...kernel.map((line) => {
    const row = document.createElement("tr");
    row.append(...line.map((weight) => {
      const cell = document.createElement("td");
      cell.textContent = typeset(shown(weight, 2).text);
      cell.title = exactText(weight);
      return cell;
    }));
    return row;
  }));
}
