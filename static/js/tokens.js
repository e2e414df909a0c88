/**
 * Sentence pieces and whole words: the two ways in which an attention matrix is read. Pure.
 *
 * A matrix over pieces becomes one over words by adding the columns of a source word (its pieces
 * share the weight among them) and averaging the rows of a target word (each piece looked once).
 * Every row then still sums to 1. The end-of-sentence token belongs to no word and stays alone.
 */

/**
 * @typedef {{text: string, tokens: string[], words: [number, number][]}} Side
 *   One sentence as the API gives it: `words` holds the first and last token of each
 *   whitespace-separated word, with last = first - 1 where a word left no token.
 * @typedef {"tokens" | "words"} View
 * @typedef {{label: string, name: string, first: number, last: number, end: boolean,
 *   unknown: boolean}} Unit
 *   One row or column: the tokens first..last (inclusive) under one label; `name` is what it is
 *   called in a sentence, where a piece that goes on with a word is hyphenated ("-ing").
 * @typedef {{text: string, unit: number | null, from: number, to: number, unknown: boolean}} Run
 *   A stretch of the running text, the unit it stands for and all that it covers (from..to); the
 *   texts joined give the sentence. White space and words without tokens stand for none.
 * @typedef {{index: number, weight: number, percent: number}} Share
 */

export const END = "</s>";
export const UNKNOWN = "<unk>";
export const WORD_START = "\u2581";

