/** One slider, one number and one lock for each source token; they always sum to 1. */

import { element, pieceLabel } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { unitsOf } from "../tokens.js";
import { moved, sumOf } from "./weights.js";

const STEP = "0.01";

/**
 * @param {HTMLElement} list @param {HTMLElement} sum
 * @param {(weights: number[]) => void} onMove
 * @param {(index: number) => void} onLook a slider has the focus
 */
export function slidersView(list, sum, onMove, onLook) {
  /** @type {{slider: HTMLInputElement, number: HTMLInputElement, lock: HTMLInputElement}[]} */
  let rows = [];
  /** @type {number[]} */
  let weights = [];

  /** @param {number} at @param {number} value @param {HTMLInputElement} from */
  function move(at, value, from) {
    const locked = rows.map(({ lock }) => lock.checked);
    weights = moved(weights, locked, at, value);
    write(from.type === "number" ? from : null);
    onMove(weights);
  }

  /** @param {HTMLInputElement | null} [typed] the field that is being typed in */
  function write(typed = null) {
    rows.forEach(({ slider, number, lock }, i) => {
      slider.value = String(weights[i]);
      slider.style.setProperty("--share", String(weights[i]));
      if (number !== typed) number.value = weights[i].toFixed(3);
      slider.disabled = number.disabled = lock.checked;
    });
    sum.textContent = sumOf(weights).toFixed(4);
  }

  /** @param {string} type @param {string} label */
  function input(type, label) {
    const made = document.createElement("input");
    made.type = type;
    made.setAttribute("aria-label", label);
    if (type !== "checkbox") Object.assign(made, { min: "0", max: "1", step: type === "range" ? STEP : "any" });
    return made;
  }

  return {
    /** @param {import("../tokens.js").Side} source */
    draw(source) {
      rows = [];
      const lines = unitsOf(source, "tokens").map(({ label, name }, at) => {
        const slider = input("range", t("change.slider", { word: name }));
        const number = input("number", t("change.slider_number", { word: name }));
        const lock = input("checkbox", t("change.lock", { word: name }));
        slider.addEventListener("input", () => move(at, Number(slider.value), slider));
        number.addEventListener("input", () => {
          if (number.value !== "" && number.validity.valid) move(at, Number(number.value), number);
        });
        number.addEventListener("change", () => write());
        lock.addEventListener("change", () => write());
        const line = element("li", "sliders__row", element("span", "sliders__word", pieceLabel(label)), slider, number);
        line.append(element("label", "sliders__lock", lock, t("change.lock_short")));
        line.addEventListener("focusin", () => onLook(at));
        rows.push({ slider, number, lock });
        return line;
      });
      list.replaceChildren(...lines);
    },
    /** @param {number[]} next @param {boolean} [fresh] whether the locks are let go */
    show(next, fresh = false) {
      if (fresh) rows.forEach(({ lock }) => (lock.checked = false));
      weights = [...next];
      write();
    },
    /** @param {number} at the row that "only this word" means */
    mark(at) {
      [...list.children].forEach((line, i) => line.classList.toggle("is-current", i === at));
    },
  };
}
