/**
 * Step by step: asks for every number of the translation that is shown when the reader comes near,
 * and moves through its steps.
 */

import { Problem, translate } from "../api.js";
import { t } from "../i18n.js";
import { wirePlayer } from "../player-controls.js";
import { onPaletteChange, palette } from "../theme.js";
import { unitsOf } from "../tokens.js";
import { requestOf } from "./address.js";
import { unpacked } from "./arrays.js";
import { encoderView } from "./encoder.js";
import { flowView } from "./flow.js";
import { mapView } from "./map.js";
import { byId, quoted, tNodes } from "./nodes.js";
import { createPainter } from "./painter.js";
import { drawnInSight } from "./sight.js";
import { stepNumbers } from "./step-numbers.js";
import { reachOf, strongest } from "./trace.js";
import { withoutView } from "./without.js";
import { drawWorked } from "./formulas.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {import("./trace.js").Traced} Traced
 */

const NEAR = "500px";
const KEPT = 4;

/** @param {string[]} one @param {string[]} other */
const equal = (one, other) => one.join("\n") === other.join("\n");

/**
 * Every intermediate of the translation that is shown; held to it where the search finds another.
 * @param {Sentence} shown @param {Record<string, any>} state @param {AbortSignal} signal
 * @returns {Promise<Traced>} throws a Problem
 */
async function askFor(shown, state, signal) {
  const about = { text: shown.source.text, model: shown.model };
  const ask = async (/** @type {object} */ request) => {
    const all = { ...request, detail: "steps", arrays: "base64" };
    const answer = await translate(all, { signal });
    return answer.segments?.[0] ?? answer;
  };
  const alike = (/** @type {Traced} */ found) => equal(found.target.tokens, shown.target.tokens);
  const first = state.hypothesis > 1 ? { ...about, target: shown.target.text } : about;
  let found = await ask(requestOf(state, first));
  if (!alike(found)) found = await ask(requestOf(state, { ...about, target: shown.target.text }));
  if (alike(found)) return unpacked(found);
  throw new Problem({ status: 0, title: t("flow.apart"), detail: t("flow.apart") });
}

/**
 * @param {{languagesOf: (model: string) => {source: string, target: string},
 *   vocabularyOf: (model: string) => number,
 *   onLook: (index: number, key: number) => void,
 *   onPart: (part: string) => void,
 *   onWithout: (without: string) => void}} options
 *   `onLook` is told the step, from 0, and the source token, from 1 (0: the one with the largest
 *   weight); `onPart` the part of the model that is opened; `onWithout` the direction that is
 *   switched off. `vocabularyOf`: how many target tokens a model knows
 */
