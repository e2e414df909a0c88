/** Words of two translations: which of them the other lacks; and a sentence with another word. Pure. */

import { common } from "../attention/subsequence.js";

/** @typedef {{text: string, changed: boolean}} Part */

const WORD = /[\u3005\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}\p{M}]/gu;

/**
 * Both texts in parts, with the words that only one of them has marked. Chinese characters and
 * signs of punctuation are words of their own.
 * @param {string} one @param {string} other @returns {[Part[], Part[]]}
 */
export function compared(one, other) {
  const [mine, theirs] = [one, other].map((text) => [...text.matchAll(WORD)]);
  const [kept, keptThere] = common(mine.map(([word]) => word), theirs.map(([word]) => word));
  return [partsOf(one, mine, kept), partsOf(other, theirs, keptThere)];
}

/** @param {string} text @param {RegExpMatchArray[]} words @param {boolean[]} kept @returns {Part[]} */
function partsOf(text, words, kept) {
  /** @type {Part[]} */
  const parts = [];
  const add = (/** @type {string} */ piece, /** @type {boolean} */ changed) => {
    const last = parts.at(-1);
    if (last?.changed === changed) last.text += piece;
    else if (piece) parts.push({ text: piece, changed });
  };
  let at = 0;
  words.forEach((word, i) => {
    const start = word.index ?? 0;
    add(text.slice(at, start), i > 0 && !kept[i - 1] && !kept[i]);
    add(word[0], !kept[i]);
    at = start + word[0].length;
  });
  add(text.slice(at), false);
  return parts;
}

/**
 * @param {string[]} parts what stands between the words of a sentence, and its words, in turn
 * @param {number} word which, from 1 @param {string} by nothing leaves it out with a space beside it
 */
export function replaced(parts, word, by) {
  const at = 2 * word - 1;
  if (at >= parts.length) return parts.join("");
  let [before, after] = [parts.slice(0, at).join(""), parts.slice(at + 1).join("")];
  if (by.trim()) return before + by + after;
  if (before.endsWith(" ")) before = before.slice(0, -1);
  else if (!before && after.startsWith(" ")) after = after.slice(1);
  return before + after;
}
