/**
 * The parts of the whole model in the order in which their numbers arise: their shapes, their
 * formulas, and the row of each that belongs to a step and a source token. Pure.
 *
 * @typedef {import("./arrays.js").Vector} Vector
 * @typedef {import("./painter.js").Stretch} Stretch
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {import("./trace.js").Reach} Reach
 * @typedef {{index: number, key: number}} Spot the step and the source token, from 0
 * @typedef {{
 *   id: string, kind: string, layer: number, layers: number, shape: number[], home: string,
 *   gives: string, symbol: string, note: string,
 *   formula: (spot: Spot) => string, row: ((spot: Spot) => Stretch[]) | null,
 * }} Part
 *   `layer` from 1, of `layers`; `home` is the id of the element that shows its numbers, `gives`
 *   the number of what it starts the decoder with, or ""; `note` is the end of its note's key.
 */

/** @param {ArrayLike<ArrayLike<number>>} rows */
const matrix = (rows) => [rows.length, rows[0].length];

/** @param {number[]} shape @returns {string} "11 × 512" */
export const written = (shape) => shape.map((side) => side.toLocaleString("en")).join(" × ");

/**
 * @param {Traced} trace @param {Reach} reach @param {number} vocabulary of the target
 * @returns {Part[]}
 */
export function partsOf(trace, reach, vocabulary) {
  const { encoder, keys, initial, steps, attend, source } = trace;
  const [length, layers] = [validLength(trace), initial.hidden.length];
  const [step] = steps;
  const cell = initial.cell ? "LSTM" : "GRU";
  const additive = trace.attention_parameters.score === "additive";
  const after = attend === "after";

  /**
   * @param {string} kind @param {number[]} shape @param {string} home
   * @param {Part["formula"]} formula @param {Partial<Part>} [more] @returns {Part}
   */
  const part = (kind, shape, home, formula, more = {}) =>
    ({ id: kind, kind, layer: 1, layers: 1, gives: "", symbol: "", note: "", row: null, shape, home, formula, ...more });

  const read = encoder.layers.flatMap(({ forward, backward }, at) =>
    /** @type {const} */ (["forward", "backward"]).map((way) => {
      const { hidden } = { forward, backward }[way];
      const own = way === "forward" ? "f" : "b";
      const input = (/** @type {number} */ j) => (at ? `[f′_{${j}} ; b′_{${j}}]` : `e_{${j}}`);
      return part(way, matrix(hidden), "states", ({ key }) => {
        const [j, from] = [key + 1, way === "forward" ? key : key + 2];
        return `${own}_{${j}} = ${cell}(${input(j)}, ${own}_{${from}})`;
      }, {
        id: `${way}-${at + 1}`, layer: at + 1, layers, symbol: own,
        row: ({ key }) => [{ values: hidden[key], reach: reach.memory }],
      });
    }));

  const recur = step.layers.map(({ hidden }, at) =>
    part("recurrence", [hidden.length], "flow-layers", ({ index: i }) => {
      const input = at ? `h′_{${i + 1}}` : `x_{${i + 1}}`;
      return initial.cell
        ? `h_{${i + 1}}, C_{${i + 1}} = LSTM(${input}, h_{${i}}, C_{${i}})`
        : `h_{${i + 1}} = GRU(${input}, h_{${i}})`;
    }, {
      id: `recurrence-${at + 1}`, layer: at + 1, layers, symbol: "h",
      row: ({ index }) => [{ values: steps[index].layers[at].hidden, reach: reach.states }],
    }));

  const attention = [
    part("query", [step.query.length], "flow-query", ({ index: i }) => `q = h_{${after ? i + 1 : i}}`, {
      symbol: "q", note: attend,
      row: ({ index }) => [{ values: steps[index].query, reach: reach.query }],
    }),
    part("attention", [step.weights.length], "pool", () => additive
      ? "a_j = softmax_j(v · tanh(k_j + W_q q))"
      : `a_j = softmax_j(k_j · (W_q q) ÷ √${keys[0].length})`, {
      symbol: "a", note: additive ? "additive" : "dot",
      row: ({ index }) => [{ values: steps[index].weights }],
    }),
    part("context", [step.context.length], "flow-context", ({ index: i }) => `c_{${i + 1}} = Σ_j a_j m_j`, {
      symbol: "c",
      row: ({ index }) => [{ values: steps[index].context, reach: reach.memory }],
    }),
  ];
  const update = [
    part("previous", [step.input_embedding.length], "flow-input", ({ index: i }) => `e(y_{${i}}) = E_y[y_{${i}}]`, {
      symbol: "e",
      row: ({ index }) => [{ values: steps[index].input_embedding, reach: reach.embedding }],
    }),
    part("input", [step.rnn_input.length], "flow-input", ({ index: i }) =>
      `x_{${i + 1}} = [e(y_{${i}}) ; c_{${after ? i : i + 1}}]`, {
      symbol: "x", note: attend,
      row: ({ index }) => {
        const { rnn_input: row, input_embedding: { length: size } } = steps[index];
        return [
          { values: row.slice(0, size), reach: reach.embedding },
          { values: row.slice(size), reach: reach.memory },
        ];
      },
    }),
    ...recur,
  ];
  const lexical = step.lexical && part("lexical", [step.lexical.length], "flow-readout", () => "l = Σ_j a_j e_j", {
    symbol: "l",
    row: ({ index }) => [{ values: steps[index].lexical ?? [], reach: reach.source }],
  });

  return [
    part("length", [length], "pool", () => `a_j = 0, j > ${length}`, { gives: "3" }),
    part("tokens", [source.tokens.length], "source", () => `x_1 … x_{${source.tokens.length}}`),
    part("embedding", matrix(encoder.embeddings), "states", ({ key }) => `e_{${key + 1}} = E_x[x_{${key + 1}}]`, {
      symbol: "e", row: ({ key }) => [{ values: encoder.embeddings[key], reach: reach.source }],
    }),
    ...read,
    part("memory", matrix(encoder.memory), "states", ({ key: j }) =>
      `m_{${j + 1}} = [f_{${j + 1}} ; b_{${j + 1}}]`, {
      symbol: "m", gives: "1", row: ({ key }) => [{ values: encoder.memory[key], reach: reach.memory }],
    }),
    part("keys", matrix(keys), "pool", ({ key: j }) => `k_{${j + 1}} = W_k m_{${j + 1}}`, {
      symbol: "k", gives: "1", row: ({ key }) => [{ values: keys[key], reach: reach.keys }],
    }),
    part("start", matrix(initial.hidden), "states", () => `h_0 = [f_{${length}} ; b_1]`, {
      symbol: "h", gives: "2", note: initial.cell ? "lstm" : "gru",
      row: () => [{ values: initial.hidden[layers - 1], reach: reach.states }],
    }),
    ...(after ? [...update, ...attention] : [...attention, ...update]),
    ...(lexical ? [lexical] : []),
    part("readout", [step.readout.length], "flow-readout", ({ index: i }) =>
      `r = tanh(W [h_{${i + 1}} ; c_{${i + 1}} ; e(y_{${i}})${lexical ? " ; l" : ""}] + b)`, {
      symbol: "r", row: ({ index }) => [{ values: steps[index].readout, reach: reach.readout }],
    }),
    part("probabilities", [vocabulary], "candidates", () => "p = softmax(E_y r + b)"),
    part("word", [trace.target.tokens.length], "target", ({ index: i }) =>
      `p(y_{${i + 1}}) = ${steps[i].chosen.probability.toFixed(4)}`),
  ];
}

/** Source tokens that are no padding. @param {Traced} trace */
export const validLength = ({ source }) => source.valid_length ?? source.tokens.length;
