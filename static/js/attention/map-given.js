/** What the encoder gives to the step that is looked at: keys, values under the weights, the mask. */

import { t } from "../i18n.js";
import { piece } from "./map-drawn.js";
import { isGap, weightAt } from "./map-elide.js";
import { decoderSpots } from "./map-layout.js";
import { written } from "./map-parts.js";

/**
 * @typedef {import("./map-pen.js").Pen} Pen
 * @typedef {import("./map-encoder.js").Scene} Scene
 */

/** Weights from here on are written at their arrows. */
const TELLING = 0.01;

/** @param {Pen} pen @param {Scene} scene */
export function drawGiven(pen, scene) {
  const { layout, spot } = scene;
  const { rows, levels, lanes, source, half } = layout;
  const { attention } = decoderSpots(layout, spot.index);
  const chosen = source.find(({ first, last }) => first <= spot.key && spot.key <= last);
  if (chosen) {
    const { x, width } = chosen;
    pen.ground.push(piece("rect", {
      class: "whole__key", x: x - width / 2, y: rows.tokens.top - 2, width,
      height: rows.keys.bottom - rows.tokens.top + 6, rx: 3,
    }));
  }

  const valid = scene.parts.get("length")?.shape[0] ?? 0;
  const to = validEnd(layout, valid);
  const down = attention.right - 8;
  const y = rows.length.bottom - 5;
  pen.wire("given", [
    [to, y], [lanes.length, y], [lanes.length, levels.mask], [down, levels.mask], [down, rows.attention.top],
  ]);
  pen.add("length", pen.text("given", lanes.final - 4, levels.mask - 5, t("map.mask"), { anchor: "end" }));

  drawValues(pen, scene);
  const quarter = half / 2;
  const into = (attention.left + attention.right) / 2 - 6;
  const ends = [source[0].x - quarter, source[source.length - 1].x - quarter, into];
  pen.wire("flow", [[Math.min(...ends), levels.bus], [Math.max(...ends), levels.bus]], false);
  pen.wire("now", [[into, levels.bus], [into, rows.attention.top]]);
  drawLexical(pen, scene);
}

/** The source embeddings under the weights, on their way into the readout. @param {Pen} pen @param {Scene} scene */
function drawLexical(pen, { layout, parts, spot }) {
  const part = parts.get("lexical");
  if (!part) return;
  const { rows, wide, lanes, source, half } = layout;
  const { right } = decoderSpots(layout, spot.index);
  const from = source[source.length - 1].x + half;
  const [embedding, level] = [rows.embedding.middle, rows.readout.middle];
  pen.wire("lexical", [[from, embedding], [lanes.lexical, embedding], [lanes.lexical, level], [right, level]]);
  const text = wide ? `${t("map.lexical_short")} ${written(part.shape)}` : written(part.shape);
  const room = wide ? 96 : 28;
  pen.add("lexical",
    pen.surface(lanes.lexical - room, level - 18, room, 22),
    pen.text("size", lanes.lexical - 4, level - 5, text, { anchor: "end", size: 11 }));
}

/**
 * Where the tokens end that are no padding.
 * @param {import("./map-layout.js").Layout} layout @param {number} valid @returns {number}
 */
export function validEnd({ source, unit }, valid) {
  const shown = source.filter(({ first }) => first < valid);
  return (shown[shown.length - 1]?.x ?? 0) + unit / 2 - 3;
}

/** The rows of the memory, each as strong as its weight. @param {Pen} pen @param {Scene} scene */
function drawValues(pen, { layout, trace, spot }) {
  const { rows, half, source } = layout;
  const { weights } = trace.steps[spot.index];
  const { context } = decoderSpots(layout, spot.index);
  const memory = rows.layers[rows.layers.length - 1].joined;
  for (const place of source) {
    const { x } = place;
    const weight = weightAt(weights, place);
    const from = isGap(place) ? x : x + half / 2;
    const [top, bottom] = [isGap(place) ? memory.middle + 6 : memory.bottom, rows.attention.middle - 13];
    const bend = 0.62 * (bottom - top);
    const end = context.x + (from - context.x) * 0.012;
    pen.wires.push(piece("path", {
      class: "whole__weight",
      d: `M${from} ${top}C${from} ${top + bend} ${end} ${bottom - bend} ${end} ${bottom}`,
      "stroke-width": (0.75 + 5 * weight).toFixed(2),
      "stroke-opacity": (0.22 + 0.68 * Math.sqrt(weight)).toFixed(3),
    }));
    if (weight >= TELLING) {
      pen.add("attention",
        pen.text("weight", from, rows.weights.bottom, weight.toFixed(2), { anchor: "middle", size: 11 }));
    }
  }
}
