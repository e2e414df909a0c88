/** The page /attention/change: one change, its address, and the translation that comes of it. */

import { Problem, translate } from "../api.js";
import { sentenceBox } from "../attention/form.js";
import { byId } from "../attention/nodes.js";
import { drawArithmetic } from "../change/arithmetic.js";
import { isNone, requestOf, searchOf, told } from "../change/asking.js";
import { sidesView } from "../change/sides.js";
import { slidersView } from "../change/sliders.js";
import { only, uniform } from "../change/weights.js";
import { leakOf } from "../charts/change.js";
import { signed } from "../attention/facts.js";
import { t } from "../i18n.js";
import { hasUnknown, unitsOf } from "../tokens.js";

/**
 * @typedef {import("../change/asking.js").State} State
 * @typedef {import("../change/asking.js").Told} Told
 */

const PAUSE_MS = 150;

/**
 * @type {{state: State, languages: {source: string, target: string}, parts: string[],
 *   before: Told | null, after: Told | null, forced: Told | null, one_sentence: string}}
 */
const given = JSON.parse(byId("change-data").textContent);

const form = byId("ask");
let now = () => given.state;
sentenceBox(byId("sentence"));

// Another sentence or model begins afresh: what was changed was of the old one.
form.addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  const model = byId("model")?.value ?? "";
  const fresh = { text: byId("sentence").value, model, step: 1, weights: [], word: 1, by: "" };
  location.assign(location.pathname + searchOf({ ...now(), ...fresh }, location.search));
});
byId("model")?.addEventListener("change", () => form.requestSubmit());

byId("numbers").open = false;
byId("numbers").classList.add("is-live");
if (given.before !== null) living(given.before);

