/** Translations one at a time: a newer request makes an older one void; recent answers are kept. */

import { translate } from "../api.js";

/** How long an answer may take before the page says that it is waiting. */
const PATIENCE_MS = 150;
const KEPT = 20;

/** @param {(busy: boolean) => void} onBusy */
export function createAsker(onBusy) {
  /** @type {AbortController | null} */
  let running = null;
  /** @type {Map<string, any>} */
  const answers = new Map();

  /** @param {string} text @param {string} model */
  const keyOf = (text, model) => JSON.stringify([text, model]);

  /** @param {string} text @param {string} model empty for the default one @param {any} answer */
  function keep(text, model, answer) {
    const key = keyOf(text, model);
    answers.delete(key);
    answers.set(key, answer);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value ?? "");
  }

  /**
   * @param {string} text @param {string} model empty for the default one
   * @returns {Promise<any>} the answer; null if a newer request has come; throws a Problem
   */
  async function ask(text, model) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const patience = setTimeout(() => onBusy(true), PATIENCE_MS);
    try {
      const request = { text, detail: "attention", ...(model && { model }) };
      const known = answers.get(keyOf(text, model));
      const answer = known ?? (await translate(request, { signal: mine.signal }));
      keep(text, model, answer);
      return running === mine ? answer : null;
    } catch (error) {
      if (running !== mine) return null;
      throw error;
    } finally {
      clearTimeout(patience);
      if (running === mine) onBusy(false);
    }
  }

  /** Let go of a request that still runs. */
  function stop() {
    running?.abort();
    running = null;
    onBusy(false);
  }

  return { ask, keep, stop };
}
