/** The bench of fields: what was typed, and what is wrong with it, at the field. */

import { exactText, parseNumber } from "../numbers.js";

/** @typedef {import("../geometry.js").Size} Size */
/** @typedef {"input" | "kernel" | "size" | "bias" | "padding" | "stride"} FieldName */

const PAIRS = /** @type {const} */ (["size", "padding", "stride"]);

/** Wait until somebody has stopped typing. */
const PAUSE_MS = 250;

/**
 * @param {HTMLElement} form
 * @param {(name: FieldName) => void} onChange after typing has paused, or at once on leaving a field
 */
export function createFields(form, onChange) {
  const input = (/** @type {string} */ id) =>
    /** @type {HTMLInputElement} */ (form.querySelector(`#${id}`));
  const pairs = Object.fromEntries(PAIRS.map((name) =>
    [name, [input(`${name}-rows`), input(`${name}-columns`)]]));
  const bias = input("bias");
  /** @type {Record<string, HTMLElement[]>} */
  const boxes = { ...pairs, bias: [bias], input: [input("upload")] };

  /** Fields in which something is being typed: nothing overwrites them. @type {Set<string>} */
  const busy = new Set();

  for (const [name, inputs] of Object.entries({ ...pairs, bias: [bias] })) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    let told = values(inputs);
    const tell = () => {
      clearTimeout(waiting);
      busy.delete(name);
      const now = values(inputs);
      if (now === told) return;
      told = now;
      onChange(/** @type {FieldName} */ (name));
    };
    for (const box of inputs) {
      box.addEventListener("focus", () => { told = values(inputs); });
      box.addEventListener("input", () => {
        busy.add(name);
        clearTimeout(waiting);
        waiting = setTimeout(tell, PAUSE_MS);
      });
      box.addEventListener("change", tell);
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());

  /** @param {FieldName} name @param {string} message */
  function say(name, message) {
    const error = form.querySelector(`#error-${name}`);
    if (error && error.textContent !== message) error.textContent = message;
    const own = boxes[name] ?? [];
    const wrong = own.filter((box) => box instanceof HTMLInputElement && !box.validity.valid);
    for (const box of own) {
      const marked = Boolean(message) && (wrong.length === 0 || wrong.includes(box));
      if (marked) box.setAttribute("aria-invalid", "true");
      else box.removeAttribute("aria-invalid");
    }
  }

  return {
    /** What is typed, as an address writes it: rows and columns apart by a comma. */
    read: () => ({
      bias: bias.value,
      padding: values(pairs.padding),
      stride: values(pairs.stride),
      size: values(pairs.size),
    }),
    /**
     * @param {{bias: number | null, padding: Size, stride: Size, size: Size}} numbers
     * @param {readonly FieldName[]} [except] fields in which what was typed stays
     */
    write(numbers, except = []) {
      for (const name of PAIRS) {
        if (except.includes(name) || busy.has(name)) continue;
        setValue(pairs[name][0], String(numbers[name].rows));
        setValue(pairs[name][1], String(numbers[name].columns));
      }
      if (except.includes("bias") || busy.has("bias")) return;
      setValue(bias, numbers.bias === null ? "" : exactText(numbers.bias));
    },
    /** @param {Size} size */
    writeSize({ rows, columns }) {
      setValue(pairs.size[0], String(rows));
      setValue(pairs.size[1], String(columns));
    },
    /** Texts that are no numbers, as an address had them. @param {"bias" | "padding" | "stride"} name @param {string} typed */
    retype(name, typed) {
      if (name === "bias") bias.value = typed;
      else {
        const [rows, columns = rows] = typed.split(",");
        pairs[name][0].value = numeric(rows);
        pairs[name][1].value = numeric(columns);
      }
    },
    say,
    clear: () => {
      for (const name of /** @type {FieldName[]} */ (["input", "kernel", ...PAIRS, "bias"])) say(name, "");
    },
  };
}

/** A field for numbers takes no other text, and would complain. @param {string} text */
const numeric = (text) => (parseNumber(text) === null ? "" : text.trim());

/** @param {HTMLInputElement[]} inputs */
const values = (inputs) => inputs.map((box) => box.value.trim()).join(",");

/** Text that means the same number stays as it was typed. @param {HTMLInputElement} box @param {string} text */
function setValue(box, text) {
  if (box.value.trim() === "" || text === "" || Number(box.value) !== Number(text)) box.value = text;
}