export function steppingView({ languagesOf, vocabularyOf, onLook, onPart, onWithout }) {
  const section = byId("steps");
  /** @type {Sentence | null} */
  let part = null;
  /** @type {Record<string, any>} */
  let asked = {};
  /** @type {Traced | null} */
  let trace = null;
  /** @type {AbortController | null} */
  let running = null;
  /** @type {Map<string, Traced>} */
  const kept = new Map();
  let languages = { source: "", target: "" };
  let paint = createPainter(palette());
  let near = false;
  let key = 0;
  let component = 0;
  let settling = false;

  const flow = flowView({
    chooseKey: toggle,
    chooseComponent: (chosen) => {
      component = chosen;
      drawStep();
    },
  });
  const encoder = encoderView(toggle);
  const map = mapView({ seek: (index) => player.seek(index), chooseKey: (j) => setKey(j + 1), onPart });
  const drawNumbers = stepNumbers();
  const without = withoutView({
    onChoose: (direction) => {
      onWithout(direction);
      asked = { ...asked, without: direction };
      if (part !== null) without.show(part, asked, languages);
    },
  });
  const player = wirePlayer(byId("flow").querySelector(".player"), {
    count: 0,
    onChange({ index, playing }) {
      byId("flow-told").setAttribute("aria-live", playing ? "off" : "polite");
      if (!settling) onLook(index, key);
      drawStep();
    },
    describe({ index, count }) {
      const token = part ? unitsOf(part.target, "tokens")[index]?.name ?? "" : "";
      return t("flow.place", { step: index + 1, count, token });
    },
  });

  /**
   * Of the translation that is shown.
   * @param {Element} place @param {(of: Traced, index: number, key: number) => void} draw
   */
  const panel = (place, draw) => drawnInSight(place, () => {
    if (trace !== null) draw(trace, player.state.index, keyAt(trace));
  });
  const panels = [
    panel(byId("flow-stages"), (_, index, at) => flow.draw(index, at, paint)),
    panel(byId("flow-worked"), (of, index, at) => drawWorked(of, { index, key: at, component }, languages)),
    panel(byId("flow-numbers"), (of, index) => byId("flow-numbers").open && drawNumbers(of, index)),
    panel(byId("encoder"), (_, __, at) => encoder.draw(at, paint)),
  ];

  /** The source token in sight, from 0. @param {Traced} of */
  const keyAt = ({ steps, source }) =>
    key > 0 && key <= source.tokens.length ? key - 1 : strongest(steps[player.state.index].weights);

  /** @param {number} next the source token, from 1; 0 for the one with the largest weight */
  function setKey(next) {
    key = next;
    onLook(player.state.index, key);
    drawStep();
  }

  /** Another source token; the same once more lets go of it. @param {number} j from 0 */
  function toggle(j) {
    setKey(key === j + 1 ? 0 : j + 1);
  }

  /** @param {boolean} [atOnce] also what is out of sight */
  function drawStep(atOnce) {
    if (trace === null) return;
    const { index } = player.state;
    for (const draw of panels) draw(atOnce);
    map.draw(index, keyAt(trace), paint);
    const names = unitsOf(trace.target, "tokens").map(({ name }) => name);
    const { input_token: start, chosen } = trace.steps[index];
    byId("flow-told").replaceChildren(
      ...tNodes("flow.told", {
        before: [quoted(names[index - 1] ?? start, languages.target)],
        token: [quoted(names[index], languages.target)],
        probability: [chosen.probability.toFixed(4)],
      }),
    );
  }

  function drawAll() {
    if (trace === null) return;
    flow.drawKeys(paint);
    encoder.drawStates(paint);
    drawStep(true);
  }

  /** @param {Traced} found */
  function build(found) {
    trace = found;
    const range = reachOf(found);
    flow.build(found, range, languages);
    encoder.build(found, range, languages.source);
    map.build(found, range, languages, vocabularyOf(found.model));
    section.classList.remove("is-waiting");
    byId("steps-body").hidden = false;
    if (part !== null) without.show(part, asked, languages);
    drawAll();
  }

  /** What is asked for, as a name. @param {Sentence} shown */
  const nameOf = ({ model, source, target }) => [model, source.text, ...target.tokens].join("\n");

  async function load() {
    if (!near || part === null || trace !== null || running !== null) return;
    const mine = new AbortController();
    const name = nameOf(part);
    running = mine;
    section.setAttribute("aria-busy", "true");
    try {
      const found = kept.get(name) ?? (await askFor(part, asked, mine.signal));
      if (running !== mine) return;
      kept.delete(name);
      kept.set(name, found);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? "");
      build(found);
    } catch (problem) {
      if (running !== mine) return;
      if (!(problem instanceof Problem)) throw problem;
      byId("flow-error").textContent = problem.detail;
      byId("steps-body").hidden = true;
    } finally {
      if (running === mine) {
        running = null;
        section.setAttribute("aria-busy", "false");
      }
    }
  }

  /** @param {Sentence} shown @param {Record<string, any>} state */
  function show(shown, state) {
    const same = part !== null && nameOf(part) === nameOf(shown);
    part = shown;
    asked = state;
    key = state.key;
    map.open(state.part);
    languages = languagesOf(shown.model);
    if (!same) {
      running?.abort();
      running = null;
      trace = null;
      component = 0;
      byId("flow-error").textContent = "";
      section.classList.add("is-waiting");
    }
    settling = true;
    player.reset(shown.target.tokens.length, state.step - 1);
    settling = false;
    if (trace !== null) without.show(shown, state, languages);
    load();
  }

  new IntersectionObserver(
    (entries) => {
      near = entries[entries.length - 1].isIntersecting;
      load();
    },
    { rootMargin: NEAR },
  ).observe(section);
  byId("flow-numbers").addEventListener("toggle", () => drawStep());
  onPaletteChange((colours) => {
    paint = createPainter(colours);
    drawAll();
  });
  section.hidden = false;

  return {
    show,
    /**
     * @param {number | null} index the step, from 0 @param {number | null} j the source token, from 0
     */
    look(index, j) {
      if (j !== null) key = j + 1;
      if (j !== null && index === null) setKey(key);
      if (index !== null) player.seek(index);
    },
  };
}
