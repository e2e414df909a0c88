/**
 * How any number of the page came about: the terms of its arithmetic and the cells they come from.
 * Pure. Rows and columns count from 0 here, and from 1 where they are read.
 *
 * @typedef {{figure: string, row: number, column: number}} Place a key's row is the key
 * @typedef {{figure: string, row: number, column: number, rows: number, columns: number, kind: string}} Block
 * @typedef {{text: string, kind: "name" | "sign" | "term" | "value", exact?: string, from?: Place[]}} Piece
 * @typedef {{pieces: Piece[], note: string, parameters: Record<string, string | number>,
 *   rounded: boolean, blocks: Block[]}} Arithmetic
 * @typedef {import("../charts/lab.js").AttendRequest} AttendRequest
 * @typedef {import("../charts/lab.js").AttendAnswer} AttendAnswer
 */

import { exactText, shown } from "../numbers.js";

/** With a minus sign in place of the hyphen that a number is typed with. @param {string} text */
const signed = (text) => text.replaceAll("-", "\u2212");

/** Beyond these the exponential leaves what is easily written. */
const PLAIN_EXPONENTS = 30;

/** Collects pieces, and whether any number in them is rounded. */
function line() {
  /** @type {Piece[]} */
  const pieces = [];
  let rounded = false;
  const number = (/** @type {number} */ value) => {
    const { text, rounded: cut } = shown(value);
    rounded ||= cut;
    return signed(text);
  };
  return {
    pieces,
    number,
    /** One that follows a sign. @param {number} value */
    factor: (value) => (value < 0 ? `(${number(value)})` : number(value)),
    name: (/** @type {string} */ text) => pieces.push({ text, kind: "name" }),
    sign: (/** @type {string} */ text) => pieces.push({ text, kind: "sign" }),
    /** @param {string} text @param {string} exact @param {Place[]} from */
    term: (text, exact, from) => pieces.push({ text, kind: "term", exact, from }),
    /** @param {number} value */
    result(value) {
      const { text, rounded: cut } = shown(value);
      rounded ||= cut;
      pieces.push({ text: rounded ? " ≈ " : " = ", kind: "sign" });
      pieces.push({ text: signed(text), kind: "value", exact: exactText(value) });
    },
    get rounded() { return rounded; },
  };
}

/**
 * @param {AttendRequest} request @param {AttendAnswer} answer @param {Place} at
 * @returns {Arithmetic}
 */
export function arithmeticOf(request, answer, at) {
  const write = line();
  const { row: i, column: j } = at;
  const length = answer.valid_lengths[i] ?? 0;
  let note = at.figure;
  if (at.figure === "scores") {
    note = request.score;
    if (answer.additive) additiveScore(write, answer.additive, i, j);
    else dotScore(write, request, i, j);
    write.result(answer.scores[i][j]);
  } else if (at.figure === "masked_scores") {
    note = maskedScore(write, answer, i, j);
  } else if (at.figure === "weights") {
    note = weight(write, answer, i, j);
  } else if (at.figure === "output") {
    write.name(`o${i + 1},${j + 1}`);
    write.sign(" = ");
    answer.weights[i].forEach((share, k) => {
      if (k) write.sign(" + ");
      write.term(`${write.number(share)} × ${write.factor(request.values[k][j])}`,
        `${exactText(share)} × ${exactText(request.values[k][j])}`,
        [{ figure: "weights", row: i, column: k }, { figure: "values", row: k, column: j }]);
    });
    write.result(answer.output[i][j]);
  } else {
    const values = /** @type {number[][]} */ (request[/** @type {"queries"} */ (at.figure)]);
    write.name(`${at.figure[0]}${i + 1},${j + 1}`);
    write.result(values[i][j]);
  }
  return {
    pieces: write.pieces, note: `why_${note}`, rounded: write.rounded,
    parameters: { row: i + 1, column: j + 1, length }, blocks: blocksOf(request, answer, at),
  };
}

/** @typedef {ReturnType<typeof line>} Line */

/** @param {Line} write @param {AttendRequest} request @param {number} i @param {number} j */
function dotScore(write, { queries, keys, score }, i, j) {
  const scaled = score === "scaled_dot";
  const size = keys[j].length;
  write.name(`q${i + 1}`);
  write.sign(" · ");
  write.name(`k${j + 1}`);
  if (scaled) write.sign(` / √${size}`);
  write.sign(scaled ? " = (" : " = ");
  queries[i].forEach((factor, c) => {
    if (c) write.sign(" + ");
    write.term(`${write.factor(factor)} × ${write.factor(keys[j][c])}`,
      `${exactText(factor)} × ${exactText(keys[j][c])}`,
      [{ figure: "queries", row: i, column: c }, { figure: "keys", row: j, column: c }]);
  });
  if (scaled) write.sign(`) / ${write.number(Math.sqrt(size))}`);
}

