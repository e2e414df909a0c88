/** The second model beside the first, held to the first one's translation if it has another. */

import { Problem } from "../api.js";
import { t } from "../i18n.js";
import { requestOf } from "./address.js";
import { rivalsOf } from "./options.js";

/**
 * @typedef {import("./parts.js").Sentence} Sentence
 * @typedef {import("./reading.js").Model} Model
 * @typedef {import("./reading.js").Rival} Rival
 * @typedef {Record<string, any>} State
 * @typedef {(request: State) => Promise<any>} Ask null if a newer request has come
 */

/**
 * A second model that cannot stand there is no failure: it is told at its own field.
 * @param {Sentence} first what the first model shows @param {State} wanted
 * @param {Record<string, Model>} models @param {Ask} ask
 * @returns {Promise<{rival: Rival | null, problem: string, stopped: boolean}>}
 *   `stopped` if a newer request has come
 */
export async function rivalOf(first, wanted, models, ask) {
  const none = { rival: null, problem: "", stopped: false };
  const { compare } = wanted;
  if (compare === "") return none;
  if (!rivalsOf(models, first.model).includes(compare)) {
    const names = { value: compare, model: first.model };
    return { ...none, problem: t("attention.compare_unknown", names) };
  }
  try {
    const rival = await askBeside(first, wanted, ask);
    return { ...none, rival, stopped: rival === null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...none, problem: error.detail };
  }
}

/** @param {Sentence} first @param {State} wanted @param {Ask} ask @returns {Promise<Rival | null>} */
async function askBeside(first, wanted, ask) {
  const about = { text: first.source.text, model: wanted.compare };
  const own = await ask(requestOf(wanted, about));
  if (own === null) return null;
  const alike = own.target.tokens?.join(" ") === first.target.tokens.join(" ");
  const target = first.target.text;
  const held = alike ? own : await ask(requestOf(wanted, { ...about, target }));
  return held && { answer: held, own: own.target.text, alike };
}
