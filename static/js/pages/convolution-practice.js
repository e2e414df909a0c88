/** /convolution/practice: a question, an answer, a verdict; the score stays in this page. */

import { Problem, checkAnswer, exercise as ask } from "../api.js";
import { element } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { onPaletteChange } from "../theme.js";
import { onWidthChange } from "../width.js";
import { createFigures } from "../practice/figures.js";
import { SHOW, createScore, drawSeed, readAddress, writeAddress } from "../practice/state.js";

/** @typedef {import("../practice/state.js").State} State */
/** @typedef {import("../practice/figures.js").Question} Question */
/** @typedef {import("../practice/figures.js").Solution} Solution */
/** @typedef {{correct: boolean | null, remark: string, solution: Solution | null}} Verdict */

const PATH = location.pathname;
const COPIED_MS = 2000;

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {{question: Question, titles: string[]}} */
const { question: first, titles } = JSON.parse(find("practice-data").textContent ?? "{}");
find("plain").replaceWith(/** @type {HTMLTemplateElement} */ (find("living")).content);
const levels = find("levels").querySelectorAll("[data-level]").length;
const answer = /** @type {HTMLInputElement} */ (find("answer"));

const figures = createFigures(find);
const score = createScore();
/** @type {Question} */
let question = first;
/** @type {State} */
let state = { ...whichOf(first), hints: 0, answer: "" };
/** @type {Verdict | null} */
let verdict = null;
/** Questions whose answer was shown: solving them counts for nothing. @type {Set<string>} */
const shown = new Set();
/** @type {AbortController | null} */
let asking = null;

/** @param {Question} asked */
function whichOf({ exercise, seed, level }) {
  return { exercise, seed, level };
}

/** Show a state: its question, and the verdict on an answer that it holds. @param {State} next @param {{focus?: boolean}} [options] */
async function show(next, { focus = false } = {}) {
  asking?.abort();
  const { signal } = asking = new AbortController();
  const same = next.exercise === question.exercise && next.seed === question.seed && next.level === question.level;
  let asked = question;
  let found = null;
  let wrong = "";
  try {
    if (!same) asked = await ask(next, { signal });
    if (next.hints === SHOW || next.answer) found = await judged(next, signal);
  } catch (problem) {
    if (signal.aborted) return;
    if (!(problem instanceof Problem)) throw problem;
    wrong = problem.detail;
  }
  if (signal.aborted) return;
  [question, state, verdict] = [asked, { ...next, ...whichOf(asked) }, found];
  if (state.hints === SHOW) shown.add(JSON.stringify(whichOf(asked)));
  answer.value = state.answer;
  render(wrong);
  if (focus) find("heading").focus();
}

/** @param {State} next @param {AbortSignal} signal @returns {Promise<Verdict>} */
const judged = ({ exercise, seed, level, hints, answer: given }, signal) =>
  checkAnswer({ exercise, seed, level, answer: hints === SHOW ? null : given }, { signal });

/** @param {string} wrong what is the matter with the answer */
function render(wrong) {
  const solution = verdict?.solution ?? null;
  find("heading").textContent = t("practice.heading", { number: question.exercise, title: question.title });
  find("facts").replaceChildren(...question.facts.flatMap(({ label, text }) =>
    [element("dt", "", label), element("dd", "", text)]));
  find("question").textContent = question.question;
  find("answer-hint").textContent = t(`practice.answer_${question.asks}`);
  complain(wrong);
  find("verdict").textContent = verdict?.remark ?? "";
  find("verdict").className = `practice-verdict${mood()}`;
  find("hint-words").textContent = state.hints ? question.hint : "";
  const lines = solution?.steps ?? (state.hints > 1 ? question.numbers : []);
  find("lines-box").hidden = !lines.length;
  find("lines").replaceChildren(...lines.map((line) => lineOf(line)));
  /** @type {HTMLButtonElement} */ (find("hint")).disabled = state.hints >= SHOW - 1 || Boolean(solution);
  /** @type {HTMLButtonElement} */ (find("show")).disabled = Boolean(solution);
  find("next").hidden = !solution || question.exercise === titles.length;
  figures.show(question, { solution, hinted: state.hints > 0 });
  choices();
}

function mood() {
  if (!verdict || verdict.correct === null) return "";
  return verdict.correct ? " practice-verdict--right" : " practice-verdict--wrong";
}

/** @param {string} message */
function complain(message) {
  find("answer-error").textContent = message;
  if (message) answer.setAttribute("aria-invalid", "true");
  else answer.removeAttribute("aria-invalid");
}

/** @param {{label: string, text: string, value?: number}} line */
function lineOf({ label, text, value }) {
  const name = element("th", "", label);
  name.setAttribute("scope", "row");
  const sum = element("td", "table-numbers__text", text);
  const result = value === undefined ? text : String(value).replaceAll("-", "−");
  if (result !== text) sum.append(" = ", element("b", "practice-value", result));
  return element("tr", "", name, sum);
}

