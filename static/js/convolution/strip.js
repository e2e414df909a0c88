/** The strip of mathematics: one step written out, every digit on hover and on copying. */

import { t } from "../i18n.js";
import { exactText } from "../numbers.js";

/** @typedef {import("./arithmetic.js").Arithmetic} Arithmetic */

/**
 * @param {{line: HTMLElement, text: HTMLElement, note: HTMLElement, copy: HTMLElement}} parts
 * @param {(cell: {row: number, column: number} | null) => void} onPair
 */
export function createStrip({ line, text, note, copy }, onPair) {
  /** @type {Arithmetic | null} */
  let current = null;
  /** @type {HTMLElement[]} */
  let terms = [];

  /** @param {string} name @param {string} content @param {string} [full] */
  const span = (name, content, full) => {
    const node = document.createElement("span");
    node.className = `line__${name}`;
    node.textContent = content;
    if (full && full !== content) node.title = full;
    return node;
  };

  text.addEventListener("pointerover", (event) => {
    const index = terms.indexOf(/** @type {HTMLElement} */ (event.target));
    onPair(index < 0 || !current ? null : current.terms[index]);
  });
  text.addEventListener("pointerleave", () => onPair(null));
  line.addEventListener("copy", (event) => {
    if (!current || !getSelection()?.toString().trim()) return;
    event.clipboardData?.setData("text/plain", current.exact);
    event.preventDefault();
  });
  copy.addEventListener("click", async () => {
    if (!current) return;
    const done = await copied(current.exact, text);
    const label = /** @type {HTMLElement} */ (copy.querySelector("span"));
    label.textContent = t(done ? "convolution.copied" : "convolution.copy_failed");
    copy.classList.toggle("line__copy--done", done);
    setTimeout(() => {
      label.textContent = t("convolution.copy");
      copy.classList.remove("line__copy--done");
    }, 1600);
  });

  return {
    /** @param {Arithmetic} arithmetic @param {{window: number[][], kernel: number[][], bias: number | null, value: number}} exact */
    show(arithmetic, { window, kernel, bias, value }) {
      current = arithmetic;
      terms = arithmetic.terms.map(({ row, column, input, weight }) =>
        span("term", `${input.text} x ${weight.text}`,
          `${exactText(window[row][column])} x ${exactText(kernel[row][column])}`));
      /** @type {(Node | string)[]} */
      const pieces = terms.flatMap((term, index) => (index ? [" + ", term] : [term]));
      if (arithmetic.skipped) {
        const gap = span("gap", "...", t("convolution.terms_skipped", { count: arithmetic.skipped }));
        pieces.splice(2 * (terms.length - 4), 0, gap, " + ");
      }
      if (bias !== null && arithmetic.bias) {
        pieces.push(" + ", span("bias", `bias ${arithmetic.bias.text}`, `bias ${exactText(bias)}`));
      }
      pieces.push(
        " ", span("sign", arithmetic.rounded ? "≈" : "="),
        " ", span("value", arithmetic.value.text, exactText(value)),
      );
      text.replaceChildren(...pieces);
      line.classList.toggle("line--long", arithmetic.terms.length > 9);
      note.hidden = !arithmetic.rounded;
    },
    /** @param {{row: number, column: number} | null} at */
    pair(at) {
      terms.forEach((term, index) => {
        const own = current?.terms[index];
        term.classList.toggle("line__term--pair",
          at !== null && own?.row === at.row && own.column === at.column);
      });
    },
    /** Nothing is spoken while steps run by. @param {boolean} quiet */
    quiet: (quiet) => text.setAttribute("aria-live", quiet ? "off" : "polite"),
  };
}

/** @param {string} text @param {HTMLElement} shown what to select where the clipboard is out of reach */
async function copied(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shown);
    return document.execCommand("copy");
  }
}