/** @param {Line} write @param {NonNullable<AttendAnswer["additive"]>} additive @param {number} i @param {number} j */
function additiveScore(write, { vector, projected_queries, projected_keys }, i, j) {
  write.name("v");
  write.sign(" · tanh(");
  write.name("W_q");
  write.sign(" ");
  write.name(`q${i + 1}`);
  write.sign(" + ");
  write.name("W_k");
  write.sign(" ");
  write.name(`k${j + 1}`);
  write.sign(") = ");
  vector.forEach((height, h) => {
    const [query, key] = [projected_queries[i][h], projected_keys[j][h]];
    if (h) write.sign(" + ");
    write.term(`${write.factor(height)} × tanh(${write.number(query)} + ${write.factor(key)})`,
      `${exactText(height)} × tanh(${exactText(query)} + ${exactText(key)})`,
      [{ figure: "v", row: 0, column: h }]);
  });
}

/** @param {Line} write @param {AttendAnswer} answer @param {number} i @param {number} j */
function maskedScore(write, { masked_scores, valid_lengths }, i, j) {
  const kept = masked_scores[i][j];
  write.name(`k${j + 1}`);
  write.sign(`: ${j + 1} ${kept === null ? ">" : "≤"} ${valid_lengths[i]} → `);
  if (kept === null) {
    write.pieces.push({ text: "−∞", kind: "value" });
    return "masked";
  }
  write.pieces.push({ text: write.number(kept), kind: "value", exact: exactText(kept) });
  return "kept";
}

/** @param {Line} write @param {AttendAnswer} answer @param {number} i @param {number} j */
function weight(write, { masked_scores, weights }, i, j) {
  const row = masked_scores[i];
  const scores = row.filter((score) => score !== null);
  const most = Math.max(...scores);
  const shifted = Math.max(...scores.map(Math.abs)) > PLAIN_EXPONENTS;
  const power = (/** @type {number | null} */ score) => {
    if (score === null) return "exp(−∞)";
    return shifted ? `exp(${write.number(score)} − ${write.factor(most)})` : `exp(${write.number(score)})`;
  };
  const exact = (/** @type {number | null} */ score) => (score === null ? "−∞" : exactText(score));
  const from = (/** @type {number} */ k) => [{ figure: "masked_scores", row: i, column: k }];
  write.term(power(row[j]), exact(row[j]), from(j));
  write.sign(" / (");
  row.forEach((score, k) => {
    if (score === null) return;
    if (k) write.sign(" + ");
    write.term(power(score), exact(score), from(k));
  });
  write.sign(")");
  if (row[j] === null) {
    write.sign(" = ");
    write.pieces.push({ text: "0", kind: "value", exact: "0" });
    return "weights_masked";
  }
  write.result(weights[i][j]);
  return shifted ? "weights_shifted" : "weights";
}

/**
 * The cell itself, what it is made from, and what is made from it.
 * @param {AttendRequest} request @param {AttendAnswer} answer @param {Place} at @returns {Block[]}
 */
function blocksOf({ queries, keys, values }, answer, at) {
  const { figure, row, column } = at;
  const line = (/** @type {string} */ name, /** @type {number} */ at_, /** @type {number} */ count, kind = "source") =>
    ({ figure: name, row: at_, column: 0, rows: 1, columns: count, kind });
  const stack = (/** @type {string} */ name, /** @type {number} */ at_, /** @type {number} */ count, kind = "source") =>
    ({ figure: name, row: 0, column: at_, rows: count, columns: 1, kind });
  const own = { figure, row, column, rows: 1, columns: 1, kind: "own" };
  const single = (/** @type {string} */ name) => ({ ...own, figure: name, kind: "source" });
  /** @type {Record<string, () => Block[]>} */
  const related = {
    queries: () => [line("scores", row, keys.length, "target")],
    keys: () => [stack("scores", row, queries.length, "target")],
    values: () => [stack("output", column, queries.length, "target")],
    scores: () => [line("queries", row, queries[0].length), line("keys", column, keys[0].length)],
    masked_scores: () => [single("scores")],
    weights: () => [line("masked_scores", row, answer.valid_lengths[row])],
    output: () => [line("weights", row, keys.length), stack("values", column, values.length)],
  };
  return [...(related[figure]?.() ?? []), own];
}
