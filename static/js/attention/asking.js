/** Translations one at a time: a newer request makes an older one void; recent answers are kept. */

import { translate } from "../api.js";

/** How long an answer may take before the page says that it is waiting. */
const PATIENCE_MS = 150;
const KEPT = 60;

/** @param {(busy: boolean) => void} onBusy */
export function createAsker(onBusy) {
  /** @type {AbortController | null} */
  let running = null;
  /** @type {Map<string, any>} */
  const answers = new Map();

  /** @param {Record<string, any>} request @returns {string} the same for the same question */
  const keyOf = ({ text, model, target, target_prefix, search }) => JSON.stringify([
    text,
    model ?? "",
    target ?? null,
    target_prefix ?? null,
    search ? [search.method, search.size, search.length_penalty] : null,
  ]);

  /** @param {Record<string, any>} request @param {any} answer */
  function keep(request, answer) {
    const key = keyOf(request);
    answers.delete(key);
    answers.set(key, answer);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value ?? "");
  }

  /**
   * @param {Record<string, any>} request the body of a request to the API
   * @returns {Promise<any>} the answer; null if a newer request has come; throws a Problem
   */
  async function ask(request) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const patience = setTimeout(() => onBusy(true), PATIENCE_MS);
    try {
      const known = answers.get(keyOf(request));
      const answer = known ?? (await translate(request, { signal: mine.signal }));
      keep(request, answer);
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
