/**
 * One translation with every intermediate, and the ranges of its colours. Pure.
 *
 * @typedef {import("./arrays.js").Vector} Vector
 * @typedef {import("../tokens.js").Side} Side
 * @typedef {Record<string, Vector>} Gates by name, in the order of the equations
 * @typedef {{gates: Gates, hidden: Vector, cell: Vector | null}} Layer
 * @typedef {{token: string, probability: number, log_probability: number, logit: number,
 *   chosen: boolean}} Candidate
 * @typedef {{input_token: string, output_token: string, input_embedding: Vector, query: Vector,
 *   projected_query: Vector, scores: Vector, weights: Vector, context: Vector, rnn_input: Vector,
 *   layers: Layer[], lexical?: Vector | null, readout: Vector, logit: number, log_normaliser: number,
 *   chosen: Candidate, candidates: Candidate[]}} Step
 * @typedef {{score: "additive", vector: Vector} | {score: "scaled_dot", scale: number}} Scoring
 * @typedef {{hidden: Vector[], cell?: Vector[] | null, gates: Record<string, Vector[]>}} Direction
 *   One row a source token, in the order of the sentence.
 * @typedef {{embeddings: Vector[], forward: Vector[], backward: Vector[], memory: Vector[],
 *   layers: {forward: Direction, backward: Direction}[]}} Encoder
 * @typedef {{model: string, source: Side & {valid_length?: number}, target: Side, attend: "before" | "after",
 *   attention_parameters: Scoring, encoder: Encoder, keys: Vector[],
 *   initial: {hidden: Vector[], cell: Vector[] | null}, steps: Step[]}} Traced
 * @typedef {{query: number, keys: number, memory: number, embedding: number, source: number,
 *   states: number, cells: number, readout: number, scores: [number, number]}} Reach
 *   How far the colours of each kind go, in either direction; of scores the ends of their bars.
 */

/** The share of all values whose size the colours tell apart; the few beyond share the last one. */
const TOLD_APART = 0.99;

/** @param {(Vector | null)[]} vectors @returns {number} the size that so many stay below, never 0 */
function sizeOf(vectors) {
  const sizes = new Float32Array(vectors.reduce((sum, one) => sum + (one?.length ?? 0), 0));
  let at = 0;
  for (const vector of vectors) {
    for (let i = 0; i < (vector?.length ?? 0); i += 1) sizes[at + i] = Math.abs(vector?.[i] ?? 0);
    at += vector?.length ?? 0;
  }
  sizes.sort();
  return sizes[Math.floor(TOLD_APART * (sizes.length - 1))] || 1;
}

/**
 * One colour range for each kind of value, the same at every step.
 * @param {Traced} trace @returns {Reach}
 */
export function reachOf({ encoder, keys, initial, steps }) {
  const scores = steps.flatMap((step) => [...step.scores]);
  return {
    query: sizeOf(steps.map(({ query }) => query)),
    keys: sizeOf(keys),
    memory: sizeOf(encoder.memory),
    embedding: sizeOf(steps.map((step) => step.input_embedding)),
    source: sizeOf(encoder.embeddings),
    states: sizeOf([...initial.hidden, ...steps.flatMap(({ layers }) => layers.map(hiddenOf))]),
    cells: sizeOf([...(initial.cell ?? []), ...steps.flatMap(({ layers }) => layers.map(cellOf))]),
    readout: sizeOf(steps.map(({ readout }) => readout)),
    scores: [Math.min(...scores), Math.max(...scores)],
  };
}

/** @param {Layer} layer */
const hiddenOf = ({ hidden }) => hidden;
/** @param {Layer} layer */
const cellOf = ({ cell }) => cell;

/**
 * The state of a layer before a step.
 * @param {Traced} trace @param {number} index @param {number} layer both from 0
 * @returns {{hidden: Vector, cell: Vector | null}}
 */
export function stateBefore({ initial, steps }, index, layer) {
  if (index > 0) return steps[index - 1].layers[layer];
  return { hidden: initial.hidden[layer], cell: initial.cell?.[layer] ?? null };
}

/** @param {Vector} values @returns {number} index of the largest */
export function strongest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i] > values[best]) best = i;
  return best;
}
