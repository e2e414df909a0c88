/** The fields of the bench: what was typed, and what is wrong with it, at the field. */

import { FIELDS } from "./state.js";

/** @typedef {import("./state.js").Field} Field */
/** @typedef {import("./state.js").Texts} Texts */

/** Wait until somebody has stopped typing. */
const PAUSE_MS = 350;

/** @param {HTMLElement} form @param {() => void} onChange after typing has paused, or on leaving a field */
export function createFields(form, onChange) {
  const boxes = /** @type {Record<Field, HTMLInputElement>} */ (
    Object.fromEntries(FIELDS.map((name) => [name, form.querySelector(`#${name}`)])));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const read = () => /** @type {Texts} */ (
    Object.fromEntries(FIELDS.map((name) => [name, boxes[name].value.trim().replace(/\s*\n\s*/g, ";")])));
  let told = JSON.stringify(read());

  function tell() {
    clearTimeout(waiting);
    const now = JSON.stringify(read());
    if (now === told) return;
    told = now;
    onChange();
  }

  for (const box of Object.values(boxes)) {
    box.addEventListener("change", tell);
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(tell, PAUSE_MS);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });

  /** @param {Field} name @param {string} message */
  function say(name, message) {
    const error = form.querySelector(`#error-${name}`);
    if (error && error.textContent !== message) error.textContent = message;
    if (message) boxes[name].setAttribute("aria-invalid", "true");
    else boxes[name].removeAttribute("aria-invalid");
  }

  return {
    read,
    say,
    clear: () => FIELDS.forEach((name) => say(name, "")),
    /** @param {Texts} texts */
    write(texts) {
      for (const name of FIELDS) {
        const rows = texts[name].replaceAll(";", "\n");
        const written = boxes[name] instanceof HTMLTextAreaElement ? rows : texts[name];
        if (boxes[name].value.trim() !== written) boxes[name].value = written;
      }
      told = JSON.stringify(read());
    },
  };
}
