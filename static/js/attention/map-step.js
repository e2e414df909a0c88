/** The step that is looked at, in the drawing of the whole model: all that happens in it. */

import { t } from "../i18n.js";
import { pieceText } from "../tokens.js";
import { piece } from "./map-drawn.js";
import { stepSpots } from "./map-layout.js";
import { written } from "./map-parts.js";
import { indexed } from "./map-pen.js";

/**
 * @typedef {import("./map-pen.js").Pen} Pen
 * @typedef {import("./map-drawn.js").Piece} Piece
 * @typedef {import("./map-pen.js").Anchor} Anchor
 * @typedef {import("./map-encoder.js").Scene} Scene
 * @typedef {import("./map-layout.js").Row} Row
 * @typedef {Scene & {now: ReturnType<typeof stepSpots>, number: number, after: boolean,
 *   shape: (id: string) => string,
 *   size: (x: number, y: number, text: string, anchor?: Anchor) => Piece}} Stage
 *   `number` of the step, from 1; `size` is a small text at a wire.
 */

const CANDIDATES = 3;
/** Of the circles that stand for a sum. */
export const RADIUS = { now: 13, other: 5 };

/** @param {Row} row */
const heightOf = ({ top, bottom }) => bottom - top;

/**
 * All of it but what comes from elsewhere, as if it stood at the left edge: the pen's layer is moved.
 * @param {Pen} pen @param {Scene} scene
 */
export function drawStep(pen, scene) {
  const { rows } = scene.layout;
  const now = stepSpots(scene.layout, scene.spot.index);
  pen.ground.push(piece("rect", {
    class: "whole__now", x: now.from, y: rows.attention.top - 8, width: now.to - now.from,
    height: rows.words.bottom - rows.attention.top + 12, rx: 4,
  }));
  /** @type {Stage} */
  const stage = {
    ...scene,
    now,
    number: scene.spot.index + 1,
    after: scene.trace.attend === "after",
    shape: (id) => written(scene.parts.get(id)?.shape ?? []),
    size: (x, y, text, anchor = "start") => pen.text("size", x, y, text, { anchor, size: 11 }),
  };
  drawAttention(pen, stage);
  drawInput(pen, stage);
  drawRecurrence(pen, stage);
  drawReadout(pen, stage);
  drawPrediction(pen, stage);
}

/** Query, weights and context. @param {Pen} pen @param {Stage} stage */
function drawAttention(pen, { layout, trace, now, number, after, shape, size }) {
  const { rows, wide, levels } = layout;
  const { left, attention, context: { x: sumX, y } } = now;
  const last = rows.states[rows.states.length - 1];
  const middle = (attention.left + attention.right) / 2;
  const room = attention.right - attention.left - 6;
  if (after) {
    pen.wire("now", [[now.state.left, last.middle + 9], [now.query, last.middle + 9], [now.query, y], [left, y]]);
  }
  pen.wire("now", [[attention.right, y], [sumX - RADIUS.now, y]]);
  const query = wide ? `${t("map.query")} ${shape("query")}` : "q";
  pen.add("query",
    pen.surface(now.query - 8, y - 22, left - now.query + 8, 44),
    size(now.query - 5, y - 11, query, "end"));
  pen.add("attention",
    pen.box("attention", attention.left, rows.attention.top, attention.right - attention.left, heightOf(rows.attention)),
    pen.text("inside", middle, y - 3, t(`map.score_${trace.attention_parameters.score}`), {
      anchor: "middle", room, size: wide ? 12 : 10.5,
    }),
    pen.text("inside", middle, y + 14, wide ? t("map.mask_softmax") : "softmax", { anchor: "middle", size: 11, room }),
    size((attention.right + sumX - RADIUS.now) / 2 - 2, y - 7, shape("attention"), "middle"));
  pen.add("context",
    piece("circle", { class: "whole__sum is-now", cx: sumX, cy: y, r: RADIUS.now }),
    pen.text("inside", sumX, y + 5, "Σ", { anchor: "middle", size: 14 }),
    size(sumX + 8, rows.attention.bottom + 8, `${indexed("c", number)}  ${shape("context")}`));
  const level = levels.final + 16;
  const [keys, values] = ["keys", "memory"].map((id) => {
    const name = t(`map.gives_${id}`);
    return wide ? `${name} ${shape(id)}` : name;
  });
  pen.add("keys",
    pen.badge(middle - 18, level - 4, "1"),
    pen.text("given", middle - 30, level, keys, { anchor: "end" }));
  pen.add("memory",
    pen.badge(sumX + 12, level - 4, "1"),
    pen.text("given", sumX + 24, level, values));
}

