/** /attention/search: what is searched for, the tree that the search grew, and what is looked at. */

import { beam, Problem } from "../api.js";
import { byId, element, pieceLabel } from "../attention/nodes.js";
import { t } from "../i18n.js";
import { wirePlayer } from "../player-controls.js";
import { FIRST, requestOf, schema } from "../search/address.js";
import { hypothesisHeatmap } from "../search/attention.js";
import { treeView } from "../search/drawing.js";
import { askingForm } from "../search/form.js";
import { arithmeticOf, whyEnded } from "../search/numbers.js";
import { drawCandidates, drawHypotheses } from "../search/tables.js";
import { endOf, isSeen, named, pathTo, treeOf } from "../search/tree.js";
import { readState, writeState } from "../state.js";
import { hasUnknown } from "../tokens.js";

/**
 * @typedef {import("../search/tree.js").Answer} Answer
 * @typedef {import("../search/tree.js").Leaf} Leaf
 * @typedef {Record<string, any>} State
 */

/** How long an answer may take before the page says that it is waiting. */
const PATIENCE_MS = 150;
/** Browsers limit how often an address may change. */
const PAUSE_MS = 250;

/**
 * @type {{models: Record<string, import("../attention/reading.js").Model>, nothing_typed: string,
 *   examples: Record<string, string[]>, answer: Answer | null}}
 */
const given = JSON.parse(byId("search-data").textContent);
const usual = Object.keys(given.models)[0] ?? "";

let state = readAddress();
/** What is shown. @type {{answer: Answer, tree: import("../search/tree.js").Tree} | null} */
let last = null;
/** @type {AbortController | null} */
let asking = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting;
let settling = false;
/** The node under the keyboard's cursor. @type {Leaf | null} */
let pointed = null;

const heatmap = hypothesisHeatmap();
const tree = treeView(byId("tree"), {
  look(leaf) {
    pointed = leaf;
    drawArithmetic();
  },
  select,
});
const player = wirePlayer(byId("plate").querySelector(".player"), {
  count: 0,
  onChange({ index, count, playing }) {
    byId("arithmetic").setAttribute("aria-live", playing ? "off" : "polite");
    if (settling || !last) return;
    state = { ...state, step: index + 1 === count ? 0 : index + 1, node: "" };
    drawStep();
    writeSoon();
  },
});
const form = askingForm({
  models: given.models,
  examples: given.examples,
  onAsk: () => go({ ...state, ...form.read(), ...FIRST }, false),
  onChange: change,
  onExample(text) {
    const wanted = { ...state, ...form.read(), ...FIRST, text };
    form.write(wanted);
    go(wanted, false);
  },
  hrefOf: (text) => hrefOf({ ...FIRST, text }),
});

/** @param {State} wanted @returns {string[]} */
function examplesOf(wanted) {
  return given.examples[given.models[wanted.model || usual]?.source ?? "en"] ?? [];
}

/** The state in the address; without a sentence it means the example that the server took. */
function readAddress() {
  const read = readState(location.search, schema);
  const hasText = new URLSearchParams(location.search).has("text");
  return hasText ? read : { ...read, text: examplesOf(read)[0] ?? "" };
}

/** @param {State} changes @returns {string} the address of this page with other values in it */
function hrefOf(changes) {
  return location.pathname + writeState({ ...state, ...changes }, schema, location.search);
}

/** @param {"pushState" | "replaceState"} way */
function write(way) {
  clearTimeout(waiting);
  const address = hrefOf({});
  if (address !== location.pathname + location.search) history[way](null, "", address);
}

function writeSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => write("replaceState"), PAUSE_MS);
}

/** With another source language an example in the box gives way to the first of the new ones. */
function change() {
  const wanted = { ...state, ...form.read(), ...FIRST };
  const isExample = examplesOf(state).includes(wanted.text);
  if (isExample && examplesOf(wanted) !== examplesOf(state)) {
    [wanted.text] = examplesOf(wanted);
    form.write(wanted);
  }
  go(wanted, false);
}

/** The step that is shown, from 1. */
const stepNow = () => Math.min(state.step || Infinity, last?.answer.steps.length ?? 1);

/** The hypothesis that is looked at, from 1. @param {Answer} answer */
const hypothesisNow = (answer) => Math.min(state.hypothesis, answer.hypotheses.length);

/** The node that is selected: one of its own, or that of the hypothesis at this step. */
function selected() {
  if (!last) return null;
  const own = named(last.tree, state.node);
  if (own && isSeen(own, stepNow())) return own;
  const path = pathTo(endOf(last.tree, hypothesisNow(last.answer)));
  return path[Math.min(stepNow(), path.length - 1)];
}

