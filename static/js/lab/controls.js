/** Sizes, random numbers, pasting, examples: everything that is not a matrix itself. */

import { Problem, uploadGrid } from "../api.js";
import { t } from "../i18n.js";
import { parseWhole } from "../numbers.js";
import { sizesOf } from "./state.js";

/** @typedef {import("../charts/lab.js").AttendRequest} AttendRequest */
/** @typedef {import("./state.js").Sizes} Sizes */

const SIZES = /** @type {(keyof Sizes)[]} */ (["queries", "keys", "d_q", "d_k", "d_v"]);

/**
 * @param {(id: string) => HTMLElement} find
 * @param {{side: number, seed: number}} limits
 * @param {{
 *   onSizes: (sizes: Sizes) => void, onGenerate: (sizes: Sizes, seed: number) => void,
 *   onHidden: (hidden: number) => void, isAdditive: () => boolean,
 *   onMatrix: (figure: string, matrix: number[][]) => Promise<boolean>,
 * }} handlers `onMatrix` says whether the matrix is shown
 */
export function createControls(find, limits, { onSizes, onGenerate, onHidden, onMatrix, isAdditive }) {
  const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (find(id));
  const boxes = Object.fromEntries(SIZES.map((name) => [name, input(`size-${name}`)]));
  const [seed, hidden] = [input("seed"), input("size-hidden")];
  const pasted = /** @type {HTMLTextAreaElement} */ (find("paste-text"));

  /** A whole number, or null with its message. @param {HTMLInputElement} box @param {number} least @param {number} most @param {string} [error] */
  function whole(box, least, most, error = "error-sizes") {
    const value = parseWhole(box.value);
    const good = value !== null && value >= least && value <= most;
    if (good) box.removeAttribute("aria-invalid");
    else {
      box.setAttribute("aria-invalid", "true");
      const name = box.labels?.[0]?.textContent ?? "";
      find(error).textContent =
        t("lab.bad_whole", { name, value: box.value || "“”", least, most });
    }
    return good ? value : null;
  }

  /** @returns {Sizes | null} */
  function readSizes() {
    find("error-sizes").textContent = "";
    const read = SIZES.map((name) => whole(boxes[name], 1, limits.side));
    if (read.includes(null)) return null;
    return /** @type {Sizes} */ (Object.fromEntries(SIZES.map((name, index) => [name, read[index]])));
  }

  for (const name of SIZES) {
    boxes[name].addEventListener("change", () => {
      const twin = /** @type {Record<string, string>} */ ({ d_q: "d_k", d_k: "d_q" })[name];
      if (twin && !isAdditive()) boxes[twin].value = boxes[name].value;
      const sizes = readSizes();
      if (sizes) onSizes(sizes);
    });
  }
  hidden.addEventListener("change", () => {
    find("error-hidden").textContent = "";
    const value = whole(hidden, 1, limits.side, "error-hidden");
    if (value !== null) onHidden(value);
  });
  find("generate").addEventListener("click", () => {
    const sizes = readSizes();
    const value = whole(seed, 0, limits.seed);
    if (!sizes || value === null) return;
    onGenerate(sizes, value);
    seed.value = String((value + 1) % (limits.seed + 1));
  });
  find("paste").addEventListener("click", () => {
    const into = /** @type {HTMLSelectElement} */ (find("paste-into"));
    read(into.value, pasted.value);
  });

  /** The server reads what spreadsheets write. @param {string} figure @param {string} text */
  async function read(figure, text) {
    const error = find("error-paste");
    error.textContent = "";
    find("paste-hint").textContent = t("lab.paste_hint", { side: limits.side });
    try {
      const { values } = await uploadGrid(new Blob([text]), "text/csv");
      if (!await onMatrix(figure, values)) return;
      find("paste-hint").textContent = t("lab.pasted",
        { name: t(`lab.${figure}`), rows: values.length, columns: values[0].length });
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      error.textContent = problem.detail;
    }
  }

  return {
    paste: read,
    /** @param {AttendRequest} request @param {number | undefined} units */
    write(request, units) {
      find("error-sizes").textContent = "";
      find("error-hidden").textContent = "";
      const sizes = sizesOf(request);
      for (const name of SIZES) {
        boxes[name].value = String(sizes[name]);
        boxes[name].removeAttribute("aria-invalid");
      }
      hidden.removeAttribute("aria-invalid");
      if (units) hidden.value = String(units);
    },
  };
}
