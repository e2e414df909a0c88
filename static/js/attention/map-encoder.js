/**
 * The encoder in the drawing of the whole model, from the sentence to memory and keys: what is the
 * same at every step.
 */

import { t } from "../i18n.js";
import { piece } from "./map-drawn.js";
import { isGap } from "./map-elide.js";
import { validEnd } from "./map-given.js";
import { written } from "./map-parts.js";

/**
 * @typedef {import("./map-pen.js").Pen} Pen
 * @typedef {import("./map-pen.js").Anchor} Anchor
 * @typedef {import("./map-layout.js").Layout} Layout
 * @typedef {import("./map-layout.js").Place} Place
 * @typedef {import("./map-layout.js").Row} Row
 * @typedef {import("./map-parts.js").Part} Part
 * @typedef {import("./trace.js").Traced} Traced
 * @typedef {{trace: Traced, layout: Layout, parts: Map<string, Part>,
 *   spot: import("./map-parts.js").Spot, languages: {source: string, target: string},
 *   names: {source: string[], target: string[]}}} Scene `names` of the tokens
 */

const NAME_ROOM = 126;

/** @param {Part} part @returns {string} its name, with its layer where there are several */
export function nameOf({ kind, layer, layers }) {
  const name = t(`map.${kind}`);
  return layers > 1 ? t("map.in_layer", { name, layer }) : name;
}

/** @param {Pen} pen @param {Scene} scene; of its spot nothing is drawn */
export function drawEncoder(pen, scene) {
  const { layout } = scene;
  drawTokens(pen, scene);
  layout.rows.layers.forEach((_, at) => drawLayer(pen, scene, at));
  finalStates(pen, layout);
  drawKeys(pen, scene);
}

/**
 * The name and the shape of a row, beside it or above it, and what of it takes the pointer.
 * @param {Pen} pen @param {Scene} scene @param {string} id @param {Row} row
 */
function nameRow(pen, { layout, parts }, id, row) {
  const part = parts.get(id);
  if (!part) return;
  const { wide, right } = layout;
  const above = wide ? 4 : 18;
  pen.add(id, pen.surface(0, row.top - above, right, row.bottom - row.top + above + 4));
  const [name, shape] = [nameOf(part), written(part.shape)];
  if (wide) {
    pen.add(id,
      pen.text("name", 0, row.middle - 1, name, { room: NAME_ROOM }),
      pen.text("shape", 0, row.middle + 13, shape, { room: NAME_ROOM, size: 11 }));
  } else {
    const label = `${name}  ${shape}`;
    pen.add(id,
      pen.backing(layout.left, row.top - 5, label, 11),
      pen.text("name", layout.left, row.top - 5, label, { size: 11 }));
  }
}

/** The positions that are drawn one by one. @param {Layout} layout */
const single = ({ source }) => source.filter((place) => !isGap(place));

/** @param {Pen} pen @param {Scene} scene */
function drawTokens(pen, scene) {
  const { layout, languages, names, parts } = scene;
  const { rows, half, unit, source: places } = layout;
  const valid = parts.get("length")?.shape[0] ?? 0;
  nameRow(pen, scene, "tokens", rows.tokens);
  nameRow(pen, scene, "embedding", rows.embedding);
  for (const place of places) {
    const { x, first, last } = place;
    if (isGap(place)) {
      pen.add("tokens", pen.text("gap", x, rows.tokens.bottom - 5, "⋯", { anchor: "middle" }));
      pen.add("tokens", pen.text("gap", x, rows.embedding.middle + 4, String(last - first + 1), { anchor: "middle", size: 11 }));
      continue;
    }
    const token = pen.text("token", x, rows.tokens.bottom - 5, names.source[first], {
      anchor: "middle", room: unit - 4, size: layout.wide ? 14 : 12, lang: languages.source,
    });
    token.attributes["data-token"] = first;
    pen.add("tokens", token);
    pen.wire("flow", [[x, rows.tokens.bottom + 1], [x, rows.embedding.top]]);
    cell(pen, "embedding", "embedding", place, [x - half, x + half], rows.embedding);
  }
  const [from, to] = [places[0].x - unit / 2 + 3, validEnd(layout, valid)];
  const y = rows.length.bottom - 5;
  const label = t("map.length_is", { length: valid });
  pen.add("length",
    pen.surface(from, rows.length.top, to - from, rows.length.bottom - rows.length.top),
    piece("path", { class: "whole__bracket", d: `M${from} ${y + 5}V${y}H${to}V${y + 5}` }),
    pen.badge((from + to) / 2 - 48, y - 9, "3"),
    pen.text("given", (from + to) / 2 - 36, y - 5, label));
}

