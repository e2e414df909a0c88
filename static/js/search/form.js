/** The form: what is asked, sentences to try, and what stood against a request, told at its field. */

import { sentenceBox } from "../attention/form.js";
import { actingLink, byId, element, quoted, setCurrent, tNodes } from "../attention/nodes.js";
import { t } from "../i18n.js";

/** @typedef {Record<string, any>} State */
/** @typedef {import("../attention/reading.js").Model} Model */

/** The control of each field that a request can fail at. @type {Record<string, string>} */
const CONTROLS = { text: "sentence", model: "model", size: "size", length_penalty: "length-penalty" };
const NUMBERS = ["size", "length_penalty"];

/**
 * @param {{models: Record<string, Model>, examples: Record<string, string[]>,
 *   onAsk: () => void, onChange: () => void, onExample: (text: string) => void,
 *   hrefOf: (text: string) => string}} given
 */
export function askingForm({ models, examples, onAsk, onChange, onExample, hrefOf }) {
  const names = Object.keys(models);
  const box = sentenceBox(byId("sentence"));

  byId("ask").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    if (checked()) onAsk();
  });
  for (const id of ["model", "size", "length-penalty"]) {
    byId(id)?.addEventListener("change", () => checked() && onChange());
  }
  byId("ask").noValidate = true;

  /** Whether the numbers can be; what is wrong with one is told at its field. */
  function checked() {
    for (const field of NUMBERS) {
      const input = byId(CONTROLS[field]);
      const { min: least, max: most } = input;
      const wrong = !input.validity.valid;
      tell(field, wrong ? t(`search.${field}_wrong`, { least, most }) : "");
    }
    return NUMBERS.every((field) => byId(CONTROLS[field]).validity.valid);
  }

  /** @param {string} field @param {string} message "" for none */
  function tell(field, message) {
    byId(`${field}-error`).textContent = message;
    if (message) byId(CONTROLS[field])?.setAttribute("aria-invalid", "true");
    else byId(CONTROLS[field])?.removeAttribute("aria-invalid");
  }

  /** What the form says, the usual model by its empty name. @returns {State} */
  function read() {
    const model = byId("model")?.value ?? "";
    return {
      text: box.text(),
      model: model === names[0] ? "" : model,
      size: byId("size").valueAsNumber,
      length_penalty: byId("length-penalty").valueAsNumber,
    };
  }

  /** @param {State} state */
  function write(state) {
    box.put(state.text);
    byId("size").value = state.size;
    byId("length-penalty").value = state.length_penalty;
    if (byId("model")) byId("model").value = models[state.model] ? state.model : names[0];
  }

  /** What goes with an answer. @param {State} state @param {string} name the model that answers */
  function show(state, name) {
    const { source = "en", pair = "" } = models[name] ?? {};
    byId("sentence").lang = source;
    if (byId("pair") && pair) byId("pair").textContent = pair;
    byId("examples").replaceChildren(
      ...(examples[source] ?? []).map((text) => {
        const link = actingLink("chip", hrefOf(text), () => onExample(text), text);
        link.lang = source;
        setCurrent(link, text === state.text);
        return element("li", "", link);
      }),
    );
  }

  /** @param {import("../api.js").Problem} problem @param {string} kept the sentence that is still shown */
  function refuse(problem, kept) {
    accept();
    const named = problem.field?.split(".").at(-1) ?? "";
    const field = named in CONTROLS ? named : "text";
    tell(field, problem.detail);
    const text = quoted(kept, byId("sentence").lang);
    byId("stale").replaceChildren(...tNodes("attention.belongs_to_previous", { text: [text] }));
    byId("stale").hidden = !kept;
  }

  function accept() {
    for (const field of Object.keys(CONTROLS)) tell(field, "");
    byId("stale").hidden = true;
  }

  return { read, write, show, refuse, accept };
}
