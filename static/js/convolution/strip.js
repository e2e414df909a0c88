/** The strip of mathematics: one step written out, every digit on hover and on copying. */

import { t } from "../i18n.js";

/** @typedef {import("./arithmetic.js").Written} Written */
/** @typedef {import("./arithmetic.js").At} At */

/**
 * @param {{line: HTMLElement, text: HTMLElement, note: HTMLElement, copy: HTMLElement}} parts
 * @param {(element: At | null) => void} onPair
 */
export function createStrip({ line, text, note, copy }, onPair) {
  /** @type {Written | null} */
  let current = null;
  /** @type {Map<EventTarget, At>} */
  let terms = new Map();

  /** @param {import("./arithmetic.js").Token} token */
  function span({ kind, text: content, exact, at, count }) {
    if (kind === "plain") return typesetNodes(content);
    const node = document.createElement("span");
    node.className = `line__${kind}`;
    node.append(...typesetNodes(content));
    if (kind === "gap") node.title = t("convolution.terms_skipped", { count: count ?? 0 });
    else if (exact !== content) node.title = exact;
    if (at) terms.set(node, at);
    return node;
  }

  text.addEventListener("pointerover", (event) => {
    const term = event.target instanceof Element && event.target.closest(".line__term");
    onPair((term && terms.get(term)) || null);
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
    /** @param {Written} written */
    show(written) {
      current = written;
      terms = new Map();
      const rows = written.lines.map((tokens) => {
        const row = document.createElement("span");
        row.className = "line__row";
        row.append(...tokens.flatMap(span));
        return row;
      });
      text.replaceChildren(...rows.flatMap((row, index) => (index ? ["\n", row] : [row])));
      line.classList.toggle("line--long", written.terms > 9);
      line.classList.toggle("line--crowded", written.terms > 16 && written.lines.length > 1);
      note.hidden = !written.rounded;
    },
    /** @param {At | null} at */
    pair(at) {
      for (const [term, own] of terms) {
        /** @type {HTMLElement} */ (term).classList.toggle("line__term--pair",
          at !== null && own.channel === at.channel && own.row === at.row && own.column === at.column);
      }
    },
    /** Nothing is spoken while steps run by. @param {boolean} quiet */
    quiet: (quiet) => text.setAttribute("aria-live", quiet ? "off" : "polite"),
  };
}

/** The text stays as it can be typed, "2 x -1"; its signs are drawn as books set them. @param {string} text */
const typesetNodes = (text) => text.split(/(?<= )(x)(?= )|(-)/).filter(Boolean).map((part) => {
  const drawn = { x: "×", "-": "−" }[part];
  if (!drawn) return part;
  const sign = document.createElement("span");
  sign.className = "line__typed";
  sign.dataset.drawn = drawn;
  sign.textContent = part;
  return sign;
});

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
