/**
 * What is asked for: its sizes, and its address. Pure.
 *
 * @typedef {import("../charts/lab.js").AttendRequest} AttendRequest
 * @typedef {{queries: number, keys: number, d_q: number, d_k: number, d_v: number}} Sizes
 */

import { gridText } from "../numbers.js";
import { normalMatrices } from "./random.js";

/** The example that an address without a name shows. */
const FIRST = "worked";

/** @param {AttendRequest} request @returns {Sizes} */
export const sizesOf = ({ queries, keys, values }) => ({
  queries: queries.length, keys: keys.length,
  d_q: queries[0].length, d_k: keys[0].length, d_v: values[0].length,
});

/** Cut, or filled up with 0. @param {number[][]} matrix @param {number} rows @param {number} columns */
const resized = (matrix, rows, columns) => Array.from({ length: rows }, (_, i) =>
  Array.from({ length: columns }, (__, j) => matrix[i]?.[j] ?? 0));

/**
 * Valid lengths for another number of queries or keys; all keys stay all keys.
 * @param {AttendRequest} request @param {number} queries @param {number} keys
 */
function lengthsFor({ valid_lengths, keys: { length } }, queries, keys) {
  if (!valid_lengths) return {};
  const lengths = Array.from({ length: queries }, (_, i) => {
    const now = valid_lengths[i] ?? length;
    return now >= length ? keys : Math.min(now, keys);
  });
  return lengthsOf(lengths, keys);
}

/** Lengths that hide nothing are left out. @param {number[]} lengths @param {number} keys */
const lengthsOf = (lengths, keys) =>
  (lengths.every((length) => length === keys) ? {} : { valid_lengths: lengths });

/** The request without what a change of size makes void. @param {AttendRequest} request */
const bare = ({ queries, keys, values, score, weights, seed }) => ({
  queries, keys, values, score,
  ...(score === "additive" && weights && { weights }),
  ...(score === "additive" && seed !== undefined && !weights && { seed }),
});

/** Weights that no longer fit give way to drawn ones. @param {AttendRequest} request @returns {AttendRequest} */
function fitting(request) {
  const { weights, queries, keys } = request;
  if (!weights) return request;
  const fits = weights.query[0].length === queries[0].length && weights.key[0].length === keys[0].length;
  if (fits) return request;
  const { weights: _, ...rest } = request;
  return rest;
}

/** @param {AttendRequest} request @param {Sizes} sizes @returns {AttendRequest} */
export const withSizes = (request, { queries, keys, d_q, d_k, d_v }) => fitting({
  ...bare(request),
  ...lengthsFor(request, queries, keys),
  queries: resized(request.queries, queries, d_q),
  keys: resized(request.keys, keys, d_k),
  values: resized(request.values, keys, d_v),
});

/** @param {AttendRequest} request @param {Sizes} sizes @param {number} seed @returns {AttendRequest} */
export function generated(request, { queries, keys, d_q, d_k, d_v }, seed) {
  const next = normalMatrices(seed);
  return fitting({
    ...bare(request),
    ...lengthsFor(request, queries, keys),
    queries: next(queries, d_q),
    keys: next(keys, d_k),
    values: next(keys, d_v),
  });
}

/** @param {AttendRequest} request @param {number[]} lengths @returns {AttendRequest} */
export const withLengths = (request, lengths) =>
  ({ ...bare(request), ...lengthsOf(lengths, request.keys.length) });

/**
 * Another matrix in the place of one; the others follow its size.
 * @param {AttendRequest} request @param {"queries" | "keys" | "values"} name @param {number[][]} matrix
 * @returns {AttendRequest}
 */
export function withMatrix(request, name, matrix) {
  const sizes = sizesOf({ ...request, [name]: matrix });
  if (name === "values") sizes.keys = matrix.length;
  if (request.score !== "additive") {
    if (name === "queries") sizes.d_k = sizes.d_q;
    else if (name === "keys") sizes.d_q = sizes.d_k;
  }
  return { ...withSizes(request, sizes), [name]: matrix };
}

/**
 * One number changed; a change of drawn weights makes them weights of one's own.
 * @param {AttendRequest} request @param {{additive: import("../charts/lab.js").AttendAnswer["additive"]}} answer
 * @param {{figure: string, row: number, column: number}} place @param {number} value
 * @returns {AttendRequest}
 */
export function withCell(request, { additive }, { figure, row, column }, value) {
  const put = (/** @type {number[][]} */ matrix) => matrix.map((cells, i) =>
    cells.map((cell, j) => (i === row && j === column ? value : cell)));
  if (!additive || !["wq", "wk", "v"].includes(figure)) {
    const name = /** @type {"queries"} */ (figure);
    return { ...request, [name]: put(request[name]) };
  }
  const { query, key, vector } = additive;
  const { seed: _, ...rest } = request;
  return {
    ...rest,
    weights: {
      query: figure === "wq" ? put(query) : query,
      key: figure === "wk" ? put(key) : key,
      vector: figure === "v" ? put([vector])[0] : vector,
    },
  };
}

/** @param {AttendRequest} request @param {string} score @returns {AttendRequest} */
export function withScore(request, score) {
  const { weights: _, seed: __, ...rest } = request;
  return { ...rest, score };
}

/** One hidden unit more or less keeps the others. @param {{query: number[][], key: number[][], vector: number[]}} weights @param {number} hidden */
export const withHidden = ({ query, key, vector }, hidden) => ({
  query: resized(query, hidden, query[0].length),
  key: resized(key, hidden, key[0].length),
  vector: resized([vector], 1, hidden)[0],
});

/** @param {AttendRequest} one @param {AttendRequest} other */
export const alike = (one, other) => JSON.stringify(addressOf(one)) === JSON.stringify(addressOf(other));

/** @param {AttendRequest} request */
function addressOf({ queries, keys, values, valid_lengths, score, weights, seed }) {
  return {
    queries: gridText(queries), keys: gridText(keys), values: gridText(values),
    valid: valid_lengths?.join(",") ?? "", score,
    ...(weights && {
      wq: gridText(weights.query), wk: gridText(weights.key), v: gridText([weights.vector]),
    }),
    ...(!weights && seed && { seed: String(seed) }),
  };
}

/**
 * The query string of a request: the name of an example where it is one.
 * @param {AttendRequest} request @param {string} cell @param {Record<string, AttendRequest>} examples
 * @param {string} keep the query string so far, whose language is kept
 */
export function searchOf(request, cell, examples, keep) {
  const query = new URLSearchParams();
  const language = new URLSearchParams(keep).get("lang");
  const name = exampleOf(request, examples);
  const parts = name ? { ...(name !== FIRST && { example: name }) } : addressOf(request);
  for (const [key, value] of Object.entries(parts)) if (value) query.set(key, value);
  if (cell) query.set("cell", cell);
  if (language) query.set("lang", language);
  const search = query.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
  return search && `?${search}`;
}

/** @param {AttendRequest} request @param {Record<string, AttendRequest>} examples */
export const exampleOf = (request, examples) =>
  Object.keys(examples).find((name) => alike(request, examples[name])) ?? "";
