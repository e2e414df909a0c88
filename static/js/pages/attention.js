/** The page /attention: its state, its address and its form. */

import { Problem } from "../api.js";
import { BY_ITSELF, FIRST, requestOf, schema } from "../attention/address.js";
import { createAsker } from "../attention/asking.js";
import { choosingView } from "../attention/choosing.js";
import { copyLink, sentenceBox } from "../attention/form.js";
import { createAddress } from "../attention/history.js";
import { acting, byId } from "../attention/nodes.js";
import { optionsView } from "../attention/options.js";
import { hypothesisOf, nearest, sentencesOf } from "../attention/parts.js";
import { clearProblems, showProblem } from "../attention/problems.js";
import { readingView } from "../attention/reading.js";
import { rivalOf } from "../attention/rival.js";
import { steppingView } from "../attention/stepping.js";
import { takeView } from "../attention/take.js";
import { whyView } from "../attention/why.js";
import { t } from "../i18n.js";
import { readState } from "../state.js";

/**
 * @typedef {import("../attention/parts.js").Answer} Answer
 * @typedef {import("../attention/reading.js").Model} Model
 * @typedef {import("../attention/reading.js").Rival} Rival
 * @typedef {Record<string, any>} State
 */

/**
 * @type {{models: Record<string, Model>, nothing_typed: string, wide_from: number,
 *   long_from: number, examples: Record<string, {label: string, text: string}[]>,
 *   answers: [State, Answer][]}}
 */
const given = JSON.parse(byId("attention-data").textContent);
const usual = Object.keys(given.models)[0] ?? "";

/** Nothing to ask the server about. */
const NOTHING = { status: 0, title: given.nothing_typed, field: "text" };

let state = readAddress();
/** What is shown. @type {{answer: Answer, rival: Rival | null} | null} */
let last = null;

const form = byId("ask");
const box = sentenceBox(byId("sentence"));
const asker = createAsker((busy) => {
  byId("answer").setAttribute("aria-busy", String(busy));
  form.classList.toggle("is-busy", busy);
  byId("busy").textContent = busy ? t("attention.translating") : "";
});
const reading = readingView({
  models: given.models,
  wideFrom: given.wide_from,
  longFrom: given.long_from,
  onChoose: (token, column) => stepping.look(token, column?.first ?? null),
});
/** @param {string} model */
const languagesOf = (model) => {
  const { source = "", target = "" } = given.models[model] ?? {};
  return { source, target };
};
const why = whyView({ languagesOf });
const take = takeView();
const stepping = steppingView({
  languagesOf,
  vocabularyOf: (model) => given.models[model]?.vocabulary ?? 0,
  onPart: (part) => {
    state = { ...state, part };
    address.writeSoon();
  },
  onLook: (index, key) => {
    reading.goTo(index);
    why.look(index);
    state = { ...state, step: index + 1, key };
    address.writeSoon();
  },
  onWithout: (without) => {
    state = { ...state, without };
    address.writeSoon();
  },
});
const choosing = choosingView({
  href: (changes) => address.hrefOf({ ...state, ...changes }),
  choose: (changes) => go({ ...state, ...changes }, false),
});
const options = optionsView({
  models: given.models,
  examples: given.examples,
  onChange: change,
  onExample: (text) => {
    box.put(text);
    byId("own").value = "";
    const wanted = formState(text);
    go({ ...wanted, model: given.models[wanted.model] ? wanted.model : "" }, false);
  },
  hrefOf: (text) => address.hrefOf({ ...state, ...FIRST, ...BY_ITSELF, text }),
});
const address = createAddress(() => state);

/** The model that answers in a state. @param {State} wanted @returns {string} */
function modelOf(wanted) {
  return wanted.model || usual;
}

/** @param {State} wanted @returns {{label: string, text: string}[]} */
function examplesOf(wanted) {
  const source = given.models[modelOf(wanted)]?.source ?? "en";
  return given.examples[source] ?? given.examples.en;
}

/** The state in the address; without a sentence it means the example that the server took. */
function readAddress() {
  const read = readState(location.search, schema);
  const named = new URLSearchParams(location.search).has("text");
  return named ? read : { ...read, text: examplesOf(read)[0].text };
}