/** The word before beside the context. @param {Pen} pen @param {Stage} stage */
function drawInput(pen, { layout, trace, spot, languages, names, now, number, after, shape, size }) {
  const { rows } = layout;
  const { left, right, split, embed, context: { x: sumX, y } } = now;
  const x = (left + split) / 2;
  const word = names.target[spot.index - 1] ?? trace.steps[0].input_token;
  pen.wire("now", [[x, rows.embed.bottom], [x, rows.input.top]]);
  if (!after) pen.wire("now", [[sumX, y + RADIUS.now], [sumX, rows.input.top]]);
  pen.add("previous",
    pen.box("embedding", embed.left, rows.embed.top, embed.right - embed.left, heightOf(rows.embed)),
    pen.text("token", (embed.left + embed.right) / 2, rows.embed.middle + 4, word, {
      anchor: "middle", room: embed.right - embed.left - 6, size: 13, lang: languages.target,
    }),
    size(x + 5, rows.embed.bottom + 10, shape("previous")));
  pen.add("input",
    pen.box("embedding", left, rows.input.top, split - left, heightOf(rows.input)),
    pen.box("context", split, rows.input.top, right - split, heightOf(rows.input)),
    pen.text("inside", x, rows.input.middle + 4, "e", { anchor: "middle" }),
    pen.text("inside", (split + right) / 2, rows.input.middle + 4, indexed("c", after ? number - 1 : number), { anchor: "middle" }));
}

/** @param {Pen} pen @param {Stage} stage */
function drawRecurrence(pen, { layout, trace, now, number, shape, size }) {
  const { input, states } = layout.rows;
  const { middle, state } = now;
  const cell = trace.initial.cell ? "LSTM" : "GRU";
  pen.wire("now", [[middle, input.bottom], [middle, states[0].top]]);
  pen.add("input", size(middle + 5, input.bottom + 16, shape("input")));
  states.forEach((row, at) => {
    const id = `recurrence-${at + 1}`;
    if (at) {
      pen.wire("now", [[middle, states[at - 1].bottom], [middle, row.top]]);
      pen.add(id, size(middle + 5, row.top - 9, shape(id)));
    }
    pen.add(id,
      pen.box("state", state.left, row.top, state.right - state.left, heightOf(row)),
      pen.text("inside", middle, row.middle + 4, `${cell}  ${indexed("h", number)}`, { anchor: "middle" }));
  });
}

/** State, context and embeddings, read out. @param {Pen} pen @param {Stage} stage */
function drawReadout(pen, { layout, now, shape, size }) {
  const { rows } = layout;
  const { left, right, middle, bypass, context: { x: sumX, y } } = now;
  const { top, bottom, middle: level } = rows.readout;
  const last = rows.states[rows.states.length - 1];
  const state = `recurrence-${rows.states.length}`;
  pen.wire("now", [[middle, last.bottom], [middle, top]]);
  pen.wire("now", [[left + 8, rows.input.bottom], [left + 8, top]]);
  pen.wire("now", [[sumX + RADIUS.now, y], [bypass, y], [bypass, top - 12], [right - 8, top - 12], [right - 8, top]]);
  pen.add(state, size(middle + 5, last.bottom + 15, shape(state)));
  pen.add("previous", size(left + 13, last.bottom + 15, shape("previous")));
  pen.add("readout",
    pen.box("readout", left, top, right - left, heightOf(rows.readout)),
    pen.text("inside", middle, level + 4, t("map.readout_box"), { anchor: "middle", room: right - left - 8 }),
    size(middle + 5, bottom + 15, shape("readout")));
}

/** The likeliest tokens and the one that is written. @param {Pen} pen @param {Stage} stage */
function drawPrediction(pen, { layout, trace, spot, languages, names, now, shape, size }) {
  const { readout, chances, words } = layout.rows;
  const { left, right, middle } = now;
  const line = heightOf(chances) / CANDIDATES;
  const [from, to] = [left + 0.42 * (right - left), right - 34];
  pen.wire("now", [[middle, readout.bottom], [middle, chances.top]]);
  pen.wire("now", [[middle, chances.bottom], [middle, words.top + 2]]);
  pen.add("probabilities",
    pen.surface(left, chances.top, right - left, heightOf(chances)),
    size(right, readout.bottom + 15, layout.wide ? `softmax ${shape("probabilities")}` : shape("probabilities"), "end"));
  trace.steps[spot.index].candidates.slice(0, CANDIDATES).forEach(({ token, probability, chosen }, i) => {
    const y = chances.top + line * (i + 0.5);
    pen.add("probabilities",
      pen.text(chosen ? "word" : "token", left, y + 4, pieceText(token) || token, {
        room: from - left - 6, size: 13, lang: languages.target,
      }),
      piece("rect", {
        class: `whole__chance${chosen ? " is-chosen" : ""}`, x: from, y: y - 4, height: 8,
        width: Math.max((to - from) * probability, 0.5).toFixed(1),
      }),
      pen.text("number", right, y + 4, probability.toFixed(2), { anchor: "end", size: 11 }));
  });
  pen.add("word", pen.text("word", middle, words.bottom - 4, names.target[spot.index], {
    anchor: "middle", room: right - left, size: 17, lang: languages.target,
  }));
}
