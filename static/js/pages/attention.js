/** The page /attention: its state, its address and its form. */

import { Problem } from "../api.js";
import { createAsker } from "../attention/asking.js";
import { quoted, tNodes } from "../attention/nodes.js";
import { readingView } from "../attention/reading.js";
import { t } from "../i18n.js";
import { choice, integer, readState, text, writeState } from "../state.js";
import { unitAt, unitsOf } from "../tokens.js";

/** @typedef {import("../attention/reading.js").Answer} Answer */

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/**
 * @type {{example: string, nothing_typed: string, wide_from: number, long_from: number,
 *   answer: Answer | null, models: Record<string, import("../attention/reading.js").Model>}}
 */
const given = JSON.parse(byId("attention-data").textContent);

/** Nothing to ask the server about. */
const NOTHING = { status: 0, title: given.nothing_typed, field: "text" };

/** The sentence is always written, so that a link means the same for ever. */
const schema = {
  text: text(),
  model: text(),
  view: choice("tokens", ["tokens", "words"]),
  row: integer(0, { min: 0 }),
};
let state = readAddress();
/** @type {Answer | null} */
let answer = null;

const form = byId("ask");
const box = byId("sentence");
const asker = createAsker((busy) => {
  byId("answer").setAttribute("aria-busy", String(busy));
  form.classList.toggle("is-busy", busy);
  byId("busy").textContent = busy ? t("attention.translating") : "";
});
const reading = readingView({
  models: given.models,
  wideFrom: given.wide_from,
  longFrom: given.long_from,
  onRow: (row) => {
    state = { ...state, row };
    writeAddress("replaceState");
  },
});

/** The state in the address; without a sentence it means the example that the server took. */
function readAddress() {
  const read = readState(location.search, schema);
  const named = new URLSearchParams(location.search).has("text");
  return named ? read : { ...read, text: given.example };
}

/** @param {"pushState" | "replaceState"} way */
function writeAddress(way) {
  const search = writeState(state, schema, location.search);
  if (search !== location.search) history[way](null, "", location.pathname + search);
}

/** @param {Answer} next */
function show(next) {
  answer = next;
  clearProblem();
  for (const input of document.querySelectorAll('input[name="view"]')) {
    if (input instanceof HTMLInputElement) input.checked = input.value === state.view;
  }
  for (const link of document.querySelectorAll(".examples a")) {
    const current = link.getAttribute("data-text") === state.text;
    link.toggleAttribute("aria-current", current);
    if (current) link.setAttribute("aria-current", "true");
  }
  reading.show(next, { view: state.view, row: state.row });
}

/** @param {Problem} problem */
function showProblem(problem) {
  clearProblem();
  if (problem.field === "model") {
    byId("model-error").hidden = false;
    byId("model-error").firstElementChild.textContent = problem.detail;
  } else {
    byId("sentence-error").textContent = problem.detail;
    box.setAttribute("aria-invalid", "true");
  }
  if (answer === null) return;
  const kept = quoted(answer.source.text, byId("source").lang);
  byId("stale").replaceChildren(...tNodes("attention.belongs_to_previous", { text: [kept] }));
  byId("stale").hidden = false;
}

function clearProblem() {
  byId("sentence-error").textContent = "";
  byId("model-error").hidden = true;
  byId("stale").hidden = true;
  box.removeAttribute("aria-invalid");
}

/**
 * Translate and show.
 * @param {Record<string, any>} wanted the state to reach
 * @param {boolean} visited whether the address already says so
 */
async function go(wanted, visited) {
  try {
    if (wanted.text === "") {
      asker.stop();
      throw new Problem({ ...NOTHING, detail: given.nothing_typed });
    }
    const found = await asker.ask(wanted.text, wanted.model);
    if (found === null) return;
    state = wanted;
    if (!visited) writeAddress("pushState");
    show(found);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showProblem(error);
  }
}

/** @param {string} sentence */
function put(sentence) {
  box.value = sentence;
  fitBox();
}

/** Let the box be as tall as its text where the style sheet cannot. */
function fitBox() {
  if (CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  go({ ...state, text: box.value, row: 0 }, false);
});
box.addEventListener("input", fitBox);
box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

for (const link of document.querySelectorAll(".examples a")) {
  link.addEventListener("click", (event) => {
    if (!(event instanceof MouseEvent)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    put(link.getAttribute("data-text") ?? "");
    go({ ...state, text: box.value, model: "", row: 0 }, false);
  });
}

byId("default-model").addEventListener("click", (/** @type {MouseEvent} */ event) => {
  event.preventDefault();
  go({ ...state, text: box.value, model: "", row: 0 }, false);
});

for (const input of document.querySelectorAll('input[name="view"]')) {
  input.addEventListener("change", () => {
    if (!(input instanceof HTMLInputElement) || answer === null) return;
    const view = input.value === "words" ? "words" : "tokens";
    const token = unitsOf(answer.target, state.view)[state.row]?.first ?? 0;
    state = { ...state, view, row: Math.max(unitAt(unitsOf(answer.target, view), token), 0) };
    writeAddress("replaceState");
    show(answer);
  });
}

addEventListener("popstate", () => {
  const wanted = readAddress();
  if (Object.keys(schema).every((name) => wanted[name] === state[name])) return;
  put(wanted.text);
  go(wanted, true);
});

byId("copy-link").addEventListener("click", async () => {
  const copied = await navigator.clipboard?.writeText(location.href).then(
    () => true,
    () => false,
  );
  const told = t(copied ? "attention.link_copied" : "attention.link_not_copied");
  byId("copied").textContent = told;
  byId("copy-link").textContent = told;
  setTimeout(() => {
    byId("copied").textContent = "";
    byId("copy-link").textContent = t("attention.copy_link");
  }, 2500);
});

fitBox();
if (given.answer !== null) {
  asker.keep(state.text, state.model, given.answer);
  show(given.answer);
}