/** What the form says now, to be looked at from its beginning. @param {string} text @returns {State} */
const formState = (text) => ({ ...state, ...FIRST, ...options.read(), text });

/** @param {State} wanted @returns {string | undefined} the language of its translations */
const targetOf = (wanted) => given.models[modelOf(wanted)]?.target;

/**
 * Another model or another search. With another source language the examples change, and an
 * example in the box gives way to the first of the new ones; what a reader typed stays, but for a
 * translation in another language.
 */
function change() {
  if (targetOf(formState("")) !== targetOf(state)) byId("own").value = "";
  const wanted = formState(box.text());
  const isExample = examplesOf(state).some(({ text }) => text === box.text());
  if (isExample && examplesOf(wanted) !== examplesOf(state)) {
    wanted.text = examplesOf(wanted)[0].text;
    box.put(wanted.text);
  }
  go(wanted, false);
}

/** The sentence and the translation that a state looks at. @param {Answer} found @param {State} wanted */
function partOf(found, wanted) {
  const sentences = sentencesOf(found);
  const sentence = sentences[nearest(sentences, wanted.sentence) - 1];
  return { sentence, part: hypothesisOf(sentence, wanted.hypothesis) };
}

/** @param {Answer} found @param {Rival | null} rival */
function show(found, rival) {
  last = { answer: found, rival };
  const { sentence, part } = partOf(found, state);
  options.show(state, part.model);
  choosing.drawSentences(found, nearest(sentencesOf(found), state.sentence));
  byId("by-itself").href = address.hrefOf({ ...state, ...FIRST, ...BY_ITSELF });
  choosing.drawBeam(sentence, state, given.models[part.model]?.target ?? "");
  reading.show(part, { view: state.view, step: state.step, zoom: state.zoom }, rival);
  stepping.show(part, state);
  why.show(part, state);
  take.show(part.source.text, address.hrefOf(state));
}

/**
 * Translate and show.
 * @param {State} wanted the state to reach @param {boolean} visited whether the address says so
 */
async function go(wanted, visited) {
  const { view } = state;
  try {
    if (wanted.text === "") {
      asker.stop();
      throw new Problem({ ...NOTHING, detail: given.nothing_typed });
    }
    const found = await asker.ask(requestOf(wanted, { text: wanted.text, model: wanted.model }));
    if (found === null) return;
    const part = partOf(found, wanted).part;
    const { rival, problem, stopped } = await rivalOf(part, wanted, given.models, asker.ask);
    if (stopped) return;
    const switched = state.view !== view;
    if (!visited) address.flush();
    state = switched ? { ...wanted, view: state.view } : wanted;
    if (!visited || switched) address.write(visited ? "replaceState" : "pushState");
    clearProblems();
    byId("compare-error").textContent = problem;
    show(found, rival);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showProblem(error, last?.answer ?? null);
  }
}

form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  if (options.numbersAllowed()) go(formState(box.text()), false);
  else byId("ask").querySelector('.option--beam [aria-invalid="true"]').focus();
});

byId("default-model").addEventListener("click", (/** @type {MouseEvent} */ event) => {
  event.preventDefault();
  const wanted = { ...formState(box.text()), model: "" };
  options.write(wanted);
  go(wanted, false);
});

acting(byId("by-itself"), () => {
  byId("own").value = "";
  go({ ...state, ...FIRST, ...BY_ITSELF }, false);
});

for (const input of document.querySelectorAll('input[name="view"]')) {
  input.addEventListener("change", () => {
    if (!(input instanceof HTMLInputElement) || last === null) return;
    state = { ...state, view: input.value === "words" ? "words" : "tokens" };
    address.write("replaceState");
    show(last.answer, last.rival);
  });
}

byId("zoom").addEventListener("click", () => {
  if (last === null) return;
  state = { ...state, zoom: state.zoom ? "" : "out" };
  address.write("replaceState");
  show(last.answer, last.rival);
});

addEventListener("popstate", () => {
  address.forget();
  const wanted = readAddress();
  if (Object.keys(schema).every((name) => wanted[name] === state[name])) return;
  box.put(wanted.text);
  options.write(wanted);
  go(wanted, true);
});

copyLink(byId("copy-link"), byId("copied"));
options.write(state);
given.answers.forEach(([request, known]) => asker.keep(request, known));
if (given.answers.length > 0) go(state, true);
