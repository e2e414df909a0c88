/**
 * Which part of an answer is looked at: one sentence of a long text, one translation of a beam. Pure.
 *
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {{attention: number[][], log_probability: number, token_log_probabilities: number[],
 *   score: number}} Numbers
 * @typedef {Side & Numbers} Hypothesis
 * @typedef {{model: string, source: Side & {notes: string[]}, target: Side & {forced: number},
 *   attention: number[][], log_probability: number, hypotheses: Hypothesis[]}} Sentence
 *   The answer for one sentence, or one translation of it; `forced` is how many target tokens at
 *   the beginning were given.
 * @typedef {Sentence & {segments?: Sentence[] | null}} Answer
 *   With `segments` it keeps of the rest only its texts, its model and its log-probability.
 * @typedef {{text: string, number: number | null}} Stretch
 *   A part of a running text; `number` is its sentence's from 1, null for what stands between.
 */

/** @param {Answer} answer @returns {Sentence[]} one for each sentence that was read by itself */
export const sentencesOf = (answer) => (answer.segments?.length ? answer.segments : [answer]);

/** @template T @param {T[]} list @param {number} number from 1; beyond the end it is the last */
export const nearest = (list, number) => Math.min(number, list.length);

/**
 * A text cut into its sentences and what stands between them; joined they give the text.
 * @param {string} text @param {string[]} parts @returns {Stretch[]}
 */
export function stretches(text, parts) {
  /** @type {Stretch[]} */
  const found = [];
  let at = 0;
  parts.forEach((part, index) => {
    const start = text.indexOf(part, at);
    if (start < 0) return;
    if (start > at) found.push({ text: text.slice(at, start), number: null });
    found.push({ text: part, number: index + 1 });
    at = start + part.length;
  });
  if (at < text.length) found.push({ text: text.slice(at), number: null });
  return found;
}

/**
 * The answer for one translation of a beam, with the attention that belongs to it.
 * @param {Sentence} sentence @param {number} number from 1 @returns {Sentence & Numbers}
 */
export function hypothesisOf(sentence, number) {
  const { text, tokens, words, ...numbers } =
    sentence.hypotheses[nearest(sentence.hypotheses, number) - 1];
  return { ...sentence, target: { ...sentence.target, text, tokens, words }, ...numbers };
}
