/** Which model answers, how it searches, which other stands beside it; and sentences to try. */

import { t } from "../i18n.js";
import { BETWEEN, acting, byId, element, setCurrent } from "./nodes.js";

/**
 * @typedef {import("./reading.js").Model} Model
 * @typedef {Record<string, any>} State
 * @typedef {{label: string, text: string}} Example
 */

/** What a beam is given. */
const NUMBERS = ["size", "length-penalty"];

/**
 * The models that can stand beside one: the others of its language pair.
 * @param {Record<string, Model>} models the default one first @param {string} name
 * @returns {string[]} names
 */
export const rivalsOf = (models, name) =>
  Object.keys(models).filter((other) => other !== name && models[other].pair === models[name]?.pair);

/**
 * @param {{models: Record<string, Model>, examples: Record<string, Example[]>,
 *   onChange: () => void, onExample: (text: string) => void, hrefOf: (text: string) => string}} given
 *   `examples` by the language they are in; `hrefOf` is the address at which one is translated
 */
export function optionsView({ models, examples, onChange, onExample, hrefOf }) {
  const names = Object.keys(models);
  let language = models[names[0]]?.source ?? "";
  /** Whether the reader's own translation is whole or begins one. @type {HTMLInputElement[]} */
  const kinds = [...byId("own-details").querySelectorAll('input[name="prefix"]')];
  const begins = kinds[1];

  for (const id of ["model", "compare", "search", ...NUMBERS]) {
    byId(id)?.addEventListener("change", () => {
      if (numbersAllowed()) onChange();
    });
  }

  byId("ask").noValidate = true;
  for (const id of NUMBERS) byId(id).required = true;

  for (const input of kinds) {
    input.addEventListener("change", () => byId("own").value.trim() !== "" && onChange());
  }

  /**
   * Whether the numbers of the beam can be; what stands against one is told. Those of a beam that
   * is not searched are hidden, and hold up nothing.
   */
  function numbersAllowed() {
    const wrong = NUMBERS.filter((id) => byId("search").value === "beam" && !byId(id).validity.valid);
    for (const id of NUMBERS) {
      if (wrong.includes(id)) byId(id).setAttribute("aria-invalid", "true");
      else byId(id).removeAttribute("aria-invalid");
    }
    byId("search-error").textContent = wrong.map((id) => {
      const { min, max } = byId(id);
      return t(id === "size" ? "attention.size_allowed" : "attention.length_penalty_allowed", { min, max });
    }).join(BETWEEN);
    return wrong.length === 0;
  }

  /** @param {any} link */
  const tryOut = (link) => acting(link, () => onExample(link.dataset.text));
  for (const link of document.querySelectorAll(".examples a")) tryOut(link);

  /** @param {string} source */
  function drawExamples(source) {
    if (source === language) return;
    language = source;
    byId("examples").replaceChildren(
      ...(examples[source] ?? examples.en).map(({ label, text }) => {
        const spoken = element("span", "visually-hidden", `: ${text}`);
        spoken.lang = source;
        const link = document.createElement("a");
        link.className = "chip";
        link.title = text;
        link.dataset.text = text;
        link.append(label, spoken);
        tryOut(link);
        return element("li", "", link);
      }),
    );
  }

  /**
   * What the controls say, the usual model by its empty name; a control that is not there, or
   * holds no number that can be, says nothing.
   * @returns {State}
   */
  function read() {
    const own = byId("own").value.trim() && byId("own").value;
    /** @type {State} */
    const found = { search: byId("search").value, target: own, prefix: own !== "" && begins.checked };
    if (byId("size").validity.valid) found.size = Number(byId("size").value);
    const penalty = byId("length-penalty");
    if (penalty.validity.valid) found.length_penalty = Number(penalty.value);
    if (!byId("model")) return found;
    const model = byId("model").value;
    const beside = byId("compare").value;
    const compare = rivalsOf(models, model).includes(beside) ? beside : "";
    return { ...found, model: model === names[0] ? "" : model, compare };
  }

  /** @param {string} name the model whose rivals are offered; the one chosen stays if it can */
  function drawRivals(name) {
    if (!byId("compare")) return;
    const rivals = rivalsOf(models, name);
    const chosen = byId("compare").value;
    byId("compare-option").hidden = rivals.length === 0;
    const none = new Option(t("attention.compare_none"), "");
    byId("compare").replaceChildren(none, ...rivals.map((rival) => new Option(rival)));
    byId("compare").value = rivals.includes(chosen) ? chosen : "";
  }

  /** Set the controls: for a state that did not come from them. @param {State} state */
  function write(state) {
    byId("search").value = state.search;
    byId("size").value = state.size;
    byId("length-penalty").value = state.length_penalty;
    byId("own").value = state.target;
    if (state.target !== "") {
      byId("own-details").open = true;
      kinds[Number(state.prefix)].checked = true;
    }
    numbersAllowed();
    if (!byId("model")) return;
    const name = models[state.model] ? state.model : names[0];
    byId("model").value = name;
    drawRivals(name);
    byId("compare").value = rivalsOf(models, name).includes(state.compare) ? state.compare : "";
  }

  /**
   * What goes with an answer; what a reader has set since it was asked for stays.
   * @param {State} state @param {string} name the model that answers
   */
  function show(state, name) {
    const model = models[name];
    drawExamples(model?.source ?? "en");
    for (const link of document.querySelectorAll(".examples a")) {
      const text = link.getAttribute("data-text") ?? "";
      link.setAttribute("href", hrefOf(text));
      setCurrent(link, text === state.text);
    }
    byId("sentence").lang = model?.source ?? "en";
    byId("own").lang = model?.target ?? "en";
    if (byId("model") && model !== undefined) byId("pair").textContent = model.pair;
    drawRivals(name);
  }

  return { read, write, show, numbersAllowed };
}
