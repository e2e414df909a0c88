/** The bench of fields: what was typed, and what is wrong with it, at the field. */

import { parseNumber } from "../numbers.js";
import { belongs, WORDS } from "./operations.js";

/**
 * @typedef {"op" | "input" | "kernel" | "size" | "bias" | "padding" | "mode" | "stride"
 *   | "dilation" | "groups" | "outputs" | "extra" | "ceil" | "count" | "act" | "by"} FieldName
 * @typedef {HTMLInputElement | HTMLSelectElement} Box
 * @typedef {{boxes: Box[], read: () => string, put: (text: string) => void}} Field
 *   as an address writes it: rows and columns apart by a comma
 */

const PAIRS = /** @type {const} */ (["size", "stride", "dilation", "extra"]);
const SINGLE = /** @type {const} */ (["op", "bias", "mode", "groups", "outputs", "act", "by"]);
const CHECKS = /** @type {const} */ (["ceil", "count"]);

/** Wait until somebody has stopped typing. */
const PAUSE_MS = 250;

/**
 * @param {HTMLElement} form
 * @param {(name: FieldName) => void} onChange after typing has paused, or at once on leaving a field
 */
export function createFields(form, onChange) {
  const box = (/** @type {string} */ id) => /** @type {Box} */ (form.querySelector(`#${id}`));
  const fields = /** @type {Record<FieldName, Field>} */ (/** @type {unknown} */ ({
    ...Object.fromEntries(PAIRS.map((name) =>
      [name, several([box(`${name}-rows`), box(`${name}-columns`)])])),
    ...Object.fromEntries(SINGLE.map((name) => [name, several([box(name)])])),
    ...Object.fromEntries(CHECKS.map((name) =>
      [name, check(/** @type {HTMLInputElement} */ (box(name)))])),
    padding: paddingField(form, box),
    input: { boxes: [box("upload")], read: () => "", put() {} },
  }));
  const names = /** @type {FieldName[]} */ (Object.keys(fields).filter((name) => name !== "input"));

  /** Fields in which something is being typed: nothing overwrites them. @type {Set<FieldName>} */
  const busy = new Set();

  for (const name of names) {
    const field = fields[name];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let waiting;
    let told = field.read();
    const tell = () => {
      clearTimeout(waiting);
      busy.delete(name);
      const now = field.read();
      if (now === told) return;
      told = now;
      onChange(name);
    };
    for (const each of field.boxes) {
      each.addEventListener("focus", () => { told = field.read(); });
      each.addEventListener("input", () => {
        busy.add(name);
        clearTimeout(waiting);
        waiting = setTimeout(tell, PAUSE_MS);
      });
      each.addEventListener("change", tell);
    }
  }

  form.addEventListener("submit", (event) => event.preventDefault());

  /** @param {FieldName} name @param {string} message */
  function say(name, message) {
    const error = form.querySelector(`#error-${name}`);
    if (error && error.textContent !== message) error.textContent = message;
    const own = fields[name]?.boxes ?? [];
    const wrong = own.filter((each) => !each.validity.valid);
    for (const each of own) {
      const marked = Boolean(message) && (wrong.length === 0 || wrong.includes(each));
      if (marked) each.setAttribute("aria-invalid", "true");
      else each.removeAttribute("aria-invalid");
    }
    const fold = error?.closest("details");
    if (message && fold) fold.open = true;
  }

  return {
    /** What is typed. @returns {Record<FieldName, string>} */
    read: () => /** @type {any} */ (Object.fromEntries(names.map((name) => [name, fields[name].read()]))),
    /** @param {Partial<Record<FieldName, string>>} texts @param {readonly string[]} [except] fields in which what was typed stays */
    write(texts, except = []) {
      for (const name of names) {
        const text = texts[name];
        if (text !== undefined && !except.includes(name) && !busy.has(name)) fields[name].put(text);
      }
    },
    /** Whatever is being typed gives way. @param {FieldName} name @param {string} text */
    put(name, text) {
      busy.delete(name);
      fields[name]?.put(text);
    },
    /** Only what belongs to an operation is seen. @param {import("./operations.js").Operation} operation */
    fit(operation) {
      for (const part of form.querySelectorAll("[data-option]")) {
        const options = /** @type {HTMLElement} */ (part).dataset.option?.split(" ") ?? [];
        /** @type {HTMLElement} */ (part).hidden = !options.some((option) => belongs(operation, option));
      }
    },
    say,
    clear: () => {
      for (const name of /** @type {FieldName[]} */ ([...names, "input", "kernel"])) say(name, "");
    },
  };
}

/** @param {Box[]} boxes @returns {Field} */
function several(boxes) {
  return {
    boxes,
    read: () => boxes.map(({ value }) => value.trim()).join(","),
    put(text) {
      if (boxes.length === 1) return setValue(boxes[0], text);
      const [first, second = first] = text.split(",");
      [first, second].forEach((part, index) => setValue(boxes[index], numeric(part)));
    },
  };
}

/** @param {HTMLInputElement} box @returns {Field} */
const check = (box) => ({
  boxes: [box],
  read: () => (box.checked ? "1" : "0"),
  put(text) { box.checked = text === "1"; },
});

/** Rows and columns, or each side by itself, or a word, which gives way to a typed number. @param {HTMLElement} form @param {(id: string) => Box} box @returns {Field} */
function paddingField(form, box) {
  const word = box("padding-word");
  const apart = /** @type {HTMLInputElement} */ (box("padding-apart"));
  const pair = several(["rows", "columns"].map((axis) => box(`padding-${axis}`)));
  const sides = several(["top", "bottom", "left", "right"].map((side) => box(`padding-${side}`)));
  const four = /** @type {HTMLElement} */ (form.querySelector("#padding-sides"));
  const two = /** @type {HTMLElement} */ (form.querySelector("#padding-pair"));
  const show = () => {
    four.hidden = !apart.checked;
    two.classList.toggle("pair--apart", apart.checked);
    for (const each of pair.boxes) each.disabled = apart.checked;
  };
  for (const each of [...pair.boxes, ...sides.boxes]) {
    each.addEventListener("input", () => { word.value = ""; }, true);
  }
  apart.addEventListener("change", () => {
    const [top, bottom, left, right] = sides.boxes;
    const [rows, columns] = pair.boxes;
    if (apart.checked) {
      top.value = bottom.value = rows.value;
      left.value = right.value = columns.value;
    } else [rows.value, columns.value] = [top.value, left.value];
    show();
  }, true);
  word.addEventListener("change", show, true);
  return {
    boxes: [...pair.boxes, ...sides.boxes, word, apart],
    read: () => word.value || (apart.checked ? sides : pair).read(),
    put(text) {
      const named = WORDS.includes(text);
      word.value = named ? text : "";
      if (!named) {
        const parts = text.split(",");
        if (parts.length === 4) apart.checked = true;
        const [rows, columns = rows] = parts;
        const [top, bottom, left, right] = parts.length === 4 ? parts : [rows, rows, columns, columns];
        [top, bottom, left, right].forEach((part, index) => setValue(sides.boxes[index], numeric(part)));
        [top, left].forEach((part, index) => setValue(pair.boxes[index], numeric(part)));
      }
      show();
    },
  };
}

/** A field for numbers takes no other text, and would complain. @param {string} text */
const numeric = (text) => (parseNumber(text) === null ? "" : text.trim());

/** Text that means the same number stays as it was typed. @param {Box} box @param {string} text */
function setValue(box, text) {
  if (box.value.trim() === "" || text === "" || Number(box.value) !== Number(text)) box.value = text;
}