/** Chinese characters: a sentence of them has no spaces, and its pieces are its words. */
const UNSPACED = /[\u3005\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** What Python's `str.split()` takes for white space; JavaScript's `\s` differs in five places. */
const WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/** Whether a text holds a character that the model does not know. @param {{tokens: string[]}[]} sides */
export const hasUnknown = (...sides) => sides.some(({ tokens }) => tokens.includes(UNKNOWN));

/** @param {string} token @returns {string} the piece as it reads inside a sentence */
export const pieceText = (token) => token.replaceAll(WORD_START, "");

/** @param {Side} side @returns {{text: string, at: number}[]} words of the text in order */
const writtenWords = (side) =>
  [...side.text.matchAll(WORD)].map((match) => ({ text: match[0], at: match.index }));

/** @param {string} token @returns {string} */
function tokenName(token) {
  if (token.startsWith(WORD_START)) return pieceText(token) || token;
  return /^[\p{L}\p{N}]/u.test(token) ? `-${token}` : token;
}

/**
 * @param {Side} side @param {number} first @param {number} last
 * @param {string} [label] of a word; the token itself where it is left out
 * @returns {Unit}
 */
const unitOf = (side, first, last, label) => ({
  label: label ?? side.tokens[first],
  name: label ?? tokenName(side.tokens[first]),
  first,
  last,
  end: first === last && side.tokens[first] === END,
  unknown: side.tokens.slice(first, last + 1).includes(UNKNOWN),
});

/**
 * The rows or columns of one side, in order; together they hold every token exactly once.
 * @param {Side} side @param {View} view @returns {Unit[]}
 */
export function unitsOf(side, view) {
  if (view === "tokens") return side.tokens.map((_, i) => unitOf(side, i, i));
  const written = writtenWords(side);
  const named = written.length === side.words.length;
  /** @type {Unit[]} */
  const units = [];
  let next = 0;
  side.words.forEach(([first, last], w) => {
    if (last < first || first < next) return;
    for (; next < first; next += 1) units.push(unitOf(side, next, next));
    const pieces = side.tokens.slice(first, last + 1).map(pieceText).join("");
    const word = named ? written[w].text : pieces;
    if (UNSPACED.test(word)) units.push(...unspaced(side, first, last));
    else units.push(unitOf(side, first, last, word));
    next = last + 1;
  });
  for (; next < side.tokens.length; next += 1) units.push(unitOf(side, next, next));
  return units;
}

/**
 * Units of a stretch that is written without spaces: its pieces, a bare sign for the beginning of
 * a word with the piece that follows it.
 * @param {Side} side @param {number} first @param {number} last @returns {Unit[]}
 */
function unspaced(side, first, last) {
  const bare = first < last && side.tokens[first] === WORD_START;
  const rest = Array.from({ length: last - first + 1 }, (_, i) => first + i).slice(bare ? 2 : 1);
  const from = bare ? first + 1 : first;
  return [
    unitOf(side, first, from, pieceText(side.tokens[from])),
    ...rest.map((i) => unitOf(side, i, i, side.tokens[i])),
  ];
}

/**
 * Index of the unit that holds a token; -1 where none does.
 * @param {Unit[]} units @param {number} token @returns {number}
 */
export const unitAt = (units, token) =>
  units.findIndex((unit) => unit.first <= token && token <= unit.last);

/**
 * Attention between units: columns added, rows averaged.
 * @param {number[][]} attention one row for each target token, one column for each source token
 * @param {Unit[]} rows @param {Unit[]} columns
 * @returns {number[][]}
 */
export function mergeAttention(attention, rows, columns) {
  return rows.map(({ first, last }) => {
    const looks = attention.slice(first, last + 1);
    return columns.map((column) => {
      let sum = 0;
      for (const look of looks) {
        for (let j = column.first; j <= column.last; j += 1) sum += look[j];
      }
      return sum / looks.length;
    });
  });
}

/**
 * The sentence as typed, cut at the borders of its units. A word whose pieces do not spell it
 * (an unknown character, a normalised one) stays whole and stands for its first telling piece.
 * @param {Side} side @param {View} view @returns {Run[]}
 */
export function runningText(side, view) {
  const units = unitsOf(side, view);
  const written = writtenWords(side);
  if (written.length !== side.words.length) return spelledOut(side, units);
  /** @type {Run[]} */
  const runs = [];
  let at = 0;
  written.forEach((word, w) => {
    if (word.at > at) runs.push(gap(side.text.slice(at, word.at)));
    runs.push(...wordRuns(side, units, word.text, side.words[w], view));
    at = word.at + word.text.length;
  });
  if (at < side.text.length) runs.push(gap(side.text.slice(at)));
  return runs;
}

/** @param {string} text @returns {Run} */
const gap = (text) => ({ text, unit: null, from: 0, to: -1, unknown: false });

/** @param {string} text @param {number} unit @param {boolean} unknown @returns {Run} */
const run = (text, unit, unknown) => ({ text, unit, from: unit, to: unit, unknown });

/**
 * @param {Side} side @param {Unit[]} units @param {string} text
 * @param {[number, number]} range @param {View} view @returns {Run[]}
 */
function wordRuns(side, units, text, [first, last], view) {
  if (last < first) return [gap(text)];
  const pieces = side.tokens.slice(first, last + 1);
  const unknown = pieces.includes(UNKNOWN);
  const whole = unitAt(units, first);
  if (view === "words" && units[whole].last === last) return [run(text, whole, unknown)];
  const spelled = pieces.map(pieceText);
  if (spelled.join("") !== text) {
    const telling = unknown ? pieces.indexOf(UNKNOWN) : spelled.findIndex((piece) => piece !== "");
    const unit = unitAt(units, first + Math.max(telling, 0));
    return [{ text, unit, from: whole, to: unitAt(units, last), unknown }];
  }
  return spelled.flatMap((piece, i) =>
    piece === "" ? [] : [run(piece, unitAt(units, first + i), false)],
  );
}

/** @param {Side} side @param {Unit[]} units @returns {Run[]} */
function spelledOut(side, units) {
  return units
    .map((unit, index) => ({ unit, index }))
    .filter(({ unit }) => !unit.end)
    .flatMap(({ unit, index }) => {
      const starts = side.tokens[unit.first].startsWith(WORD_START) && index > 0;
      const spelled = run(pieceText(unit.label), index, unit.unknown);
      return starts ? [gap(" "), spelled] : [spelled];
    });
}

/**
 * Where a row looked: its largest weights, and everything else in one sum. Percentages are whole,
 * rounded by largest remainder, so that what is shown adds up to 100.
 * @param {number[]} row weights that sum to 1
 * @param {{limit?: number, atLeast?: number}} [options] how many to name, and from which weight on
 * @returns {{named: Share[], elsewhere: {weight: number, percent: number}}}
 */
export function sharesOf(row, { limit = 3, atLeast = 0.03 } = {}) {
  const order = row.map((weight, index) => ({ weight, index })).sort((a, b) => b.weight - a.weight);
  const top = order.filter(({ weight }, rank) => rank < limit && (rank === 0 || weight >= atLeast));
  const rest = order.slice(top.length).reduce((sum, { weight }) => sum + weight, 0);
  const percents = wholePercents([...top.map(({ weight }) => weight), rest]);
  return {
    named: top.map(({ index, weight }, i) => ({ index, weight, percent: percents[i] })),
    elsewhere: { weight: rest, percent: percents[top.length] },
  };
}

/** @param {number[]} parts that sum to 1 @returns {number[]} whole per cents that sum to 100 */
function wholePercents(parts) {
  const total = parts.reduce((sum, part) => sum + part, 0) || 1;
  const exact = parts.map((part) => (100 * part) / total);
  const whole = exact.map(Math.floor);
  const missing = 100 - whole.reduce((sum, part) => sum + part, 0);
  exact
    .map((value, i) => ({ i, remainder: value - whole[i] }))
    .sort((a, b) => b.remainder - a.remainder)
    .slice(0, missing)
    .forEach(({ i }) => (whole[i] += 1));
  return whole;
}

/**
 * Mean weight on the end-of-sentence token. Its own row, which belongs there, is left out.
 * @param {number[][]} attention @param {Unit[]} rows @param {Unit[]} columns
 * @returns {number} 0..1
 */
export function sinkMass(attention, rows, columns) {
  const end = columns.findIndex((column) => column.end);
  const others = attention.filter((_, i) => !rows[i].end);
  if (end < 0 || others.length === 0) return 0;
  return others.reduce((sum, row) => sum + row[end], 0) / others.length;
}