/** @param {Leaf} leaf */
function select(leaf) {
  if (leaf.hypothesis) return choose(leaf.hypothesis);
  state = { ...state, node: leaf.parent ? `${leaf.step}.${leaf.rank}` : "" };
  drawStep();
  writeSoon();
}

/** @param {number} hypothesis from 1 */
function choose(hypothesis) {
  state = { ...state, hypothesis, node: "" };
  write("pushState");
  drawHypothesis();
  drawStep();
}

function drawArithmetic() {
  const leaf = pointed ?? selected();
  if (!last || !leaf) return;
  const token = element("span", "search-strip__token", pieceLabel(leaf.token));
  token.lang = languages().target;
  const { total, score } = arithmeticOf(leaf, last.answer.length_penalty);
  const lines = [`${t("search.total")} = ${total}`];
  if (score) lines.push(`${t("search.score")} = ${score}`);
  byId("arithmetic").replaceChildren(token, ...lines.map((line) => element("span", "", line)));
}

function drawStep() {
  const leaf = selected();
  if (!last || !leaf) return;
  tree.show(stepNow(), endOf(last.tree, hypothesisNow(last.answer)), leaf);
  drawArithmetic();
  if (byId("numbers").open) {
    drawCandidates(byId("candidates"), last.tree.columns[stepNow()], languages().target);
  }
}

/** @returns {{source: string, target: string}} */
function languages() {
  const { source = "", target = "" } = given.models[last?.answer.model ?? ""] ?? {};
  return { source, target };
}

function drawHypothesis() {
  if (!last) return;
  const current = hypothesisNow(last.answer);
  drawHypotheses(byId("hypotheses"), last.answer, {
    current,
    language: languages().target,
    href: (hypothesis) => hrefOf({ hypothesis, node: "" }),
    choose,
  });
  heatmap.show(last.answer, current, languages());
}

/** @param {Answer} answer */
function show(answer) {
  last = { answer, tree: treeOf(answer) };
  pointed = null;
  form.accept();
  form.show(state, answer.model);
  byId("answer").hidden = false;
  byId("plate").hidden = false;
  byId("unknown-note").hidden = !hasUnknown(answer.source, ...answer.hypotheses);
  byId("greedy").hidden = answer.size !== 1;
  byId("try-greedy").hidden = answer.size === 1;
  byId("try-greedy").href = hrefOf({ ...FIRST, size: 1 });
  const { key, values } = whyEnded(answer);
  byId("ended").textContent = t(key, values);
  tree.draw(last.tree, languages().target);
  settling = true;
  player.reset(answer.steps.length, stepNow() - 1);
  settling = false;
  drawHypothesis();
  drawStep();
}

/** @param {boolean} busy */
function wait(busy) {
  byId("answer").setAttribute("aria-busy", String(busy));
  byId("ask").classList.toggle("is-busy", busy);
  byId("busy").textContent = busy ? t("search.searching") : "";
}

/**
 * Search and show.
 * @param {State} wanted the state to reach @param {boolean} visited whether the address says so
 */
async function go(wanted, visited) {
  asking?.abort();
  const mine = asking = new AbortController();
  const patience = setTimeout(() => wait(true), PATIENCE_MS);
  try {
    if (wanted.text === "") {
      throw new Problem({ status: 0, title: given.nothing_typed, detail: given.nothing_typed });
    }
    const answer = await beam(requestOf(wanted), { signal: mine.signal });
    state = wanted;
    if (!visited) write("pushState");
    show(answer);
  } catch (error) {
    if (mine.signal.aborted) return;
    if (!(error instanceof Problem)) throw error;
    form.refuse(error, last?.answer.source.text ?? "");
  } finally {
    clearTimeout(patience);
    if (asking === mine) wait(false);
  }
}

byId("try-greedy").addEventListener("click", (/** @type {MouseEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const wanted = { ...state, ...FIRST, size: 1 };
  form.write(wanted);
  go(wanted, false);
});

byId("numbers").addEventListener("toggle", drawStep);
byId("numbers").open = false;
byId("numbers").classList.add("is-live");

addEventListener("popstate", () => {
  clearTimeout(waiting);
  const wanted = readAddress();
  const asked = JSON.stringify(requestOf(wanted));
  form.write(wanted);
  if (!last || asked !== JSON.stringify(requestOf(state))) {
    go(wanted, true);
    return;
  }
  state = wanted;
  show(last.answer);
});

form.write(state);
if (given.answer) show(given.answer);
