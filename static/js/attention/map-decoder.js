/** The decoder in the drawing of the whole model, unrolled: all steps but the one that is looked at. */

import { t } from "../i18n.js";
import { piece } from "./map-drawn.js";
import { isGap } from "./map-elide.js";
import { decoderSpots } from "./map-layout.js";
import { written } from "./map-parts.js";
import { indexed } from "./map-pen.js";
import { RADIUS } from "./map-step.js";

/**
 * @typedef {import("./map-pen.js").Pen} Pen
 * @typedef {import("./map-encoder.js").Scene} Scene
 * @typedef {import("./map-layout.js").Place} Place
 * @typedef {import("./map-layout.js").Row} Row
 * @typedef {{x: number, right: number, border: number}} From where a step's wires to the next begin
 */

/** @param {Pen} pen @param {Scene} scene */
export function drawDecoder(pen, scene) {
  const { layout, trace, spot } = scene;
  const { rows, cell, target } = layout;
  const now = decoderSpots(layout, spot.index);
  drawStart(pen, scene);
  const after = trace.attend === "after";
  const { middle: query } = rows.attention;
  /** @type {From} */
  let before = { x: (layout.start.left + layout.start.right) / 2, right: layout.start.right, border: layout.start.right + 6 };
  for (const place of target) {
    const current = place.first === spot.index && !isGap(place);
    const left = current ? now.state.left : place.x - (isGap(place) ? 0 : cell / 2);
    const right = current ? now.state.right : place.x + (isGap(place) ? 0 : cell / 2);
    for (const { middle } of rows.states) {
      pen.wire(current ? "now" : isGap(place) ? "skip" : "chain", [[before.right, middle], [left, middle]], !isGap(place));
    }
    const lane = current ? now.feedback : before.border;
    const up = current ? rows.embed.middle : rows.input.middle;
    if (!isGap(place)) {
      pen.wire(current ? "now" : "faint", [
        [Math.min(before.x + 12, lane), rows.words.top + 4], [lane, rows.words.top - 8], [lane, up],
        [current ? now.embed.left : place.x, up],
      ], current);
      if (after) fromContext(pen, scene, before, current);
    }
    if (current && !after) {
      const { middle } = rows.states[rows.states.length - 1];
      pen.wire("now", [[before.right, middle], [now.query, middle], [now.query, query], [now.left, query]]);
    }
    if (isGap(place)) drawGap(pen, scene, place);
    else if (!current) drawOther(pen, scene, place);
    const x = current ? now.middle : place.x;
    before = { x, right, border: place.x + place.width / 2 };
  }
}

/**
 * The context of the step before, on its way into the recurrence.
 * @param {Pen} pen @param {Scene} scene @param {From} before @param {boolean} current
 */
function fromContext(pen, { layout, spot }, before, current) {
  const { rows } = layout;
  const { middle } = rows.attention;
  const now = decoderSpots(layout, spot.index);
  const wasNow = before.x === now.middle;
  const from = wasNow ? now.context.x + RADIUS.now : before.x + RADIUS.other;
  if (!current) {
    pen.wire("faint", [[from, middle], [before.border, middle], [before.border, rows.input.middle]], false);
    return;
  }
  const [lane, level] = [now.feedback + 5, rows.input.top - 11];
  pen.wire("now", [
    [from, middle], [lane, middle], [lane, level], [now.context.x, level], [now.context.x, rows.input.top],
  ]);
}

/** @param {Pen} pen @param {Scene} scene */
function drawStart(pen, { layout, trace, languages, parts }) {
  const { rows, start, levels } = layout;
  const width = start.right - start.left;
  const part = parts.get("start");
  rows.states.forEach(({ top, bottom, middle }) => {
    pen.add("start",
      pen.box("forward", start.left, top, width / 2, bottom - top),
      pen.box("backward", start.left + width / 2, top, width / 2, bottom - top),
      pen.text("inside", (start.left + start.right) / 2, middle + 4, indexed("h", 0), { anchor: "middle" }));
  });
  const x = start.left + 24;
  const label = `${t("map.start")} ${written(part?.shape ?? [])}`;
  pen.add("start",
    pen.surface(x - 10, levels.final - 18, 120, 18),
    pen.badge(x, levels.final - 10, "2"),
    pen.text("given", x + 12, levels.final - 6, label));
  pen.add("word", pen.text("token", (start.left + start.right) / 2, rows.words.bottom - 6, trace.steps[0].input_token, {
    anchor: "middle", room: width + 8, size: 12, lang: languages.target,
  }));
  if (trace.attend === "after") {
    pen.add("context",
      piece("circle", { class: "whole__sum is-other", cx: (start.left + start.right) / 2, cy: rows.attention.middle, r: RADIUS.other }),
      pen.text("shape", (start.left + start.right) / 2, rows.attention.middle - 9, "0", { anchor: "middle", size: 11 }));
  }
}

/** @param {Pen} pen @param {Scene} scene @param {Place} place */
function drawGap(pen, { layout: { rows } }, { x, first, last }) {
  pen.add("word",
    pen.text("gap", x, rows.words.bottom - 6, "⋯", { anchor: "middle" }),
    pen.text("gap", x, rows.words.top - 4, String(last - first + 1), { anchor: "middle", size: 11 }));
}

/** A step that is not looked at. @param {Pen} pen @param {Scene} scene @param {Place} place */
function drawOther(pen, { layout, trace, languages, names }, { x, width, first }) {
  const { rows, cell } = layout;
  const { middle } = rows.attention;
  const after = trace.attend === "after";
  const [top] = rows.states;
  const last = rows.states[rows.states.length - 1];
  pen.wire("faint", [[x, after ? rows.input.middle : middle + RADIUS.other], [x, top.top]]);
  if (after) pen.wire("faint", [[x - 5, last.top], [x - 5, middle + RADIUS.other]]);
  rows.states.slice(1).forEach((row, i) => pen.wire("faint", [[x, rows.states[i].bottom], [x, row.top]]));
  pen.wire("faint", [[x, last.bottom], [x, rows.words.top + 2]]);
  const ofStep = (/** @type {import("./map-drawn.js").Piece} */ one) => {
    one.attributes["data-step"] = first;
    return one;
  };
  pen.add("context", ofStep(piece("circle", { class: "whole__sum is-other", cx: x, cy: middle, r: RADIUS.other })));
  pen.add("word", ofStep(pen.text("word", x, rows.words.bottom - 6, names.target[first], {
    anchor: "middle", room: width - 4, size: layout.wide ? 14 : 12, lang: languages.target,
  })));
  rows.states.forEach((row, at) => {
    pen.add(`recurrence-${at + 1}`,
      ofStep(pen.box("state", x - cell / 2, row.top, cell, row.bottom - row.top)),
      pen.text("inside", x, row.middle + 4, indexed("h", first + 1), { anchor: "middle" }));
  });
}
