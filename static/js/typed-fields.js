/** The typed fields of a bench: what was typed, and what is wrong with it, at the field. */

/** Wait until somebody has stopped typing. */
const PAUSE_MS = 350;

/**
 * @template {string} Field
 * @typedef {Record<Field, string>} Texts
 */

/**
 * @template {string} Field
 * @param {HTMLElement} form
 * @param {readonly Field[]} names of the fields, which are their ids
 * @param {() => void} onChange after typing has paused, or on leaving a field
 */
export function createTypedFields(form, names, onChange) {
  const boxes = /** @type {Record<Field, HTMLInputElement>} */ (
    Object.fromEntries(names.map((name) => [name, form.querySelector(`#${name}`)])));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const read = () => /** @type {Texts<Field>} */ (
    Object.fromEntries(names.map((name) => [name, boxes[name].value.trim().replace(/\s*\n\s*/g, ";")])));
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
    clear: () => names.forEach((name) => say(name, "")),
    /** @param {Texts<Field>} texts */
    write(texts) {
      for (const name of names) {
        const rows = texts[name].replaceAll(";", "\n");
        const text = boxes[name] instanceof HTMLTextAreaElement ? rows : texts[name];
        if (boxes[name].value.trim() !== text) boxes[name].value = text;
      }
      told = JSON.stringify(read());
    },
  };
}