/** @param {Told} before */
function living(before) {
  let state = given.state;
  /** @type {Told | null} */
  let forced = given.forced;
  /** The source token that "only this word" means. */
  let key = Math.max(state.weights.indexOf(Math.max(...state.weights)), 0);
  /** @type {AbortController | null} */
  let running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  now = () => state;
  const words = unitsOf(before.source, "tokens");
  const own = () => before.attention[state.step - 1];
  const sides = sidesView({
    languages: given.languages,
    before,
    onChoose(side, row, column) {
      if (side === "after" || row >= before.attention.length) return;
      if (state.kind === "weights" && column !== null) {
        byId("step").value = String(row + 1);
        key = column;
        change({ step: row + 1, weights: only(words.length, column) }, true);
      } else goTo(row + 1);
    },
  });
  const sliders = slidersView(
    byId("sliders"),
    byId("sum"),
    (weights) => change({ weights }, false),
    (at) => mark(at),
  );

  /** @param {number} at */
  function mark(at) {
    key = at;
    sliders.mark(at);
    byId("only").textContent = t("change.only", { word: words[at].name });
  }

  /** Another step; weights that were given were of the old one. @param {number} step */
  function goTo(step) {
    byId("step").value = String(step);
    if (state.kind === "weights" && step !== state.step) change({ step, weights: [] }, true);
    else {
      state = { ...state, step };
      remember("replaceState");
      tell();
    }
  }

  /** @param {Partial<State>} changes @param {boolean} fresh whether the sliders are to follow */
  function change(changes, fresh) {
    state = { ...state, ...changes };
    if (fresh) follow();
    clearTimeout(waiting);
    if (fresh) void ask("pushState");
    else waiting = setTimeout(() => ask("replaceState"), PAUSE_MS);
  }

  /** The sliders say what the state says. */
  function follow() {
    sliders.show(state.weights.length ? state.weights : own(), true);
    mark(key);
  }

  /** @param {"pushState" | "replaceState"} way */
  function remember(way) {
    const search = searchOf(state, location.search);
    const same = search === location.search;
    history[same ? "replaceState" : way]({ change: state }, "", location.pathname + search);
  }

  /** @param {"pushState" | "replaceState" | ""} way how the address is to follow */
  async function ask(way) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const asked = state;
    const request = requestOf(asked, given.parts);
    if (way) remember(way);
    byId("change").setAttribute("aria-busy", "true");
    try {
      const after = await translate(request, { signal: mine.signal });
      if ("segments" in after) throw new Problem({ status: 0, title: "", detail: given.one_sentence });
      const target = before.target.text;
      const led = { ...request, target, detail: "scores" };
      const held = told(await translate(led, { signal: mine.signal }));
      complain("");
      const fits = held.target.tokens.join("\0") === before.target.tokens.join("\0");
      forced = fits ? held : null;
      given.after = told(after);
      await show(given.after);
    } catch (error) {
      if (running !== mine) return;
      if (!(error instanceof Problem)) throw error;
      complain(error.detail);
    } finally {
      if (running === mine) byId("change").setAttribute("aria-busy", "false");
    }
  }

  /** @param {string} message why there is no answer to the last change; "" where there is one */
  function complain(message) {
    byId("change-error").textContent = message;
    byId("after").classList.toggle("is-stale", message !== "");
  }

  /** @param {Told} after */
  async function show(after) {
    byId("old").hidden = forced === null || isNone(state, given.parts);
    if (forced) byId("old-log").textContent = signed(forced.log_probability);
    const texts = [before, after].flatMap(({ source, target }) => [source, target]);
    byId("unknown-note").hidden = !hasUnknown(...texts);
    byId("unchanged").hidden = !isNone(state, given.parts);
    const drawn = sides.show(after);
    tell();
    await drawn;
  }

  /** What is said of the step that is looked at. */
  function tell() {
    const after = given.after;
    if (after === null) return;
    const at = state.step - 1;
    const alike = after.target.tokens.length > at
      && before.target.tokens.slice(0, at).every((token, i) => after.target.tokens[i] === token);
    sides.look(at, alike ? at : null);
    byId("leak").hidden = state.kind !== "padding";
    if (state.kind === "padding") byId("leak").textContent = leakText(after);
    drawArithmetic(byId("lines"), { state, before, forced, languages: given.languages });
  }

  /** @param {string} name */
  async function asOther(name) {
    try {
      const answer = await translate({ text: state.text, model: name, target: before.target.text });
      const fits = /** @type {const} */ (["source", "target"]).every((side) =>
        answer[side].tokens.join("\0") === before[side].tokens.join("\0"));
      if (fits) change({ weights: answer.attention[state.step - 1] }, true);
      else byId("change-error").textContent = t("change.other_tokens", { model: name });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      byId("change-error").textContent = error.detail;
    }
  }

  /** @param {string} name @returns {string} of the radio button that is chosen */
  const chosen = (name) =>
    document.querySelector(`input[name="${name}"]:checked`)?.getAttribute("value") ?? "";

  /** What the controls say, but for the sliders. @returns {Partial<State>} */
  const read = () => ({
    kind: /** @type {State["kind"]} */ (chosen("kind")),
    direction: chosen("direction"),
    padding: Number(byId("padding").value),
    mask: chosen("mask") === "1",
    word: Number(chosen("word")) || 1,
    by: byId("by").value,
  });

  /** Set the controls. */
  function write() {
    const { kind, direction, mask, word } = state;
    for (const [name, value] of Object.entries({ kind, direction, mask: mask ? "1" : "0", word })) {
      const button = document.querySelector(`input[name="${name}"][value="${value}"]`);
      if (button instanceof HTMLInputElement) button.checked = true;
    }
    byId("padding").value = String(state.padding);
    byId("by").value = state.by;
    byId("step").value = String(state.step);
    follow();
  }

  for (const name of ["kind", "direction", "mask", "word"]) {
    for (const input of document.querySelectorAll(`input[name="${name}"]`)) {
      input.addEventListener("change", () => change(read(), true));
    }
  }
  byId("padding").addEventListener("change", () => {
    if (byId("padding").reportValidity()) change(read(), true);
  });
  byId("by").addEventListener("input", () => change(read(), false));
  byId("step").addEventListener("change", () => goTo(Number(byId("step").value)));
  byId("as-it-was").addEventListener("click", () => change({ weights: [] }, true));
  byId("uniform").addEventListener("click", () => change({ weights: uniform(words.length) }, true));
  byId("only").addEventListener("click", () => change({ weights: only(words.length, key) }, true));
  for (const button of document.querySelectorAll("[data-rival]")) {
    button.addEventListener("click", () => asOther(button.getAttribute("data-rival") ?? ""));
  }
  addEventListener("popstate", ({ state: entry }) => {
    if (!entry?.change) return;
    state = entry.change;
    write();
    void ask("");
  });

  sliders.draw(before.source);
  write();
  history.replaceState({ change: state }, "");
  if (given.after) void show(given.after);
  else byId("after").classList.add("is-stale");
}

/** @param {Told} after */
function leakText(after) {
  const { mean, largest, row } = leakOf(after);
  if (largest === 0) return t("change.no_leak");
  const named = unitsOf(after.target, "tokens")[row].name;
  return t("change.leak", { mean: mean.toFixed(4), largest: largest.toFixed(4), row: named });
}
