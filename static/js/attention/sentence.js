/**
 * One sentence as running text whose words can be pointed at, focused and chosen. The words form a
 * list box: one stop for the Tab key, arrow keys inside.
 */

import { groundFor, inkOn } from "../charts/attention.js";
import { runningText, unitsOf } from "../tokens.js";

/**
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {import("../tokens.js").View} View
 * @typedef {import("../charts/attention.js").Palette} Palette
 * @typedef {{point: (unit: number) => void, leave: () => void, choose: (unit: number) => void}} Acts
 * @typedef {{element: HTMLElement, unit: number, from: number, to: number}} Word
 */

/** Weights below this leave a word as it is. */
const VISIBLE = 0.005;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * @param {HTMLElement} root @param {{label: string, endLabel: string, acts: Acts}} options
 *   `label` names the list for a screen reader, `endLabel` the end-of-sentence token
 */
export function sentenceView(root, { label, endLabel, acts }) {
  /** @type {Word[]} */
  let words = [];
  let stop = 0;

  /** @param {number} index which word the Tab key reaches */
  function setStop(index) {
    stop = Math.min(Math.max(index, 0), words.length - 1);
    words.forEach((word, i) => (word.element.tabIndex = i === stop ? 0 : -1));
  }

  /** @param {EventTarget | null} target */
  const wordOf = (target) =>
    words.findIndex(({ element }) => target instanceof Node && element.contains(target));

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || words.length === 0) return;
    const at = wordOf(event.target);
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step !== undefined) setStop(at + step);
    else if (event.key === "Home") setStop(0);
    else if (event.key === "End") setStop(words.length - 1);
    else if (event.key === "Enter" || event.key === " ") acts.choose(words[at].unit);
    else return;
    event.preventDefault();
    words[stop].element.focus();
  }

  root.addEventListener("keydown", onKey);
  root.addEventListener("pointerover", (event) => {
    const at = wordOf(event.target);
    if (at >= 0) acts.point(words[at].unit);
    else acts.leave();
  });
  root.addEventListener("pointerleave", () => acts.leave());
  root.addEventListener("focusin", (event) => {
    const at = wordOf(event.target);
    if (at < 0) return;
    setStop(at);
    acts.point(words[at].unit);
  });
  root.addEventListener("focusout", () => acts.leave());
  root.addEventListener("click", (event) => {
    const at = wordOf(event.target);
    if (at >= 0) acts.choose(words[at].unit);
  });

  /**
   * @param {Side & {forced?: number}} side @param {View} view
   *   `forced`: tokens at its beginning that were given; marked, unless all were
   */
  function draw(side, view) {
    words = [];
    const units = unitsOf(side, view);
    const { forced = 0, tokens } = side;
    const given = (/** @type {number} */ unit) =>
      forced < tokens.length && units[unit].first < forced;
    let joined = false;
    const parts = runningText(side, view).map((run) => {
      if (run.unit === null) {
        joined = false;
        return run.text;
      }
      const element = option(run.text, run.unknown);
      element.classList.toggle("word--joined", joined);
      element.classList.toggle("word--given", given(run.unit));
      joined = true;
      words.push({ element, unit: run.unit, from: run.from, to: run.to });
      return element;
    });
    units.forEach((unit, index) => {
      if (!unit.end) return;
      const element = option("", false);
      element.classList.add("word--end");
      element.setAttribute("aria-label", endLabel);
      words.push({ element, unit: index, from: index, to: index });
      parts.push(element);
    });
    root.setAttribute("role", "listbox");
    root.setAttribute("aria-orientation", "horizontal");
    root.setAttribute("aria-label", label);
    root.replaceChildren(...parts);
    setStop(Math.min(stop, words.length - 1));
  }

  /**
   * Mark a word and shade all by weight.
   * @param {{current: number | null, chosen: number | null, weights: number[] | null,
   *   palette: Palette}} marks `weights`: one a unit, or null for none
   */
  function mark({ current, chosen, weights, palette }) {
    for (const { element, from, to } of words) {
      const holds = (/** @type {number | null} */ unit) =>
        unit !== null && from <= unit && unit <= to;
      element.classList.toggle("is-current", holds(current));
      element.setAttribute("aria-selected", String(holds(chosen)));
      const weight = sumOf(weights?.slice(from, to + 1) ?? []);
      const shaded = weight >= VISIBLE;
      element.classList.toggle("is-shaded", shaded);
      element.style.setProperty("--ground", shaded ? groundFor(palette, weight) : "transparent");
      element.style.setProperty("--text", shaded ? inkOn(palette, weight) : "inherit");
    }
  }

  return { draw, mark };
}

/** @param {number[]} values */
const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/** @param {string} text @param {boolean} unknown @returns {HTMLElement} */
function option(text, unknown) {
  const made = document.createElement("span");
  made.className = unknown ? "word word--unknown" : "word";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.tabIndex = -1;
  made.textContent = text;
  return made;
}