/** @param {Pen} pen @param {Scene} scene @param {number} at the layer, from 0 */
function drawLayer(pen, scene, at) {
  const { layout } = scene;
  const { rows, half } = layout;
  const { forward, backward, joined } = rows.layers[at];
  const below = at ? rows.layers[at - 1].joined : rows.embedding;
  const last = at === rows.layers.length - 1;
  const [f, b] = [`forward-${at + 1}`, `backward-${at + 1}`];
  nameRow(pen, scene, f, forward);
  nameRow(pen, scene, b, backward);
  if (last) nameRow(pen, scene, "memory", joined);
  const quarter = half / 2;
  for (const place of single(layout)) {
    const { x } = place;
    pen.wire("flow", [[x - quarter, below.bottom], [x - quarter, forward.top]]);
    pen.wire("flow", [[x + quarter, below.bottom], [x + quarter, backward.top]]);
    pen.wire("flow", [[x - quarter, forward.bottom], [x - quarter, joined.top]]);
    pen.wire("flow", [[x + quarter, backward.bottom], [x + quarter, joined.top]]);
    cell(pen, f, "forward", place, [x - half, x], forward);
    cell(pen, b, "backward", place, [x, x + half], backward);
    const [own, kind] = last ? ["memory", "memory"] : [b, "joined"];
    cell(pen, own, `forward ${kind}`, place, [x - half, x], joined);
    cell(pen, own, `backward ${kind}`, place, [x, x + half], joined);
  }
  layout.source.slice(1).forEach((place, i) => {
    const before = layout.source[i];
    const from = before.x;
    if (!isGap(place)) pen.wire(isGap(before) ? "skip" : "chain", [[from, forward.middle], [place.x - half, forward.middle]]);
    else pen.wire("skip", [[from, forward.middle], [place.x, forward.middle]], false);
    if (!isGap(before)) pen.wire(isGap(place) ? "skip" : "chain", [[place.x, backward.middle], [before.x + half, backward.middle]]);
    else pen.wire("skip", [[place.x, backward.middle], [before.x, backward.middle]], false);
  });
}

/** The last states of both directions, on their way to the decoder. @param {Pen} pen @param {Layout} layout */
function finalStates(pen, { source, lanes, levels, start, rows }) {
  const [first, last] = [source[0], source[source.length - 1]];
  const into = start.left + 8;
  const [{ forward, backward }] = rows.layers;
  const end = rows.states[rows.states.length - 1];
  for (const layer of rows.layers) {
    pen.wire("given", [[last.x, layer.forward.middle], [lanes.final, layer.forward.middle]], false);
    pen.wire("given", [[first.x, layer.backward.middle], [lanes.back, layer.backward.middle]], false);
  }
  pen.wire("given", [
    [lanes.final, forward.middle], [lanes.final, levels.final], [into, levels.final], [into, end.top],
  ]);
  pen.wire("given", [[lanes.back, backward.middle], [lanes.back, end.middle]], false);
  for (const { middle } of rows.states) pen.wire("given", [[lanes.back, middle], [start.left, middle]]);
}

/** @param {Pen} pen @param {Scene} scene */
function drawKeys(pen, scene) {
  const { rows, half, levels, source } = scene.layout;
  const memory = rows.layers[rows.layers.length - 1].joined;
  const quarter = half / 2;
  nameRow(pen, scene, "keys", rows.keys);
  for (const place of source) {
    const { x } = place;
    if (isGap(place)) {
      pen.add("memory", pen.text("gap", x, memory.middle + 4, "⋯", { anchor: "middle" }));
      continue;
    }
    pen.wire("flow", [[x - quarter, memory.bottom], [x - quarter, rows.keys.top]]);
    pen.wire("flow", [[x - quarter, rows.keys.bottom], [x - quarter, levels.bus]], false);
    cell(pen, "keys", "keys", place, [x - half, x - 2], rows.keys);
  }
}

/**
 * One box of a row.
 * @param {Pen} pen @param {string} id @param {string} kind @param {Place} place
 * @param {[number, number]} sides @param {Row} row
 */
function cell(pen, id, kind, { first }, [left, right], row) {
  const box = pen.box(kind.split(" ").join(" is-"), left, row.top, right - left, row.bottom - row.top);
  box.attributes["data-token"] = first;
  pen.add(id, box);
}
