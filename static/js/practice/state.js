/**
 * The address of the page, and the score that it keeps for itself. Pure.
 *
 * @typedef {{exercise: number, seed: number, level: number, hints: number, answer: string}} State
 * @typedef {"solved" | "hinted" | "seen"} Mark
 */

import { integer, readState, text } from "../state.js";

/** Hints taken, the answer being the last. */
export const SHOW = 3;
const OWN_SEEDS = 9999;
const SEEDS = 2 ** 32 - 1;

/** @param {number} count of exercises @param {number} levels */
const schemaOf = (count, levels) => ({
  exercise: integer(1, { min: 1, max: count }),
  seed: integer(0, { min: 0, max: SEEDS }),
  level: integer(1, { min: 1, max: levels }),
  hints: integer(0, { min: 0, max: SHOW }),
  answer: text(),
});

/** @param {string} search @param {number} count @param {number} levels @returns {State} */
export const readAddress = (search, count, levels) =>
  /** @type {State} */ (readState(search, schemaOf(count, levels)));

/** Exercise, seed and level are always written, for links are to be passed on. @param {State} state @param {string} keep */
export function writeAddress({ exercise, seed, level, hints, answer }, keep) {
  const query = new URLSearchParams(Object.entries({ exercise, seed, level })
    .map(([name, value]) => [name, String(value)]));
  if (hints) query.set("hints", String(hints));
  if (answer) query.set("answer", answer);
  const own = ["exercise", "seed", "level", "hints", "answer"];
  for (const [name, value] of new URLSearchParams(keep)) {
    if (!own.includes(name)) query.append(name, value);
  }
  return `?${query}`;
}

/** A seed short enough to be read out in class. */
export const drawSeed = () => 1 + Math.floor(Math.random() * OWN_SEEDS);

/** How each exercise went, by number and level; a better mark stays. */
export function createScore() {
  /** @type {Map<string, Mark>} */
  const marks = new Map();
  const rank = { seen: 0, hinted: 1, solved: 2 };
  const key = (/** @type {number} */ exercise, /** @type {number} */ level) => `${exercise}/${level}`;
  return {
    /** @param {number} exercise @param {number} level @param {Mark} mark */
    keep(exercise, level, mark) {
      const before = marks.get(key(exercise, level));
      if (!before || rank[mark] > rank[before]) marks.set(key(exercise, level), mark);
    },
    /** @param {number} exercise @param {number} level */
    of: (exercise, level) => marks.get(key(exercise, level)),
    /** @param {number} level */
    at(level) {
      const here = [...marks].filter(([each]) => each.endsWith(`/${level}`)).map(([, mark]) => mark);
      const alone = here.filter((mark) => mark === "solved").length;
      return { alone, solved: alone + here.filter((mark) => mark === "hinted").length };
    },
  };
}