/** Links among exercises, levels and numbers, and how the exercises went. */
function choices() {
  const { exercise, seed, level } = state;
  for (const link of find("set").querySelectorAll("a")) {
    const number = Number(link.dataset.exercise);
    link.href = addressOf({ exercise: number, seed, level });
    current(link, number === exercise);
    const mark = score.of(number, level);
    link.classList.toggle("practice-set--done", mark === "solved" || mark === "hinted");
    const said = { solved: "solved", hinted: "solved_hinted", seen: "seen" };
    /** @type {HTMLElement} */ (link.querySelector("[data-state]")).textContent = mark
      ? ` (${t(`practice.${said[mark]}`)})` : "";
  }
  for (const link of find("levels").querySelectorAll("a")) {
    const own = Number(link.dataset.level ?? level);
    link.href = addressOf({ exercise, seed, level: own }).replace(
      link.id === "fresh" ? /seed=\d+/ : /$^/, "seed=own");
    if (link.dataset.level) current(link, own === level);
  }
  const { solved, alone } = score.at(level);
  find("score").textContent = t("practice.score", { solved, alone, count: titles.length });
  find("share-note").textContent = t("practice.share_note", { seed });
  const shared = {
    one: `?exercise=${exercise}&seed=${seed}&level=${level}`,
    set: `?seed=${seed}&level=${level}`,
    own: `?seed=own&level=${level}`,
  };
  for (const link of find("share").querySelectorAll("a")) {
    link.href = PATH + shared[/** @type {keyof typeof shared} */ (link.dataset.share)];
  }
}

/** @param {HTMLElement} link @param {boolean} here */
function current(link, here) {
  if (here) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

/** @param {{exercise: number, seed: number, level: number}} which */
const addressOf = (which) => PATH + writeAddress({ ...which, hints: 0, answer: "" }, location.search);

/** @param {"push" | "replace"} how @param {State} next */
function remember(how, next) {
  const address = PATH + writeAddress(next, location.search);
  if (how === "push") history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

/** @param {Partial<State>} change @param {{focus?: boolean}} [options] */
async function go(change, options) {
  const next = { ...state, hints: 0, answer: "", ...change };
  remember("push", next);
  document.getElementById("address-message")?.remove();
  await show(next, options);
}

/** Go on with the same question. @param {Partial<State>} change */
async function stay(change) {
  const next = { ...state, ...change };
  remember("replace", next);
  await show(next);
}

find("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = answer.value.trim();
  if (!given) {
    complain(t("practice.empty"));
    answer.focus();
    return;
  }
  const hints = Math.min(state.hints, SHOW - 1);
  await stay({ answer: given, hints });
  if (verdict?.correct && !shown.has(JSON.stringify(whichOf(question)))) {
    score.keep(state.exercise, state.level, hints ? "hinted" : "solved");
    choices();
  }
  if (!verdict?.correct) answer.select();
});

find("hint").addEventListener("click", async () => {
  await stay({ hints: state.hints + 1, answer: "" });
  if (/** @type {HTMLButtonElement} */ (find("hint")).disabled) answer.focus();
});
find("show").addEventListener("click", async () => {
  score.keep(state.exercise, state.level, "seen");
  await stay({ hints: SHOW, answer: "" });
  (find("next").hidden ? answer : find("next")).focus();
});
find("next").addEventListener("click", () => go({ exercise: state.exercise + 1 }, { focus: true }));

/** Links within the page are followed without loading it anew, which would forget the score. @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.id === "fresh") go({ seed: drawSeed() });
  else if (link.dataset.level) go({ level: Number(link.dataset.level) });
  else go({ exercise: Number(link.dataset.exercise) }, { focus: true });
}
find("set").addEventListener("click", follow);
find("levels").addEventListener("click", follow);

for (const link of find("share").querySelectorAll("a")) {
  const copy = element("button", "button", t("practice.copy"));
  copy.setAttribute("type", "button");
  copy.setAttribute("aria-label", `${t("practice.copy")}: ${link.textContent}`);
  copy.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(link.href).then(() => {
      copy.textContent = t("practice.copied");
      setTimeout(() => { copy.textContent = t("practice.copy"); }, COPIED_MS);
    }, () => link.focus());
  });
  link.after(" ", copy);
}

onPaletteChange(figures.redraw);
onWidthChange(figures.stage, figures.redraw);
const fromAddress = () => readAddress(location.search, titles.length, levels);
addEventListener("popstate", () => show(fromAddress()));
const begin = { ...fromAddress(), ...whichOf(first) };
remember("replace", begin);
show(begin);
