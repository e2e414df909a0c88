/**
 * Which part of an answer is looked at: one sentence of a long text, one translation of a beam. Pure.
 *
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {{text: string, tokens: string[], words?: [number, number][], attention: number[][],
 *   log_probability: number, score: number}} Hypothesis
 * @typedef {{model: string, source: Side, target: Side, attention: number[][],
 *   log_probability: number, hypotheses: Hypothesis[]}} Sentence
 *   The answer for one sentence, or one translation of it.
 * @typedef {Sentence & {segments?: Sentence[] | null}} Answer
 *   With `segments` it keeps of the rest only its texts, its model and its log-probability.
 * @typedef {{text: string, number: number | null}} Stretch
 *   A part of a running text; `number` is its sentence's from 1, null for what stands between.
 */

import { END, WORD_START } from "../tokens.js";

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
 * @param {Sentence} sentence @param {number} number from 1 @returns {Sentence & {score: number}}
 */
export function hypothesisOf(sentence, number) {
  const { text, tokens, words, attention, log_probability, score } =
    sentence.hypotheses[nearest(sentence.hypotheses, number) - 1];
  const same = tokens.join(" ") === sentence.target.tokens.join(" ");
  const target = same ? sentence.target : { text, tokens, words: words ?? wordsOf(tokens) };
  return { ...sentence, target, attention, log_probability, score };
}

/**
 * First and last token of each word: one begins where a piece bears the sign for it.
 * @param {string[]} tokens @returns {[number, number][]}
 */
export function wordsOf(tokens) {
  const last = tokens.at(-1) === END ? tokens.length - 1 : tokens.length;
  const starts = tokens
    .map((token, i) => (i < last && (i === 0 || token.startsWith(WORD_START)) ? i : -1))
    .filter((i) => i >= 0);
  return starts.map((start, i) => [start, (starts[i + 1] ?? last) - 1]);
}
